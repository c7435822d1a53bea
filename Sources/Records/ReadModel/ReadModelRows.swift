public import IRMER

/// What one record gives to the tables that anybody can query.
///
/// A pure function of the merged record: no row depends on today's date, so that a store can compare
/// its tables with its logs on any day.
public struct ReadModelRows: Hashable, Sendable {
  public var incident: IncidentRow?
  public var notification: NotificationRow?
  public var audit: AuditRow?
  public var actions: [ActionRow] = []
  public var conflicts: [ConflictRow] = []
  /// What the search for themes knows of an incident that may belong to one.
  public var themeSubject: ThemeSubject?
  /// What a person decided about pairs of incidents that look alike.
  public var decidedLinks: [DecidedLinkRow] = []

  public init() {}
}

/// Table `incident`: one row for each incident.
public struct IncidentRow: Hashable, Sendable {
  /// UUID.
  public var id: String
  /// `SITE-YYYY-NNNN`.
  public var reference: String?
  public var site: String
  public var status: String
  /// `notifiable`, `undetermined`, `not-notifiable` or `not-irmer`.
  public var outcome: String
  public var nation: String?
  public var modality: String?
  /// `YYYY-MM-DD`, as are all dates.
  public var discoveredOn: String?
  public var exposedOn: String?
  /// The last day for the notification; null where none is due.
  public var notifyBy: String?
  public var reportBy: String?
  public var authority: String
  /// Base codes, separated by spaces, in the table's order.
  public var codes: String
  public var complementary: String
  public var clinicallySignificant: String
  public var individuals: Int
  public var department: String?
  public var room: String?
  public var equipment: String?
  /// How many fields are in conflict.
  public var conflicts: Int
  /// The edition of the rules that judged it.
  public var edition: String
  public var recordedAt: String?
  /// What the rules found met or undetermined, as JSON: `[["4.2a",0,"met"],["2.1",0,"undetermined"]]`, code,
  /// individual counted from 0, and result. The words are made anew from the record by the edition.
  public var assessment: String
}

/// Table `notification`: one row for each incident that must or may have to be notified, or was,
/// and for each confirmed theme.
///
/// It holds what happened; where it stands on a day is ``state(on:)``.
public struct NotificationRow: Hashable, Sendable {
  /// UUID of the incident, or of the theme.
  public var incident: String
  /// What it is about: an incident or a theme. No column of the table; its record says so.
  public var kind: RecordKind
  public var reference: String?
  public var site: String
  public var outcome: String
  public var codes: String
  public var complementary: String
  public var authority: String
  public var discoveredOn: String?
  public var notifyBy: String?
  public var reportBy: String?
  /// `none`, `notified`, `report-sent`, `with-authority` or `closed`.
  public var step: String
  public var submittedOn: String?
  public var reportSentOn: String?
  public var withAuthorityOn: String?
  public var closedOn: String?
  /// When an inspector was told that the report will be late.
  public var inspectorContactedOn: String?
  /// Whether anything that the notification rests on is in conflict.
  public var inConflict: Bool
  /// Why it is here, as a JSON array of sentences.
  public var reasons: String
}

/// Table `audit`: one row for each clinical audit.
public struct AuditRow: Hashable, Sendable {
  public var id: String
  public var reference: String?
  public var site: String
  public var title: String
  public var programmeYear: String?
  public var modality: String?
  public var cycle: Int
  public var status: String
  public var standards: Int
  public var standardsMet: Int
  public var standardsNotMet: Int
  public var firstReportDue: String?
  public var firstReportIssued: String?
  public var firstReportReceived: String?
  public var secondReportDue: String?
  public var secondReportIssued: String?
  public var secondReportReceived: String?
  public var reAuditDue: String?
  public var reAuditIssued: String?
  public var reAuditReceived: String?
  /// UUID or reference of the audit that repeats it.
  public var reAudit: String?
  /// Empty roles of the team, separated by spaces.
  public var teamGaps: String
  /// Paths of what the next stage needs, separated by spaces.
  public var missing: String
  public var conflicts: Int
}

/// Table `action`: one row for each action of an incident, an audit or a theme, and for everything else
/// of theirs that has to be done by a day.
public struct ActionRow: Hashable, Sendable {
  /// The record's UUID, `/`, and the element's identifier.
  public var id: String
  public var record: String
  public var kind: String
  public var site: String
  public var owner: String?
  public var due: String?
  public var done: String?
  /// `strong`, `medium` or `weak`.
  public var strength: String?
  /// Neither done, nor transferred, nor found not to be needed.
  public var isOpen: Bool
  /// What kind of duty it is: `action`, or `notice`, `route`, `re-audit` and so on.
  public var duty: String

  public var isAction: Bool { duty == DatedDuty.Kind.action.rawValue }
}

/// Table `conflict`: one row for each field that a person has to settle.
public struct ConflictRow: Hashable, Sendable {
  /// UUID.
  public var record: String
  public var kind: String
  public var site: String
  /// With positions in place of identifiers.
  public var path: String
  /// A JSON array of `value`, `author`, `at`, `log`.
  public var candidates: String
}

/// Table `decidedLink`: an incident that a person compared with this one, and found to be the same
/// event or another.
public struct DecidedLinkRow: Hashable, Sendable {
  /// UUID of the incident that holds the decision.
  public var incident: String
  /// UUID of the one that it was compared with.
  public var other: String

  /// Nobody compares one incident with more than this; further links are kept in the record.
  static let countMax = 1000
}

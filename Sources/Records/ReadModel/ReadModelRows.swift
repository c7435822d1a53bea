public import IRMER

/// The rows of one record in the tables that anybody can query.
///
/// A pure function of the merged record: no row depends on today's date, so that a store can
/// compare its tables with its logs on any day.
public struct ReadModelRows: Hashable, Sendable {
  /// For an incident.
  public var incident: IncidentRow?
  /// For a record with something to notify.
  public var notification: NotificationRow?
  /// For an audit.
  public var audit: AuditRow?
  /// One for each action of the record.
  public var actions: [ActionRow] = []
  /// One for each field in conflict.
  public var conflicts: [ConflictRow] = []
  /// What the search for themes reads of an incident that may belong to one.
  public var themeSubject: ThemeSubject?
  /// A person's decisions about pairs of similar incidents.
  public var decidedLinks: [DecidedLinkRow] = []

  /// No rows.
  public init() {}
}

/// Table `incident`: one row for each incident.
public struct IncidentRow: Hashable, Sendable {
  /// UUID.
  public var id: String
  /// `SITE-YYYY-NNNN`.
  public var reference: String?
  /// The site's code.
  public var site: String
  /// As stored, in kebab case.
  public var status: String
  /// `notifiable`, `undetermined`, `not-notifiable` or `not-irmer`.
  public var outcome: String
  /// The nation of the place of exposure.
  public var nation: String?
  /// As stored, in kebab case.
  public var modality: String?
  /// `YYYY-MM-DD`, as are all dates.
  public var discoveredOn: String?
  /// The day of the exposure, ISO 8601.
  public var exposedOn: String?
  /// The last day for the notification; null where none is due.
  public var notifyBy: String?
  /// The last day for the report, ISO 8601.
  public var reportBy: String?
  /// The authority's short name.
  public var authority: String
  /// Base codes, separated by spaces, in the table's order.
  public var codes: String
  /// M, E, V and C with their base codes, between blanks.
  public var complementary: String
  /// `yes`, `no` or `undecided`.
  public var clinicallySignificant: String
  /// How many individuals the record has.
  public var individuals: Int
  /// As recorded.
  public var department: String?
  /// As recorded.
  public var room: String?
  /// As recorded.
  public var equipment: String?
  /// How many fields are in conflict.
  public var conflicts: Int
  /// The edition of the rules that judged it.
  public var edition: String
  /// When the record was logged, ISO 8601.
  public var recordedAt: String?
  /// What the rules found met or undetermined, as JSON:
  /// `[["4.2a",0,"met"],["2.1",0,"undetermined"]]`, code, individual counted from 0, and result.
  /// The text is generated again from the record by the edition.
  public var assessment: String
}

/// Table `notification`: one row for each incident that must or may have to be notified, or was,
/// and for each confirmed theme.
///
/// It holds what happened; its state on a day is ``state(on:)``.
public struct NotificationRow: Hashable, Sendable {
  /// UUID of the incident, or of the theme.
  public var incident: String
  /// What it is about: an incident or a theme. Not a column of the table; read from its record.
  public var kind: RecordKind
  /// The reference that people use.
  public var reference: String?
  /// The site's code.
  public var site: String
  /// As stored, in kebab case.
  public var outcome: String
  /// The base codes, between blanks.
  public var codes: String
  /// M, E, V and C with their base codes, between blanks.
  public var complementary: String
  /// The authority's short name.
  public var authority: String
  /// The day of discovery, ISO 8601.
  public var discoveredOn: String?
  /// The last day for the notification, ISO 8601.
  public var notifyBy: String?
  /// The last day for the report, ISO 8601.
  public var reportBy: String?
  /// `none`, `notified`, `report-sent`, `with-authority` or `closed`.
  public var step: String
  /// The day of the notification, ISO 8601.
  public var submittedOn: String?
  /// The day the report was sent, ISO 8601.
  public var reportSentOn: String?
  /// The day on which the authority began its review, ISO 8601.
  public var withAuthorityOn: String?
  /// The day the authority closed it, ISO 8601.
  public var closedOn: String?
  /// When an inspector was told that the report will be late.
  public var inspectorContactedOn: String?
  /// Whether anything that the notification depends on is in conflict.
  public var inConflict: Bool
  /// Why it is here, as a JSON array of sentences.
  public var reasons: String
}

/// Table `audit`: one row for each clinical audit.
public struct AuditRow: Hashable, Sendable {
  /// The record's UUID.
  public var id: String
  /// The reference that people use.
  public var reference: String?
  /// The site's code.
  public var site: String
  /// What is audited.
  public var title: String
  /// The year of the audit programme.
  public var programmeYear: String?
  /// As stored, in kebab case.
  public var modality: String?
  /// 1 for the first audit, 2 for its re-audit.
  public var cycle: Int
  /// As stored, in kebab case.
  public var status: String
  /// How many standards the audit has.
  public var standards: Int
  /// How many of them are met.
  public var standardsMet: Int
  /// How many of them are not met, or met in part.
  public var standardsNotMet: Int
  /// ISO 8601, as are the days that follow.
  public var firstReportDue: String?
  /// The day the first report went to the Employer.
  public var firstReportIssued: String?
  /// The day the Employer confirmed it.
  public var firstReportReceived: String?
  /// The day by which the second report is due.
  public var secondReportDue: String?
  /// The day the second report went to the Employer.
  public var secondReportIssued: String?
  /// The day the Employer confirmed it.
  public var secondReportReceived: String?
  /// The day by which the re-audit is due.
  public var reAuditDue: String?
  /// The day the re-audit reported.
  public var reAuditIssued: String?
  /// The day the Employer confirmed its report.
  public var reAuditReceived: String?
  /// UUID or reference of the audit that repeats it.
  public var reAudit: String?
  /// Empty roles of the team, separated by spaces.
  public var teamGaps: String
  /// Paths of what the next stage needs, separated by spaces.
  public var missing: String
  /// How many fields are in conflict.
  public var conflicts: Int
}

/// Table `action`: one row for each action of an incident, an audit or a theme, and for everything
/// else of theirs with a due date.
public struct ActionRow: Hashable, Sendable {
  /// The record's UUID, `/`, and the element's identifier.
  public var id: String
  /// The UUID of the record that holds it.
  public var record: String
  /// The kind of that record.
  public var kind: String
  /// The site's code.
  public var site: String
  /// The role that carries it out.
  public var owner: String?
  /// The day by which it is to be done, ISO 8601.
  public var due: String?
  /// The day on which it was done, ISO 8601.
  public var done: String?
  /// `strong`, `medium` or `weak`.
  public var strength: String?
  /// Neither done, nor transferred, nor found to be unnecessary.
  public var isOpen: Bool
  /// What kind of duty it is: `action`, or `notice`, `route`, `re-audit` and so on.
  public var duty: String

  public var isAction: Bool { duty == DatedDuty.Kind.action.rawValue }
}

/// Table `conflict`: one row for each field that a person has to settle.
public struct ConflictRow: Hashable, Sendable {
  /// UUID.
  public var record: String
  /// The kind of that record.
  public var kind: String
  /// The site's code.
  public var site: String
  /// With positions in place of identifiers.
  public var path: String
  /// A JSON array of `value`, `author`, `at`, `log`.
  public var candidates: String
}

/// Table `decidedLink`: an incident that a person compared with this one, and found to be the same
/// event or a different one.
public struct DecidedLinkRow: Hashable, Sendable {
  /// UUID of the incident that holds the decision.
  public var incident: String
  /// UUID of the one that it was compared with.
  public var other: String

  /// Nobody compares one incident with more than this; further links are only in the record.
  static let countMax = 1000
}

import IRMER

/// What one record gives to the tables that anybody can query.
///
/// A pure function of the merged record: no row depends on today's date, so that a store can compare
/// its tables with its logs on any day.
public struct ReadModelRows: Hashable, Sendable {
  /// For an incident.
  public var incident: IncidentRow?
  /// For a record with something to notify.
  public var notification: NotificationRow?
  /// For an audit.
  public var audit: AuditRow?
  /// One for each action of the record, and what else has a day.
  public var actions: [ActionRow] = []
  /// One for each field in conflict.
  public var conflicts: [ConflictRow] = []
  /// The codes of an incident or a confirmed theme.
  public var codes: [CodeRow] = []
  /// What the rules find met or cannot decide.
  public var findings: [FindingRow] = []
  /// Who should hear of it.
  public var routes: [RouteRow] = []
  /// The people of an incident.
  public var individuals: [IndividualRow] = []
  /// Their doses.
  public var doses: [DoseRow] = []
  /// What the search for themes knows of an incident that may belong to one.
  public var themeSubject: TableRow<ThemeSubjectTable>?
  /// What a person decided about pairs of incidents that look alike.
  public var decidedLinks: [TableRow<DecidedLinkTable>] = []

  /// No rows.
  public init() {}

  /// The cells of every table's rows, in the order of ``ReadModel/tables``.
  package var cells: [[[Cell]]] {
    [
      incident.map { [$0.cells] } ?? [], notification.map { [$0.cells] } ?? [],
      audit.map { [$0.cells] } ?? [], actions.map(\.cells), conflicts.map(\.cells),
      codes.map(\.cells), findings.map(\.cells), routes.map(\.cells), individuals.map(\.cells),
      doses.map(\.cells), themeSubject.map { [$0.cells] } ?? [], decidedLinks.map(\.cells),
    ]
  }
}

extension ReadModel {
  /// Every table that anybody can query.
  public static let tables: [TableDescription] = [
    IncidentTable.layout.description, NotificationTable.layout.description,
    AuditTable.layout.description, ActionTable.layout.description,
    ConflictTable.layout.description, CodeTable.layout.description,
    FindingTable.layout.description, RouteTable.layout.description,
    IndividualTable.layout.description, DosePartTable.layout.description,
    ThemeSubjectTable.layout.description, DecidedLinkTable.layout.description,
  ]
}

import IRMER
import Replication

/// Turns a record into rows.
public enum ReadModel {
  /// Counted up whenever the same record gives other rows than before, by a change of the tables or of
  /// the rules: a store that an earlier version wrote then makes its tables anew when it is opened.
  ///
  /// Whoever reads a store's file finds it in the table `readModel`.
  public static let version = 17

  /// The rows that the tables hold for a record.
  public static func rows(for snapshot: RecordSnapshot) -> ReadModelRows {
    var rows = ReadModelRows()
    switch snapshot.kind {
    case .incident: rows.add(IncidentView(snapshot))
    case .audit:
      let audit = AuditView(snapshot)
      rows.audit = AuditRow(audit)
      rows.add(audit.actions, audit.datedDuties, in: snapshot)
    case .theme:
      let theme = ThemeView(snapshot)
      if let confirmed = theme.confirmed {
        let view = ConfirmedThemeView(theme: theme, confirmed: confirmed)
        rows.notification = NotificationRow(NotificationSource(view: view))
        rows.codes = theme.complementary.filter { $0.utf8.count <= String.indexedBytesMax }
          .map { CodeRow((code: $0, isComplementary: true)) }
      }
      rows.add(theme.actions, theme.datedDuties, in: snapshot)
    default: break
    }
    rows.conflicts = snapshot.conflicts.map {
      ConflictRow(ConflictSource(conflict: $0, snapshot: snapshot))
    }
    return rows
  }
}

extension ReadModelRows {
  fileprivate mutating func add(_ view: IncidentView) {
    let (snapshot, assessment) = (view.snapshot, view.assessment)
    incident = IncidentRow(view)
    if view.isNotified { notification = NotificationRow(NotificationSource(view: view)) }
    add(view.actions, view.datedDuties, in: snapshot)
    codes =
      assessment.codes.map { CodeRow((code: $0, isComplementary: false)) }
      + assessment.complementary.map { CodeRow((code: $0, isComplementary: true)) }
    findings = assessment.findings.filter { $0.result != .excluded }.enumerated().map {
      FindingRow((position: $0 + 1, finding: $1))
    }
    routes = assessment.routes.map { RouteRow($0) }
    for (index, element) in snapshot.elements("individuals").enumerated() {
      individuals.append(IndividualRow(IndividualSource(number: index + 1, element: element)))
      doses += element.doseFigures(individual: index + 1).map { DoseRow($0) }
    }
    themeSubject = view.themeSubject.flatMap { $0.mayShareTheme ? TableRow($0) : nil }
    decidedLinks = Self.decidedLinks(of: snapshot)
  }

  /// Every action, and what else has a day.
  fileprivate mutating func add(
    _ own: [ActionView], _ duties: [DatedDuty], in snapshot: RecordSnapshot
  ) {
    actions =
      own.map { ActionRow(ActionSource($0, in: snapshot)) }
      + duties.filter { $0.kind != .action }.map { ActionRow(ActionSource($0, in: snapshot)) }
  }

  private static func decidedLinks(
    of snapshot: RecordSnapshot
  ) -> [TableRow<DecidedLinkTable>] {
    let others = snapshot.elements("links").lazy
      .filter { ["duplicate", "not-the-same"].contains($0.text("relation")) }
      .compactMap { $0.text("record") }
      // A longer text names no record, and no index could hold it.
      .filter { $0.utf8.count <= String.indexedBytesMax }
      .prefix(DecidedLink.countMax)
    return Set(others).sorted().map {
      TableRow(DecidedLink(incident: snapshot.id.description, other: $0))
    }
  }
}

extension IncidentView {
  /// Whether it is among the notifications.
  fileprivate var isNotified: Bool {
    guard !snapshot.isWithdrawn else { return false }
    return switch assessment.outcome {
    case .notifiable: true
    case .undetermined: step != .none || !isExcluded
    case .notNotifiable, .notIRMER: step != .none
    }
  }
}

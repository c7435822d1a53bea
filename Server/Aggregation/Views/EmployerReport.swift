internal import IRMER
internal import RecordStore
package import Records

/// What the Employer is responsible for, on one page.
package struct EmployerReport: Sendable {
  /// How many of how many; without a meaning where `whole` is 0.
  package struct Share: Hashable, Sendable {
    package let part: Int
    package let whole: Int
    package var words: String { whole == 0 ? "none due yet" : "\(part) of \(whole)" }
  }

  /// Notifications of a code or a nation.
  package struct Tally: Hashable, Sendable {
    package let name: String
    package let number: Int
  }

  /// The most decisions on one page: further ones follow as these are made.
  package static let undecidedMax = 50

  package let codes: [Tally]
  package let nations: [Tally]
  package let notifiedInTime: Share
  package let reportedInTime: Share
  /// Duty of candour met, of the clinically significant incidents.
  package let candourMet: Share
  package let licenceBreaches: Int
  package let actionsOverdue: Int
  /// Notified and not closed.
  package let openCases: [NotificationRow]
  /// Notifiable incidents with codes that are not decided: the most urgent.
  package let undecided: [RecordSnapshot]
  /// How many further notifiable incidents were not checked for this report.
  package let unseen: Int
  package let audits: [AuditRow]
  package let proceduresDue: Int
  package let acknowledged: Share
  package let themes: [ThemeView]
  /// Records that could not be opened; no figure here includes them.
  package let unopened: [String]
}

extension Centre {
  package func employerReport() async throws -> EmployerReport {
    let today = today
    let version = try await reading { DayVersion(version: try $0.storeVersion(), day: today) }
    if let known = cachedEmployer.value(for: version) { return known }
    let report = try await employerReport(of: try await rows(), on: today)
    // Changes that arrive meanwhile belong to the next version.
    cachedEmployer.keep(report, for: version)
    return report
  }

  private func employerReport(
    of rows: TrustRows, on today: CalendarDate
  ) async throws -> EmployerReport {
    let incidents = rows.incidents.filter { $0.status != "void" }
    let (significant, unopened) = try await snapshots(
      incidents.filter { $0.clinicallySignificant == .yes }.map(\.id))
    let due = rows.notifications.filter { $0.kind == .incident && $0.step == .none }
    let (undecided, unseen, skipped) = try await undecided(
      among: due.filter { !$0.codes.isEmpty }.sorted {
        ($0.notifyBy ?? "9", $0.incident) < ($1.notifyBy ?? "9", $1.incident)
      }.map(\.incident))
    let procedures = try await snapshots(of: .procedure).filter { !$0.isWithdrawn }.map {
      ProcedureView($0).facts
    }
    return EmployerReport(
      codes: try await reading { try $0.store.notifiedCodes() }.map {
        .init(name: $0.code, number: $0.count)
      },
      nations: Self.tally(incidents.compactMap(\.nation)),
      notifiedInTime: Self.share(rows.notifications.map { ($0.submittedOn, $0.notifyBy) }, today),
      reportedInTime: Self.share(rows.notifications.map { ($0.reportSentOn, $0.reportBy) }, today),
      candourMet: .init(
        part: significant.count {
          IncidentView($0).duties.allSatisfy { $0.candourMet == "yes" }
        },
        whole: significant.count),
      // The rules lead to ARSAC for a breach of a licence alone.
      licenceBreaches: try await reading { try $0.store.incidentCount(routedTo: .arsac) },
      actionsOverdue: rows.actions.count { action in
        action.isAction && action.isOpen
          && action.due.flatMap { CalendarDate($0) }.map { $0 < today } ?? false
      },
      openCases: rows.notifications.filter { ![.none, .closed].contains($0.step) },
      undecided: undecided, unseen: unseen, audits: rows.audits.filter { $0.status != "void" },
      proceduresDue: procedures.count { procedure in
        if case .overdue = procedure.reviewState(on: today) { true } else { false }
      },
      acknowledged: .init(
        part: procedures.reduce(0) { $0 + $1.acknowledgedBy },
        whole: procedures.reduce(0) { $0 + $1.dutyHolders }),
      themes: rows.themes.map(ThemeView.init).filter { $0.confirmed != nil },
      unopened: unopened + skipped)
  }

  /// Reads one record after the other until there are enough.
  private func undecided(
    among ids: [String]
  ) async throws -> (found: [RecordSnapshot], unseen: Int, unopened: [String]) {
    try await reading { centre in
      var (found, unopened): ([RecordSnapshot], [String]) = ([], [])
      for (index, id) in ids.enumerated() {
        guard found.count < EmployerReport.undecidedMax else {
          return (found, ids.count - index, unopened)
        }
        let (opened, others) = try centre.readSnapshots(named: [id])
        unopened += others
        found += opened.filter { $0.elements("classification/finalCodes").isEmpty }
      }
      return (found, 0, unopened)
    }
  }

  private func snapshots(
    _ ids: [String]
  ) async throws -> (found: [RecordSnapshot], unopened: [String]) {
    try await reading { try $0.readSnapshots(named: ids) }
  }

  private static func tally(_ names: [String]) -> [EmployerReport.Tally] {
    Pareto(names).bars.map { .init(name: $0.name, number: $0.count) }
  }

  /// How many of those that are done or overdue were done in time.
  private static func share(
    _ pairs: [(done: String?, by: String?)], _ today: CalendarDate
  ) -> EmployerReport.Share {
    let judged = pairs.compactMap { pair -> Bool? in
      guard let by = pair.by.flatMap({ CalendarDate($0) }) else { return nil }
      if let done = pair.done.flatMap({ CalendarDate($0) }) { return done <= by }
      return by < today ? false : nil
    }
    return .init(part: judged.count { $0 }, whole: judged.count)
  }
}

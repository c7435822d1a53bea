internal import CentreStore
internal import IRMER
internal import RecordStore
internal import RecordTables
package import Records

/// What the Employer is responsible for, on one page.
package struct EmployerReport: Sendable {
  /// How many of how many; without a meaning where `whole` is 0.
  package struct Share: Hashable, Sendable {
    package let part: Int
    package let whole: Int

    package var displayText: String {
      whole == 0 ? "none due yet" : "\(part.grouped) of \(whole.grouped)"
    }
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
  /// Notifications and reports whose last day has passed.
  package let clocksOverdue: Int
  package let actionsOverdue: Int
  /// Notified and not closed.
  package let openCases: [NotificationRow]
  /// Notifiable incidents with codes that are not decided: the most urgent.
  package let undecided: [RecordSnapshot]
  /// How many there are beside these.
  package let unseen: Int
  package let audits: [AuditRow]
  package let proceduresDue: Int
  package let acknowledged: Share
  package let themes: [ThemeView]
  /// Records that could not be opened. They are not decided on this page.
  package let unopened: [String]
}

extension Centre {
  package func employerReport() async throws -> EmployerReport {
    let today = today
    let version = try await dayVersion()
    if let known = cachedEmployer.value(for: version) { return known }
    let report = try await reading { try $0.employerReport(on: today) }
    // Changes that arrive meanwhile belong to the next version.
    cachedEmployer.keep(report, for: version)
    return report
  }

  private func employerReport(on today: CalendarDate) throws -> EmployerReport {
    let figures = EmployerFigures(try store.keptCounts(EmployerFigures.question), on: today)
    let waiting = try store.undecidedNotifications(limit: EmployerReport.undecidedMax)
    let (undecided, unopened) = try readSnapshots(named: waiting.names)
    let procedures = try readSnapshots(of: .procedure).filter { !$0.isWithdrawn }.map {
      ProcedureView($0).facts
    }
    return EmployerReport(
      codes: Pareto(counting: figures.codes).tallies,
      nations: Pareto(counting: figures.nations).tallies, notifiedInTime: figures.notified,
      reportedInTime: figures.reported, candourMet: figures.candour,
      licenceBreaches: figures.licenceBreaches, clocksOverdue: figures.clocksOverdue,
      actionsOverdue: figures.actionsOverdue, openCases: try store.openNotifications(),
      undecided: undecided, unseen: waiting.total - waiting.names.count,
      audits: try store.listedAudits().map(\.audit).filter { $0.status != .void },
      proceduresDue: procedures.count { procedure in
        if case .overdue = procedure.reviewState(on: today) { true } else { false }
      },
      acknowledged: .init(
        part: procedures.reduce(0) { $0 + $1.acknowledgedBy },
        whole: procedures.reduce(0) { $0 + $1.dutyHolders }),
      themes: try readSnapshots(of: .theme).map(ThemeView.init).filter { $0.confirmed != nil },
      unopened: unopened)
  }
}

/// What the Employer's page shows of the kept counts.
private struct EmployerFigures {
  /// The whole trust, since the first.
  static let question = CountQuestion([
    .nation, .notifiedCode, .notice, .otherNotice, .report, .otherReport, .candour, .body, .duty,
    .clock,
  ])

  var codes: [(name: String, count: Int)] = []
  var nations: [(name: String, count: Int)] = []
  var notified = EmployerReport.Share(part: 0, whole: 0)
  var reported = EmployerReport.Share(part: 0, whole: 0)
  var candour = EmployerReport.Share(part: 0, whole: 0)
  var licenceBreaches = 0
  var clocksOverdue = 0
  var actionsOverdue = 0

  init(_ counts: [KeptCount], on today: CalendarDate) {
    for count in counts { add(count, today) }
  }

  private mutating func add(_ count: KeptCount, _ today: CalendarDate) {
    switch count.subject {
    case .notifiedCode: codes.append((count.value, count.number))
    case .nation: nations.append((count.value, count.number))
    case .notice, .otherNotice: notified.add(count, on: today)
    case .report, .otherReport: reported.add(count, on: today)
    case .candour:
      let met = count.value == "met" ? count.number : 0
      candour = .init(part: candour.part + met, whole: candour.whole + count.number)
    case .body:
      // The rules lead to ARSAC for a breach of a licence alone.
      if count.value == ReportingBody.arsac.rawValue { licenceBreaches += count.number }
    case .clock:
      let state = ClockGroup(count).clocks.state(on: today)
      if [.overdue, .reportOverdue].contains(state) { clocksOverdue += count.number }
    case .duty:
      let duty = OpenDuties(count)
      if duty.kind == .action, duty.isOverdue(on: today) { actionsOverdue += count.number }
    default: break
    }
  }
}

import CentreStore
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// The board, trends and the Employer's page read counts that change with the rows: they are what a
/// count of all rows gives, whatever happened to the records.
@Suite("Kept counts")
struct KeptCountTests {
  let harness: CentreHarness
  var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private let quarters = ["2025-Q3", "2025-Q4", "2026-Q1"].compactMap(Quarter.init)

  /// Compares every figure that is read from kept counts with the rows.
  private func check(_ comment: String) async throws {
    let (rows, today) = (try centre.store.plainRows(), centre.today)
    #expect(try centre.store.verify().problems == [], "\(comment)")
    for quarter in quarters {
      let paper = try await centre.boardPaper(quarter)
      #expect(Set(paper.sites.map(\.site)) == Set(rows.counted.map(\.site)), "\(comment)")
      for line in paper.sites + [paper.total] {
        #expect(line.now == rows.figures(quarter, at: line.site, on: today), "\(comment)")
        #expect(
          line.before == rows.figures(quarter.previous, at: line.site, on: today), "\(comment)")
      }
      let now = rows.counted.filter { rows.day($0).map(quarter.contains) ?? false }
      #expect(paper.codes == rows.tallies(now.flatMap { rows.codes[$0.id] ?? [] }), "\(comment)")
      #expect(paper.modalities == rows.tallies(now.compactMap(\.modality?.rawValue)), "\(comment)")
    }
    try await checkTrends(rows, comment)
    try await checkEmployer(rows, on: today, comment)
    try await checkDay(rows, on: today, comment)
  }

  private func checkTrends(_ rows: PlainRows, _ comment: String) async throws {
    let byMonth = rows.byMonth()
    for series in try await centre.trendSeries() {
      for (month, count) in zip(series.months, series.counts) {
        let name = "\(series.name) \(series.site ?? "all") \(month)"
        #expect(count == byMonth[name] ?? 0, "\(comment): \(name)")
      }
    }
    let trust = try await centre.trendSeries(.trust)
    #expect(try await centre.trendSeries().filter { $0.site == nil } == trust, "\(comment)")
    let first = rows.counted.compactMap(rows.day).min()
    #expect(trust.first?.months.first == first.map(Month.init), "\(comment)")
    let days = rows.counted.filter { $0.outcome == .notifiable }.compactMap(rows.day).sorted()
    #expect(try await centre.together([]) { try $0.notifiableDays(at: nil) } == days, "\(comment)")
    let causes = try await centre.together([]) { try $0.commonCauses() }
    let codes = Pareto(counting: causes.codes.map { (name: $0.name, count: $0.count) })
    #expect(codes == Pareto(rows.counted.flatMap { rows.codes[$0.id] ?? [] }), "\(comment)")
  }

  private func checkEmployer(
    _ rows: PlainRows, on today: CalendarDate, _ comment: String
  ) async throws {
    let report = try await centre.employerReport()
    #expect(
      report.nations == rows.tallies(rows.counted.compactMap(\.nation?.rawValue)), "\(comment)")
    #expect(
      report.notifiedInTime
        == PlainRows.share(rows.notifications.map { ($0.submittedOn, $0.notifyBy) }, today),
      "\(comment)")
    #expect(
      report.reportedInTime
        == PlainRows.share(rows.notifications.map { ($0.reportSentOn, $0.reportBy) }, today),
      "\(comment)")
    let significant = rows.counted.filter { $0.clinicallySignificant == .yes }
    #expect(report.candourMet.whole == significant.count, "\(comment)")
    var met = 0
    for row in significant {
      let view = IncidentView(try await centre.snapshot(named: row.id))
      if view.duties.allSatisfy({ $0.candourMet == "yes" }) { met += 1 }
    }
    #expect(report.candourMet.part == met, "\(comment)")
    #expect(
      report.openCases.map(\.incident)
        == rows.notifications.filter { ![.none, .closed].contains($0.step) }.map(\.incident),
      "\(comment)")
    let overdue = rows.actions.count { $0.isAction && $0.state(on: today) == "overdue" }
    #expect(report.actionsOverdue == overdue, "\(comment)")
    let late = rows.notifications.count {
      [.overdue, .reportOverdue].contains($0.state(on: today))
    }
    #expect(report.clocksOverdue == late, "\(comment)")
  }

  private func checkDay(_ rows: PlainRows, on today: CalendarDate, _ comment: String) async throws {
    let counts = try centre.store.dayCounts(today: "\(today)", since: 0)
    for state in NotificationState.allCases {
      let kept = counts.clocks.filter { $0.clocks.state(on: today) == state }
        .reduce(0) { $0 + $1.count }
      #expect(kept == rows.notifications.count { $0.state(on: today) == state }, "\(comment)")
    }
    for left in -3...14 {
      let kept = counts.clocks.filter { $0.clocks.daysLeft(on: today) == left }
        .reduce(0) { $0 + $1.count }
      #expect(kept == rows.notifications.count { $0.daysLeft(on: today) == left }, "\(comment)")
    }
    #expect(counts.actionsOverdue == rows.actions.count { $0.state(on: today) == "overdue" })
    let inConflict = rows.incidents.count { $0.conflicts > 0 }
    #expect(counts.recordsInConflict == inConflict, "\(comment)")
    let asked = try await centre.snapshots(of: .incident).filter {
      IncidentView($0).awaitsAnswer
    }
    #expect(counts.incidentsReturned == asked.count, "\(comment)")
    var filter = Filter()
    filter.awaitsAnswer = true
    #expect(try await centre.incidents(filter).total == asked.count, "\(comment)")
    filter.awaitsAnswer = nil
    for cause in UndeterminedCause.allCases {
      filter.cause = cause
      let listed = try await centre.notifications(filter).total
      #expect(counts.causes[cause] ?? 0 == listed, "\(comment)")
    }
  }

  // MARK: Histories

  private static func facts(using random: inout SeededGenerator) -> JSONValue {
    let day = Int.random(in: 10...28, using: &random)
    let month = ["2025-08", "2025-11", "2026-01", "2026-02"].randomElement(using: &random) ?? ""
    let total = ["2", "5", "60"].randomElement(using: &random) ?? ""
    return random.once(in: 3)
      ? Facts.protocolFailure(discoveredOn: "\(month)-\(day)")
      : Facts.accidentalCT(discoveredOn: "\(month)-\(day)", total: total)
  }

  /// One change of a record, as people make it at the centre; one that is refused changes nothing.
  private func change(_ id: String, using random: inout SeededGenerator) async throws {
    let edits = [
      ["discoveredOn=2025-09-1\(Int.random(in: 0...9, using: &random))"],
      ["discoveredOn=2026-02-1\(Int.random(in: 0...9, using: &random))"], ["modality=mri"],
      ["modality=ct"], ["clinicallySignificant=yes"], ["clinicallySignificant=undecided"],
      ["nation=wales"], ["individuals/0/effectiveDose/total=1"],
      ["individuals/0/effectiveDose/total=80"], ["individuals/0/exposure=unintended"],
      ["notification/submittedOn=2026-02-28", "status=notified"],
      ["report/sentOn=2026-02-28"], ["actions/-={\"what\":\"check it\",\"due\":\"2026-02-20\"}"],
      ["questions/-/text=Was it checked?"], ["questions/0/answer=Yes"], ["status=closed"],
      ["status=void"],
    ]
    let chosen = edits.randomElement(using: &random) ?? []
    let version = try await harness.version(id)
    do {
      try await centre.edit(id, version: version, by: harness.governance) {
        snapshot, context, generator throws(ValidationError) in
        if chosen == ["status=void"] {
          return try Edit.withdraw(
            snapshot, why: "logged twice", context: context, using: &generator)
        }
        return try Edit.parse(
          chosen, on: snapshot, why: "found out", context: context, using: &generator)
      }
    } catch is EditRefusal {}
  }

  private func redact(_ id: String, using random: inout SeededGenerator) async throws {
    let path = ["discoveredOn", "modality", "individuals"].randomElement(using: &random) ?? ""
    do {
      try await centre.redact(
        path, of: id, version: try await harness.version(id), why: "asked for",
        by: harness.governance)
    } catch is EditRefusal {}
  }

  /// An edit at the site that has not seen the centre's: afterwards the field may be in conflict.
  private func editApart(_ id: String, at site: RecordStore) async throws {
    let stored = try site.record(named: id)
    var generator = SystemRandomNumberGenerator()
    let snapshot = RecordSnapshot(
      id: stored.id, kind: "incident", scope: stored.scope, state: stored.state)
    let context = AuthorContext(
      role: "operator", site: site.identity.scope, nation: .england,
      now: Moment(milliseconds: CentreHarness.noon))
    let edit: Edit
    do throws(ValidationError) {
      edit = try Edit.parse(
        ["modality=fluoroscopy"], on: snapshot, why: "seen again", context: context,
        using: &generator)
    } catch { return }
    try site.write([
      Change(
        record: snapshot.id, kind: "incident", scope: snapshot.scope, author: "operator",
        reason: edit.reason, operations: edit.operations)
    ])
    try await harness.send(site)
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `are those of all rows after any history`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed &+ 41)
    let sites = [try await harness.site("RBD01"), try await harness.site("RBD02")]
    var logged: [(id: String, site: RecordStore)] = []
    for step in 0..<40 {
      if logged.isEmpty || random.once(in: 3) {
        let site = sites[Int.random(in: 0...1, using: &random)]
        logged.append((try await harness.log(Self.facts(using: &random), at: site), site))
      } else if let (id, site) = logged.randomElement(using: &random) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: try await redact(id, using: &random)
        case 1: try await editApart(id, at: site)
        default: try await change(id, using: &random)
        }
      }
      if step % 8 == 7 { try await check("seed \(seed), step \(step)") }
    }
  }

  @Test func `an incident that moves to another month leaves nothing in the first`() async throws {
    let site = try await harness.site("RBD01")
    let id = try await harness.log(Facts.accidentalCT(discoveredOn: "2025-11-10"), at: site)
    #expect(try count(.outcome, in: "2025-11") == 1)

    try await harness.set(id, "discoveredOn=2026-02-03", why: "found out")

    #expect(try count(.outcome, in: "2025-11") == 0)
    #expect(try count(.outcome, in: "2026-02") == 1)
    let rows = try centre.store.keptCounts(CountQuestion([.outcome], isByMonth: true))
    #expect(rows.map(\.month) == ["2026-02"])
    try await check("moved")
  }

  @Test func `an incident counts when its entry is released, and not before`() async throws {
    let stranger = try RecordStore.create(
      in: harness.folder.path("RBD03"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD03")), nation: "england"),
      environment: StoreEnvironment(now: { CentreHarness.noon }))
    _ = try? await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-10"), at: stranger)
    #expect(try count(.outcome, in: "2026-02") == 0)
    try await check("unknown")

    let secret = try await centre.makeEnrolmentCode(
      site: stranger.identity.scope, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(
        code: secret.text, site: stranger.identity.scope, name: "", by: stranger.signingKey))
    try await harness.send(stranger)

    #expect(try count(.outcome, in: "2026-02") == 1)
    try await check("enrolled")
  }

  private func count(_ subject: CountSubject, in month: String) throws -> Int {
    try centre.store.keptCounts(CountQuestion([subject], months: month...month))
      .reduce(0) { $0 + $1.number }
  }
}

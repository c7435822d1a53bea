import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SiteClient
import TestSupport
import Testing

@Suite("A trust's year")
struct TrustYearTests {
  /// `CANDOUR_SEED` runs one year; otherwise the same ones every time, as many as `CANDOUR_YEARS`
  /// sets.
  private static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["CANDOUR_SEED"].flatMap(UInt64.init) { return [seed] }
    return Array(1...max(1, environment["CANDOUR_YEARS"].flatMap(UInt64.init) ?? 1))
  }()

  @Test(arguments: seeds)
  func `logged at its sites and their desks, it comes out as it happened`(seed: UInt64) async throws
  {
    let year = TrustYear(seed: seed, incidents: 60)
    let lived = try LivedYear(year)

    try await lived.live()

    #expect(lived.surprises.isEmpty, "seed \(seed): \(lived.surprises.prefix(3))")
    try await expectOutcomes(lived)
    try await expectLists(lived)
    try await expectLedgers(lived)
  }

  /// The real outcome of every incident is the rules' result, and everything that must be notified
  /// is on the list.
  private func expectOutcomes(_ lived: LivedYear) async throws {
    for (number, expected) in lived.year.expectations.enumerated() {
      let snapshot = try await lived.record(number)
      let rows = ReadModel.rows(for: snapshot)
      #expect(snapshot.kind == expected.kind && snapshot.isWithdrawn == expected.isWithdrawn)
      #expect(expected.mayBeInConflict || snapshot.conflicts.isEmpty, "record \(number)")
      guard let outcome = expected.outcome else { continue }
      #expect(rows.incident?.outcome == outcome, "record \(number) \(snapshot.fields)")
      let isListed = outcome == .notifiable || outcome == .undetermined
      #expect((rows.notification != nil) == isListed, "record \(number)")
    }
  }

  /// Nothing is missing and nothing is there twice; a site, its desk and the centre agree.
  private func expectLists(_ lived: LivedYear) async throws {
    for site in TrustSite.all {
      let expected = lived.year.expectations.filter { $0.site == site.code }
      let own = try lived.client(site.code)
      let incidents = try await own.incidents()
      #expect(incidents.count == expected.count { $0.kind == .incident })
      #expect(Set(incidents.map(\.incident.reference)).count == incidents.count)
      #expect(try await own.audits().count == expected.count { $0.kind == .audit })

      let states = try await states(own)
      #expect(try await self.states(lived.client(site.code, isDesk: true)) == states)
      let centre = try lived.centre.store.records(kind: "incident")
        .filter { $0.scope.code == site.code }
      #expect(Dictionary(uniqueKeysWithValues: centre.map { ($0.id, $0.state) }) == states)
    }
  }

  private func states(_ client: SiteClient) async throws -> [RecordID: MergedRecord] {
    Dictionary(
      uniqueKeysWithValues: try await client.records(.incident).map { ($0.id, $0.state) })
  }

  private func expectLedgers(_ lived: LivedYear) async throws {
    for site in TrustSite.all {
      for isDesk in [false, true] {
        let client = try lived.client(site.code, isDesk: isDesk)
        let status = try await client.status()
        #expect(status.pending == 0 && status.quarantined == 0 && status.causes.isEmpty)
        #expect(try await client.verify().isSound)
      }
    }
    #expect(try lived.centre.store.verify().isSound)
  }

  @Test func `the same seed is the same year, and another is another`() {
    let years = [7, 7, 8].map { TrustYear(seed: $0, incidents: 60) }
    let told = years.map { year in year.events.map { "\($0)" } }

    #expect(told[0] == told[1] && told[0] != told[2])
    #expect(years[0].expectations == years[1].expectations)
  }

  @Test func `a year has the rates of the reports`() {
    let years = (1...5).map { TrustYear(seed: $0) }
    let expected = years.flatMap(\.expectations).filter { $0.kind == .incident }
    let notifiable = expected.count { $0.outcome == .notifiable } / years.count
    let deeds = years.flatMap(\.events).map(\.deed)

    #expect(4...16 ~= notifiable, "\(notifiable) a year")
    #expect(expected.contains { $0.isWithdrawn } && expected.contains { $0.mayBeInConflict })
    #expect(expected.contains { $0.outcome == .notIRMER })
    #expect(deeds.contains { if case .mistake = $0 { true } else { false } })
    #expect(deeds.contains { if case .settle = $0 { true } else { false } })
    #expect(years.flatMap(\.expectations).contains { $0.kind == .audit })
  }
}

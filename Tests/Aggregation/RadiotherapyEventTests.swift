import IRMER
import Testing

@testable import Aggregation

@Suite("Radiotherapy events for the national analysis")
struct RadiotherapyEventTests {
  @Test func `events have their codes and what they lack, and no word that somebody wrote`()
    async throws
  {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    let coded = try await harness.log(
      Facts.protocolFailure(discoveredOn: "2026-02-20"), at: site)
    try await harness.log(Facts.protocolFailure(discoveredOn: "2026-02-10"), at: site)
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-11"), at: site)
    try await harness.set(
      coded, "classification/rte/level=3", "classification/rte/processSubcode=13cc",
      "classification/rte/methodOfDetection=MD13", "classification/rte/causativeFactors/-=CF1c",
      "narrative=The couch was moved twice.")

    let rows = try await harness.centre.radiotherapyEvents(from: nil, to: nil)

    #expect(rows.map { $0[2] } == ["2026-02-10", "2026-02-20"])
    #expect(rows.allSatisfy { $0.count == RadiotherapyEvents.header.count })
    #expect(rows[1][4...].map(\.self) == ["3", "13cc", "", "", "MD13", "CF1c", ""])
    #expect(rows[0].last == "level; process subcode; method of detection; causative factors")
    #expect(!rows.joined().contains { $0.contains("couch") })
    let later = try #require(CalendarDate("2026-02-15"))
    #expect(try await harness.centre.radiotherapyEvents(from: later, to: nil).count == 1)
  }
}

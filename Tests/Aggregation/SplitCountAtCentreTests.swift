import IRMER
import Records
import Testing

@testable import Aggregation

@Suite("People of a split event, at the centre")
struct SplitCountAtCentreTests {
  @Test func `who is added to one record is counted in the other by the same change`() async throws
  {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    let facts: JSONValue = [
      "discoveredOn": "2026-02-20", "modality": "ct", "othersExposed": ["byMistake": 1],
      "individuals": [["exposure": "accidental", "ageAtExposure": 40]],
    ]
    let one = try await harness.log(facts, at: site)
    let other = try await harness.log(facts, at: site)
    for (id, linked) in [(one, other), (other, one)] {
      try await harness.set(
        id, "links/-/record=\(linked)", "links/-/relation=related",
        "links/-/why=one event, exposures in several nations")
    }

    try await harness.set(one, "individuals/-/exposure=accidental")

    let counted = try await harness.centre.snapshot(named: other)
    #expect(counted.text("othersExposed/byMistake") == "2")
    let unchanged = try await harness.centre.snapshot(named: one)
    #expect(unchanged.text("othersExposed/byMistake") == "1")
  }
}

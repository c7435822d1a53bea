import IRMER
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import candour

@Suite("What would settle an incident")
struct SettlingFactsTests {
  private static func incident(_ document: JSONValue) throws -> IncidentView {
    var random = SeededGenerator(seed: 1)
    let context = AuthorContext(
      role: "radiographer", site: try #require(Scope("RBD01")), nation: .england,
      now: Moment(milliseconds: 1_772_452_800_000))
    let draft = try Draft(
      .incident, document: document, id: .make(using: &random), context: context, using: &random)
    return IncidentView(draft.snapshot)
  }

  @Test func `each fact is said once, with the codes that wait for it`() throws {
    let facts = SettlingFacts(
      try Self.incident([
        "discoveredOn": "2026-02-02", "modality": "ct",
        "individuals": [["kind": "patient", "ageAtExposure": 54, "exposure": "unintended"]],
      ]))

    #expect(
      facts.facts.map(\.displayText) == [
        "intended effective dose of individual 1 (codes 2.1–2.4)",
        "effective dose of individual 1 (codes 2.1–2.4)", "whether it was clinically significant",
      ])
  }

  @Test func `what is settled asks for nothing`() throws {
    let facts = SettlingFacts(
      try Self.incident([
        "discoveredOn": "2026-02-02", "modality": "ct", "clinicallySignificant": "no",
        "individuals": [["kind": "patient", "exposure": "near-miss"]],
      ]))

    #expect(facts.facts.isEmpty)
  }
}

import IRMER
import Records
import Replication
import TestSupport
import Testing

@Suite("A trust's incidents")
struct TrustIncidentTests {
  private static func some(_ count: Int, seed: UInt64) -> [JSONObject] {
    var incidents = TrustIncidents(seed: seed, year: 2025)
    return (0..<count).map { _ in incidents.next() }
  }

  private static func draft(_ document: JSONObject) throws -> Draft {
    var random = SeededGenerator(seed: 1)
    let context = AuthorContext(
      role: "radiographer", site: try #require(Scope("RBD01")), nation: .england,
      now: Moment(milliseconds: 1_770_000_000_000))
    return try Draft(
      .incident, document: .object(document), id: .make(using: &random), context: context,
      using: &random)
  }

  @Test func `a record has about thirty fields`() throws {
    let drafts = try Self.some(400, seed: 3).map(Self.draft)

    let fields = drafts.reduce(0) { $0 + $1.operations.count }
    #expect(28...38 ~= fields / drafts.count, "\(fields / drafts.count)")
  }

  @Test func `nobody is named, and hardly two stories are the same`() throws {
    let incidents = Self.some(400, seed: 4)

    for incident in incidents {
      let named = try Self.draft(incident).snapshot.identifiers()
      #expect(named.isEmpty, "\(incident["narrative"]?.string ?? "") \(named)")
    }
    #expect(Set(incidents.compactMap { $0["narrative"]?.string }).count > 390)
  }
}

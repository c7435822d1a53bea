import IRMER
import Records
import Testing

@Suite("How alike two incidents are")
struct DuplicateComparisonTests {
  private static func traits(_ log: UInt64, _ individual: JSONObject, _ rest: [String: JSONValue])
    throws -> DuplicateComparison.Traits
  {
    var author = Author(log: log, kind: .incident)
    var document = JSONObject()
    document["discoveredOn"] = "2026-03-01"
    document["modality"] = "ct"
    document["individuals"] = [.object(individual)]
    for (key, value) in rest { document[key] = value }
    try author.log(.object(document))
    let people = author.snapshot.elements("individuals").map {
      DuplicateComparison.Person(
        kind: $0.text("kind") ?? "patient", age: $0.text("ageAtExposure"), sex: $0.text("sex"),
        dose: $0.text("effectiveDose/total"))
    }
    return DuplicateComparison.Traits(try #require(author.rows.incident), people)
  }

  private static let person: JSONObject = {
    var person = JSONObject()
    person["ageAtExposure"] = 54
    person["sex"] = "female"
    person["exposure"] = "accidental"
    person["effectiveDose"] = ["total": "9.6"]
    return person
  }()

  @Test(
    arguments: [
      ("ageAtExposure", JSONValue(55)), ("sex", "male"), ("kind", "foetus"),
    ] as [(String, JSONValue)])
  func `people who cannot be one are no duplicate`(key: String, value: JSONValue) throws {
    var other = Self.person
    other[key] = value

    let comparison = DuplicateComparison(
      try Self.traits(1, Self.person, [:]), try Self.traits(2, other, [:]))

    #expect(comparison == nil)
  }

  @Test(
    arguments: [
      ("equipmentId", JSONValue("CT1"), JSONValue("CT2")),
      ("exposureAt", "2026-02-27", "2026-02-28"), ("modality", "ct", "dental"),
    ] as [(String, JSONValue, JSONValue)])
  func `nor are places and days that differ`(key: String, one: JSONValue, other: JSONValue) throws {
    let comparison = DuplicateComparison(
      try Self.traits(1, Self.person, [key: one]), try Self.traits(2, Self.person, [key: other])
    )

    #expect(comparison == nil)
  }

  @Test func `the more agrees, the higher the score`() throws {
    var bare = JSONObject()
    bare["exposure"] = "accidental"
    func score(_ individual: JSONObject, _ rest: [String: JSONValue]) throws -> Int? {
      DuplicateComparison(
        try Self.traits(1, individual, rest), try Self.traits(2, individual, rest))?.score
    }

    let little = try #require(try score(bare, [:]))
    let more = try #require(try score(Self.person, [:]))
    let most = try #require(
      try score(Self.person, ["equipmentId": "CT1", "exposureAt": "2026-02-27"]))

    #expect(little < more && more < most)
  }

  @Test func `9.6 and 9.60 mSv are one dose`() throws {
    var other = Self.person
    other["effectiveDose"] = ["total": "9.60"]

    let comparison = try #require(
      DuplicateComparison(
        try Self.traits(1, Self.person, [:]), try Self.traits(2, other, [:])))

    #expect(comparison.reasons.contains("the same doses"))
  }
}

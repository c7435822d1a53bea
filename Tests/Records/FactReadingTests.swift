import IRMER
import Records
import Testing

/// The guard for the rules' own keys: each is read. ``RelatedFieldTests`` has the fields beside them.
@Suite("Fields that are a rule's own")
struct FactReadingTests {
  private static let own = RecordSchema.listing(of: .incident).filter { field in
    RecordSchema.ownFactPaths.contains { field.path == $0 || field.path.hasPrefix($0 + "/") }
  }

  private static func document(_ path: String, _ value: JSONValue) -> JSONValue {
    let keys = path.split(separator: "/").map(String.init)
    var below = value
    for (position, key) in keys.enumerated().reversed() {
      if key == "-" {
        below = [below]
        continue
      }
      var object = JSONObject([(key, below)])
      if position > 1, keys[position - 2] == "structures", key != "role" { object["role"] = "oar" }
      below = .object(object)
    }
    var document = below.object ?? JSONObject()
    if document["nation"] == nil { document["nation"] = "england" }
    if document["discoveredOn"] == nil { document["discoveredOn"] = "2026-02-20" }
    if document["individuals"] == nil { document["individuals"] = [["kind": "patient"]] }
    return .object(document)
  }

  private static func values(of field: FieldListing) -> [JSONValue] {
    switch field.shape {
    case .date: ["2026-02-10", "2026-02-11"]
    case .quantity, .signed, .percent: ["2.4", "2.5"]
    case .count, .year: [2, 3]
    case .flag: [true, false]
    case .choice(let words), .suggestion(let words): words.map(JSONValue.string)
    default: ["a word", "another"]
    }
  }

  @Test(arguments: own)
  func `each value of a rule's own key is read`(field: FieldListing) throws {
    let facts = try Self.values(of: field).map {
      try IncidentFacts(Self.document(field.path, $0))
    }

    #expect(facts.allSatisfy { $0.unknownKeys.isEmpty }, "\(field.path)")
    // A flag may be false unless it is given; a choice has one fact for each of its words.
    #expect(Set(facts).count == facts.count, "\(field.path)")
  }

  @Test func `there are as many as the rules have`() { #expect(Self.own.count > 35) }
}

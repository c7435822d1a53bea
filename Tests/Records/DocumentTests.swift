import IRMER
import Records
import Replication
import Testing

@Suite("Documents")
struct DocumentTests {
  private static func conflicted() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-20", "modality": "ct",
      "individuals": [["exposure": "accidental", "effectiveDose": ["total": "2"]]],
    ])
    var other = author.forked("mpe", log: 2, minutes: 3)
    try author.set("room=A")
    try other.set("room=B")
    author.merge(other)
    return author
  }

  @Test func `a list item has the keys of the interface`() throws {
    let author = try Self.conflicted()

    let item = try #require(author.rows.incident?.listItem)

    for key in [
      "id", "reference", "outcome", "notifyBy", "reportBy", "status", "conflicts", "site",
    ] {
      #expect(item.keys.contains(key))
    }
    #expect(item["conflicts"] == 1)
    #expect(item["outcome"] == "undetermined")
    #expect(item["notifyBy"] == "2026-03-06")
  }

  @Test func `show gives fields, conflicts with their candidates, and the assessment`() throws {
    let author = try Self.conflicted()

    let written = author.snapshot.conflicts.flatMap(\.candidates).map(\.stamp.entry)
    let theirs = try #require(written.first { $0.log.low == 2 })
    let document = author.snapshot.document(
      on: author.today,
      origins: ValueOrigins(
        logs: [theirs.log: LogOrigin(site: "RBD02", replica: "r2")],
        moved: [theirs: EntryPlace(log: LogID(high: 0, low: 9), sequence: 3)]))

    #expect(document["id"] == .string("\(Author.id)"))
    #expect(document["fields"]?["individuals/0/effectiveDose/total"] == "2")
    let candidates = document["conflicts"]?["room"]
    #expect(candidates?[0]?["value"] == "B")
    #expect(candidates?[0]?["author"] == "mpe")
    #expect(candidates?[0]?["site"] == "RBD02")
    #expect(candidates?[0]?["replica"] == "r2")
    #expect(candidates?[0]?["movedFrom"] == .string("\(theirs.log):\(theirs.sequence)"))
    #expect(candidates?[0]?["log"] == .string("\(LogID(high: 0, low: 9))"))
    #expect(candidates?[1]?["movedFrom"] == nil)
    #expect(candidates?[0]?["at"]?.string?.hasPrefix("2026-03-02T12:") == true)
    #expect(candidates?[1]?["value"] == "A")
    #expect(candidates?[1]?["site"] == "RBD01")
    #expect(document["assessment"]?["outcome"] == "undetermined")
    #expect(
      document["missing"] == ["individuals/0/ageAtExposure", "clinicallySignificant"])
    #expect(document["notification"]?["daysLeft"] == 4)
  }

  @Test func `a notification item has the keys of the interface`() throws {
    let author = try Self.conflicted()

    let item = try #require(author.rows.notification?.item(on: author.today))

    for key in [
      "incident", "reference", "site", "codes", "complementary", "authority", "state", "notifyBy",
      "reportBy", "daysLeft", "inConflict", "reasons",
    ] {
      #expect(item.keys.contains(key))
    }
    #expect(item["inConflict"] == true)
    #expect(author.rows.notification?.isDue(on: author.today) == true)
  }

  @Test func `fields stand in the order of the record, unknown ones last`() throws {
    var author = Author(kind: .incident)
    author.keepsUnknownFields = true
    try author.log([
      "zz": 1, "narrative": "n", "individuals": [["sex": "f", "kind": "patient"]],
      "discoveredOn": "2026-02-20",
    ])

    let keys = author.snapshot.fields.keys

    #expect(keys.prefix(3) == ["status", "nation", "discoveredOn"])
    #expect(keys.last == "zz")
    let kind = try #require(keys.firstIndex(of: "individuals/0/kind"))
    let sex = try #require(keys.firstIndex(of: "individuals/0/sex"))
    #expect(kind < sex)
  }

  @Test func `a re-audit is compared standard by standard`() throws {
    func audit(_ numerator: Int) throws -> AuditView {
      var author = Author("lead", kind: .audit)
      try author.log([
        "title": "T",
        "standards": [
          [
            "id": "S1", "target": "90",
            "result": ["numerator": .number(JSONNumber(numerator)), "denominator": 20],
          ]
        ],
      ])
      return AuditView(author.snapshot)
    }

    let comparison = AuditComparison(from: try audit(15), to: try audit(19))

    #expect(comparison.isVerified)
    #expect(comparison.lines.first?.change == 20)
    #expect(comparison.json[0]?["verdictBefore"] == "not-met")
  }
}

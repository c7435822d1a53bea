import IRMER
import Records
import Replication
import Testing

@Suite("Counting people in the records of a split event")
struct SplitCountTests {
  private static let twoNations: JSONValue = [
    "discoveredOn": "2026-03-02", "modality": "ct", "clinicallySignificant": "no",
    "nation": "england",
    "individuals": [
      ["exposure": "accidental", "ageAtExposure": 54, "effectiveDose": ["total": "0.5"]],
      [
        "exposure": "accidental", "ageAtExposure": 54, "nation": "wales",
        "effectiveDose": ["total": "0.5"],
      ],
    ],
  ]

  private var first = Author(kind: .incident)
  /// The other record of the event.
  private let second: RecordSnapshot

  init() throws {
    let id = RecordID(high: 3, low: 4)
    let parts = NationSplit.documents(of: Self.twoNations, home: .england)
    var other = Author(kind: .incident)
    try first.log(NationSplit.linked(parts[0], to: ["\(id)"]))
    try other.log(NationSplit.linked(parts[1], to: ["\(Author.id)"]))
    second = RecordSnapshot(
      id: id, kind: RecordKind.incident.rawValue, scope: Author.site, state: other.state)
  }

  /// What an edit of the first record writes to the second.
  private func recount(after edit: Edit) -> Edit? {
    var generator = SeededWords(state: 9)
    return NationSplit.recount(
      second, after: [edit], of: first.snapshot, context: first.context, using: &generator)
  }

  private func edit(_ assignments: [String], why: String = "") throws -> Edit {
    var generator = SeededWords(state: 8)
    return try Edit.parse(
      assignments, on: first.snapshot, why: why, context: first.context, using: &generator)
  }

  @Test func `people who are added to one record are counted in the other`() throws {
    #expect(second.text("othersExposed/byMistake") == "1")

    let edit = try self.edit([
      "individuals/-/exposure=accidental", "individuals/-/ageAtExposure=30",
    ])

    #expect(NationSplit.recordsToRecount(after: [edit], of: first.snapshot) == ["\(second.id)"])
    let written = recount(after: edit)
    #expect(written?.after.text("othersExposed/byMistake") == "2")
    #expect(written?.reason.isEmpty == false)
  }

  @Test func `somebody whose exposure is not known yet may be one more`() throws {
    let edit = try self.edit(["individuals/-/ageAtExposure=30"])

    #expect(recount(after: edit)?.after.text("othersExposed/perhaps") == "1")
  }

  @Test func `who is taken away, or has nothing to do with it, changes no count by itself`() throws
  {
    let away = try edit(["individuals/0/exposure=near-miss"], why: "seen in time")
    let room = try edit(["room=CT 2"])

    for edit in [away, room] {
      #expect(NationSplit.recordsToRecount(after: [edit], of: first.snapshot).isEmpty)
      #expect(recount(after: edit) == nil)
    }
  }

  @Test func `a record that is not linked back is left alone`() throws {
    let edit = try self.edit(["individuals/-/exposure=accidental"])
    var other = Author(kind: .incident)
    try other.log(["discoveredOn": "2026-03-02", "individuals": [["exposure": "accidental"]]])
    var generator = SeededWords(state: 9)

    let written = NationSplit.recount(
      other.snapshot, after: [edit], of: first.snapshot, context: first.context,
      using: &generator)

    #expect(written == nil)
  }
}

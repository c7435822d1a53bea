import IRMER
import Records
import Replication
import Testing

@Suite("History")
struct HistoryTests {
  @Test func `every change is told in words, from what to what and why`() throws {
    var clinic = Author(kind: .incident)
    try clinic.log([
      "discoveredOn": "2026-02-02", "individuals": [["ageAtExposure": 12]],
    ])
    var hospital = clinic.forked("mpe", log: 2, minutes: 5)
    try clinic.set("room=A", "individuals/0/ageAtExposure=13")
    // An edit no longer writes a value that is there already; entries of earlier versions do.
    let day = try #require(
      clinic.snapshot.state.operations(at: FieldPath(literal: "discoveredOn")).first)
    clinic.write([Operation(path: day.path, value: day.value, supersedes: [day.id])])
    try hospital.set("room=B")
    clinic.merge(hospital)
    try clinic.resolve("room", .take(2))
    try clinic.set("individuals/0=", "discoveredOn=2026-02-01", why: "the night shift knew")

    let sources = clinic.entries.sorted { $0.entry.header.time < $1.entry.header.time }.map {
      HistorySource(
        reference: $0.reference, header: $0.entry.header, payload: $0.entry.payload,
        site: "RBD01", replica: "r\($0.reference.log.low)")
    }
    let items = History.items(sources, of: clinic.snapshot)

    #expect(items.first?.isFirst == true)
    let words = items.flatMap { $0.changes.map(\.displayText) }
    #expect(words.contains("set room to B"))
    #expect(words.contains("wrote date of discovery again, as 2 February 2026"))
    #expect(words.contains("settled room: A, in place of A or B"))
    #expect(words.contains("changed date of discovery from 2 February 2026 to 1 February 2026"))
    #expect(
      words.contains {
        $0.hasPrefix("removed age of a removed individual") && $0.hasSuffix("(was 13)")
      })
    let last = try #require(items.first { $0.why == "the night shift knew" })
    #expect(last.json["changes"]?[0]?["from"] != nil)
    #expect(last.displayText.hasSuffix("because: the night shift knew"))
  }

  @Test func `a change of many fields tells some, and how many more there are`() throws {
    var clinic = Author(kind: .audit)
    try clinic.log(["title": "T", "standards": [["id": "S1", "target": 95]]])
    let cases = [JSONValue](repeating: ["results": ["S1": "met"]], count: 14)
    let observed = try Edit.observing(
      cases, on: clinic.snapshot, context: clinic.context, using: &clinic.generator)
    clinic.write(try #require(observed.edits.first).operations)
    let sources = clinic.entries.map {
      HistorySource(
        reference: $0.reference, header: $0.entry.header, payload: $0.entry.payload,
        site: "RBD01", replica: "r")
    }

    let item = try #require(History.items(sources, of: clinic.snapshot).last)

    #expect(item.displayText.hasSuffix("set result for S1 of case 12 to met; and 2 more fields"))
    #expect(item.deed(showing: 14).hasSuffix("set result for S1 of case 14 to met"))
    #expect(item.changes.count == 14)
  }

  @Test func `a redacted entry keeps its place and says that it was redacted`() throws {
    var clinic = Author(kind: .incident)
    try clinic.log(["discoveredOn": "2026-02-02", "narrative": "a name"])
    let first = clinic.entries[0]
    let redaction = MergedRecord.redaction(
      of: first.entry, named: first.reference, hiding: { $0.text == "narrative" })
    let entry = Entry(
      header: first.entry.header,
      payload: EntryPayload(
        salt: [], reason: "it named a patient", operations: [], redaction: redaction))
    let items = History.items(
      [
        HistorySource(
          reference: first.reference, header: first.entry.header, payload: nil, site: "RBD01",
          replica: "r1"),
        HistorySource(
          reference: EntryReference(log: clinic.log, sequence: 2, check: 2), header: entry.header,
          payload: entry.payload, site: "RBD01", replica: "r1"),
      ], of: clinic.snapshot)

    #expect(items[0].isRedacted)
    #expect(items[0].displayText.contains("later redacted"))
    #expect(items[1].redacts == first.reference)
    #expect(items[1].displayText.contains("because: it named a patient"))
  }
}

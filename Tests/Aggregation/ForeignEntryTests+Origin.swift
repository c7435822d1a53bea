import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

extension ForeignEntryTests {
  // MARK: Origin and redaction

  @Test(arguments: ["redacted", "other values"])
  func `who claims another's entry as its own origin changes nothing in it`(what: String)
    async throws
  {
    let entry = try #require(try site.history(of: record).first)
    var colleague = try await device("RBD01")
    let said = try #require(entry.payload?.operations)
    colleague.write(
      said.map {
        Replication.Operation(
          path: $0.path,
          value: what == "redacted"
            ? .redacted : $0.path.text == "reference" ? $0.value : .text("other"))
      }, to: record, origin: entry.reference)
    let before = try await centre.snapshot(named: victim).state

    try await harness.deliver(colleague)

    #expect(try await harness.waiting() == ["unproven-origin"])
    #expect(try await centre.snapshot(named: victim).state == before)
    try await expectEverythingOpens()
  }

  @Test func `a value that a fork made move is shown with where it was written and where it is`()
    async throws
  {
    var clinic = try await device("RBD01")
    let record = RecordID(high: 1, low: 5)
    clinic.found(record)
    var copy = clinic
    clinic.write([HostileDevice.set("room", .text("CT 1"))], to: record)
    let there = copy.write([HostileDevice.set("room", .text("CT 2"))], to: record)
    try await harness.deliver(clinic)
    // A colleague relays the copy's line: its writer no longer heals anything.
    let colleague = SyncExchange.Caller(
      replica: try await device("RBD01", seed: 41).key.replica,
      scopes: [clinic.log.descriptor.scope], isRevoked: false)
    _ = try await centre.exchange(
      SyncRequest(frontier: Frontier(), segments: [try copy.log.segment()]), from: colleague)

    let listed = try #require(try await centre.conflicts(Filter()).items.first)
    let document = try await centre.incidentDocument("\(record)")

    for candidates in [listed["candidates"]?.array, document["conflicts"]?["room"]?.array] {
      let moved = try #require(candidates?.first { $0["value"] == "CT 2" })
      let stayed = try #require(candidates?.first { $0["value"] == "CT 1" })
      #expect(moved["movedFrom"] == .string("\(there.log):\(there.sequence)"))
      #expect(moved["log"] != stayed["log"] && moved["replica"] == stayed["replica"])
      #expect(stayed["movedFrom"] == nil && stayed["log"] == .string("\(there.log)"))
    }
    let snapshot = try await centre.snapshot(named: "\(record)")
    let origins = try await centre.origins(of: snapshot)
    let words = snapshot.conflicts.flatMap(\.candidates).map {
      origins.displayText($0.stamp, in: snapshot.scope)
    }
    #expect(
      words.sorted() == [
        "operator at RBD01", "operator at RBD01, moved from \(there.log):\(there.sequence)",
      ])
  }

  @Test func `a copy that is equal to the entry it names is believed`() async throws {
    let entry = try #require(try site.history(of: record).first)
    let payload = try #require(entry.payload)
    var colleague = try await device("RBD01")
    let header = EntryHeader(
      time: entry.header.time, record: record, kind: "incident", author: entry.header.author,
      origin: entry.reference)
    colleague.append(
      SealedEntry(
        header: header.encoded(),
        body: .payload(payload.encoded(in: entry.reference.log))))
    let before = try await centre.snapshot(named: victim).state

    try await harness.deliver(colleague)

    #expect(try await harness.waiting() == [])
    #expect(try await centre.snapshot(named: victim).state == before)
  }

  @Test(arguments: ["", "asked for"])
  func `a redaction needs a reason, and restates what was said`(why: String) async throws {
    let entry = try #require(try site.history(of: record).first)
    let said = try #require(entry.payload?.operations)
    var colleague = try await device("RBD01")
    // With a reason its statement about the rest is false.
    let restated = said.map {
      Replication.Operation(
        path: $0.path,
        value: $0.path.text == "modality" ? .redacted : why.isEmpty ? $0.value : .text("lie"))
    }
    colleague.write(
      [], to: record, reason: why,
      redaction: Redaction(
        target: entry.reference, time: entry.header.time, author: entry.header.author,
        operations: restated))

    try await harness.deliver(colleague)

    #expect(try await harness.waiting() == ["unproven-origin"])
    #expect(try await centre.snapshot(named: victim).text("modality") == "ct")
  }

  @Test func `a payload that somebody left out is missed until a redaction is there`() async throws
  {
    var device = try await device("RBD01")
    let other = RecordID(high: 5, low: 5)
    let name = device.found(other, [("room", .text("somebody's name"))])
    let whole = device.log.entries[0]
    let entry = Entry(
      header: try EntryHeader(decoding: whole.header),
      payload: try EntryPayload(decoding: try #require(whole.payload), in: device.log.log))
    var emptied = HostileDevice(seed: 40, scope: "RBD01")
    emptied.append(SealedEntry(header: whole.header, body: .redacted(whole.payloadDigest)))

    try await harness.deliver(emptied)
    #expect(try await harness.waiting() == ["unproven-origin"])

    emptied.write(
      [], to: other, reason: "named somebody",
      redaction: MergedRecord.redaction(of: entry, named: name) { $0.text == "room" })
    try await harness.deliver(emptied)
    #expect(try await harness.waiting() == [])
    #expect(try await centre.snapshot(named: "\(other)").value("room") == .redacted)
    try await expectEverythingOpens()
  }
}

import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// Entries of a version that this one does not know: new fields, kinds of value, kinds of record.
@Suite("Later versions")
struct LaterVersionTests {
  let trust: TrustHarness
  let old: RecordStore
  let record = RecordID(high: 5, low: 6)
  let path = FieldPath(literal: "wavelength")

  init() throws {
    trust = try TrustHarness()
    old = try trust.makeSite("old", scope: "RBD02", seed: 2)
  }

  /// Written by a replica of a later version: a header, a payload, an operation and a value with
  /// fields that no version has yet.
  private func laterEntry(_ log: WrittenLog) -> SealedEntry {
    let header = EntryHeader(
      time: HybridTime(milliseconds: 1_770_000_000_000), record: record, kind: "referral",
      author: "operator", laterFields: [0x4a, 3, 1, 2, 3])
    var payload = WireWriter()
    payload.present(1, bytes: [1, 2, 3, 4, 5, 6, 7, 8])
    payload.message(3) {
      $0.field(1, text: path.text)
      $0.message(2) { $0.present(31, text: "193 nm") }
      $0.field(14, varint: 9)
    }
    payload.message(3) {
      $0.field(1, text: "modality")
      $0.message(2) { $0.present(1, text: "ct") }
    }
    payload.field(27, text: "a field of the payload")
    return SealedEntry(header: header.encoded(), body: .payload(payload.bytes))
  }

  private func sent(_ store: RecordStore) throws -> [SealedEntry] {
    try store.outgoing(after: Frontier()).segments.flatMap(\.entries)
  }

  @Test func `what a later version wrote is kept, merged and passed on byte for byte`() throws {
    var log = WrittenLog(seed: 3)
    let entry = laterEntry(log)
    log.append(entry)

    let ingested = try old.ingest([try log.segment()], onFork: .yield) { _ in .merge }
    try trust.sync(old)
    let other = try trust.makeSite("other", scope: "RBD02", seed: 4)
    try trust.sync(other)

    #expect(ingested.merged == 1)
    for store in [old, trust.centre, other] {
      #expect(try sent(store) == [entry])
      let merged = try #require(try store.record(record))
      #expect(merged.kind == "referral")
      #expect(merged.state.value(at: path) == .unknown([0xfa, 1, 6] + Array("193 nm".utf8)))
      #expect(merged.state.value(at: FieldPath(literal: "modality")) == .text("ct"))
      #expect(try store.verify().problems == [])
    }
    #expect(try old.record(record)?.state.encoded() == other.record(record)?.state.encoded())
  }

  @Test func `an old version edits beside a value that it does not know, and replaces it`() throws {
    var log = WrittenLog(seed: 3)
    log.append(laterEntry(log))
    _ = try old.ingest([try log.segment()], onFork: .yield) { _ in .merge }

    for path in [FieldPath(literal: "modality"), path] {
      let state = try #require(try old.record(record)?.state)
      try old.write([
        Change(
          record: record, kind: "referral", scope: old.identity.scope, author: "operator",
          operations: [state.writing(.text("new"), at: path)])
      ])
    }
    try trust.sync(old)

    for store in [old, trust.centre] {
      let state = try #require(try store.record(record)?.state)
      #expect(state.value(at: path) == .text("new"))
      #expect(state.conflicts.isEmpty)
      #expect(try store.verify().problems == [])
    }
  }

  @Test func `two values of a kind that this version does not know are a conflict like any other`()
    throws
  {
    var (one, two) = (WrittenLog(seed: 3), WrittenLog(seed: 4))
    one.append(laterEntry(one))
    let header = EntryHeader(
      time: HybridTime(milliseconds: 1_770_000_000_001), record: record, kind: "referral",
      author: "operator")
    let payload = EntryPayload(
      salt: [1], operations: [Operation(path: path, value: .unknown([0xfa, 1, 1, 0x39]))])
    two.append(
      SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: two.log))))

    _ = try old.ingest([try one.segment(), try two.segment()], onFork: .yield) { _ in .merge }

    #expect(try old.record(record)?.state.candidates(at: path).count == 2)
  }

  @Test func `a fork moves an entry with the header's fields that it does not know`() throws {
    var log = WrittenLog(seed: 3)
    log.append(laterEntry(log))
    var twin = log
    log.write("ours")
    var theirs = laterEntry(twin)
    theirs = SealedEntry(
      header: theirs.header, body: .payload((theirs.payload ?? []) + [0xf8, 1, 1]))
    twin.append(theirs)

    _ = try old.ingest([try log.segment()], onFork: .adopt) { _ in .merge }
    let ingested = try old.ingest([try twin.segment()], onFork: .adopt) { _ in .merge }

    #expect(ingested.forked == [log.log] && ingested.merged == 1)
    try old.signHeads()
    let moved = try #require(try sent(old).first)
    #expect(try EntryHeader(decoding: moved.header).laterFields == [0x4a, 3, 1, 2, 3])
    #expect(try EntryHeader(decoding: moved.header).origin?.log == log.log)
    #expect(moved.body == theirs.body)
  }
}

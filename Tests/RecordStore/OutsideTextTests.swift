import Foundation
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// Texts that our own input refuses, and that another's entries may contain all the same.
@Suite("Texts from outside")
struct OutsideTextTests {
  private let folder: TemporaryFolder
  private let record = RecordID(high: 0x4000, low: 0x8000_0000_0000_0001)

  init() throws { folder = try TemporaryFolder() }

  private func store(_ name: String) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  private func change(
    _ store: RecordStore, kind: String = "incident", _ operations: [Replication.Operation] = []
  ) -> Change {
    Change(
      record: record, kind: kind, scope: store.identity.scope, author: "operator",
      operations: operations)
  }

  @Test(arguments: ["a\0b", "\0", "", "ok"])
  func `a text stands whole in the record, and verify has nothing to say`(text: String) throws {
    let store = try store("site")
    let path = FieldPath(literal: "department")

    try store.write([
      change(store, [Replication.Operation(path: path, value: .text(text))])
    ])

    #expect(try store.record(record)?.state.value(at: path) == .text(text))
    #expect(try store.verify().problems == [])
  }

  /// Unicode treats the two as equal; the bytes decide.
  @Test func `two spellings of a kind give the same record whichever came first`() throws {
    let spellings = ["caf\u{e9}", "cafe\u{301}"]
    let stored = try [spellings, spellings.reversed()].enumerated().map { number, order in
      let store = try store("site\(number)")
      for kind in order { try store.write([change(store, kind: kind)]) }
      #expect(try store.verify().problems == [])
      return Array(try #require(try store.record(record)).kind.utf8)
    }

    #expect(stored == [Array("cafe\u{301}".utf8), Array("cafe\u{301}".utf8)])
  }

  @Test(arguments: ["inci\0dent", "inci\ndent", "\u{7f}"])
  func `a kind with a control character is no kind`(kind: String) {
    let header = EntryHeader(
      time: HybridTime(bits: 1), record: record, kind: kind, author: "operator")

    #expect(throws: MalformedBytes.self) { try EntryHeader(decoding: header.encoded()) }
  }
}

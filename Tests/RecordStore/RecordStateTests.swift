import Foundation
import GRDB
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// The contents of a single entry are not stored twice, and nothing depends on whether they are.
@Suite("The state of a record")
struct RecordStateTests {
  private let folder: TemporaryFolder
  private let store: RecordStore
  private let record = RecordID(high: 0x4000, low: 0x8000_0000_0000_0001)
  private let room = FieldPath(literal: "room")

  init() throws {
    folder = try TemporaryFolder()
    store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  private func write(_ operation: Replication.Operation) throws {
    try store.write([
      Change(
        record: record, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: [operation])
    ])
  }

  private func storedBytes() throws -> Int? {
    let queue = try DatabaseQueue(path: folder.path("site") + "/" + RecordStore.fileName)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: "SELECT length(state) FROM record") }
  }

  @Test func `a record is what its entry says until somebody edits it`() throws {
    try write(Replication.Operation(path: room, value: .text("CT 1")))
    #expect(try storedBytes() == 0)
    let entered = try #require(try store.record(record))
    #expect(entered.state.value(at: room) == .text("CT 1"))

    try write(entered.state.writing(.text("CT 2"), at: room))

    let edited = try #require(try store.record(record))
    #expect(edited.state.value(at: room) == .text("CT 2"))
    #expect(edited.state.conflicts.isEmpty)
    let bytes = edited.state.encoded().count
    let stored = try #require(try storedBytes())
    #expect((1...bytes).contains(stored))
    #expect(try store.verify().problems == [])
  }
}

import Foundation
import GRDB
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// A store that the first version wrote, as a file. Every later version must open it, migrate it
/// and find everything in it.
///
/// `UPDATE_GOLDEN=1` rewrites it, which is right only until the first release.
@Suite("Golden store", .serialized)
struct GoldenStoreTests {
  private static let scope = "RBD02"
  private static let golden: String = {
    let here = #filePath
    return here[..<(here.lastIndex(of: "/") ?? here.startIndex)] + "/Golden/store-0001.sqlite"
  }()

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The same history from the same seed, written by the present version.
  ///
  /// - Parameter references: of its records; this version would draw others.
  private func written(_ name: String, references: [String]) throws -> RecordStore {
    let environment = FixedEnvironment(seed: 61).environment
    let store = try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .site, scope: try #require(Scope(Self.scope)), trust: Scope("RBD"),
        nation: "england", name: "clinic"),
      environment: environment)
    let equipment = FieldPath(literal: "equipmentId")
    for (number, reference) in zip(1..., references) {
      let record = RecordID(high: 0x4000, low: 0x8000_0000_0000_0000 + UInt64(number))
      try store.write([
        Change(
          record: record, kind: "incident", scope: store.identity.scope, author: "operator",
          operations: [
            Operation(path: equipment, value: .text("CT \(number)")),
            Operation(path: FieldPath(literal: "reference"), value: .text(reference)),
          ])
      ])
      let state = try #require(try store.record(record)?.state)
      try store.write([
        Change(
          record: record, kind: "incident", scope: store.identity.scope, author: "mpe",
          reason: "read from the console",
          operations: [state.writing(.text("CT \(number)b"), at: equipment)])
      ])
    }
    try store.signHeads()
    return store
  }

  private func opened() throws -> RecordStore {
    if GoldenFile.isUpdating {
      try written("update", references: (1...3).map { "RBD02-2026-484172\($0)" }).close()
      try? FileManager.default.removeItem(atPath: Self.golden)
      // One file, including what was still in the write-ahead log.
      let queue = try DatabaseQueue(path: folder.path("update/store.sqlite"))
      try queue.writeWithoutTransaction {
        try $0.execute(sql: "VACUUM INTO ?", arguments: [Self.golden])
      }
      try queue.close()
    }
    let path = folder.path("golden")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.golden, toPath: path + "/store.sqlite")
    return try RecordStore.open(in: path, environment: FixedEnvironment(seed: 62).environment)
  }

  @Test func `a store of the first version opens whole, and holds what this one would write`()
    throws
  {
    let golden = try opened()
    let references = try golden.records(kind: "incident").compactMap {
      $0.state.value(at: FieldPath(literal: "reference"))?.text
    }
    let today = try written("today", references: references)

    #expect(golden.identity == today.identity)
    #expect(
      try golden.outgoing(after: Frontier()).segments
        == today.outgoing(after: Frontier()).segments)
    #expect(try golden.records(kind: "incident") == today.records(kind: "incident"))
    #expect(try golden.records(kind: "incident").count == 3)
    for log in try golden.ledger() { #expect(log.isBalanced && log.entries == 6) }
    // Where only the read model fails, increase `ReadModel.version`.
    #expect(try golden.verify().problems == [])
  }

  @Test func `tables that another version wrote are made anew`() throws {
    try opened().close()
    let path = folder.path("golden")
    let queue = try DatabaseQueue(path: path + "/store.sqlite")
    try queue.write {
      try $0.execute(
        sql: "UPDATE readModel SET version = 0; UPDATE incident SET outcome = 'not-notifiable'")
    }
    try queue.close()

    let store = try RecordStore.open(in: path, environment: FixedEnvironment(seed: 62).environment)

    #expect(try store.verify().problems == [])
  }

  @Test func `a store of the first version is written on`() throws {
    let store = try opened()
    let record = try #require(try store.records(kind: "incident").first)

    try store.write([
      Change(
        record: record.id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: [record.state.writing(.text("CT 9"), at: FieldPath(literal: "equipmentId"))])
    ])

    let state = try store.record(record.id)?.state
    #expect(state?.value(at: FieldPath(literal: "equipmentId")) == .text("CT 9"))
    #expect(state?.conflicts.isEmpty == true)
  }
}

/// A clock that advances by a millisecond whenever it is read, and randomness that a seed fixes.
private final class FixedEnvironment: @unchecked Sendable {
  // Used only on the test's own thread: the store calls it while the test waits.
  private var random: SeededGenerator
  private var milliseconds: Int64 = 1_770_000_000_000

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  var environment: StoreEnvironment {
    StoreEnvironment(
      now: {
        self.milliseconds += 1
        return self.milliseconds
      }, random: { self.random.next() })
  }
}

import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore
@testable import Storage

@Suite("Calls in one transaction")
struct OneTransactionTests {
  private let folder: TemporaryFolder
  private let machine: Machine
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    machine = try Machine.made(in: folder.path("site"))
    store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD01")), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  @discardableResult
  private func write(_ number: UInt64) throws(StoreError) -> Written {
    let operation = Operation(path: FieldPath(literal: "title"), value: .text("theme \(number)"))
    return try store.write([
      Change(
        record: RecordID(high: 0x4000, low: number), kind: "theme", scope: store.identity.scope,
        author: "operator", operations: [operation])
    ])[0]
  }

  private func numbers() throws(StoreError) -> [UInt64] {
    try store.records(kind: "theme").map(\.id.low).sorted()
  }

  /// Signing records the heads beside the store, and checking for room requests the lock.
  @Test func `several calls are one flush, also of those that do something after their commit`()
    throws
  {
    try write(1)
    let before = machine.flushes

    try store.inOneTransaction { () throws(StoreError) in
      for number in 2...5 { try write(UInt64(number)) }
      try store.checkRoom()
      try store.signHeads()
      _ = try store.lineClaim()
    }

    #expect(machine.flushes - before == 1)
    #expect(try numbers() == [1, 2, 3, 4, 5])
    #expect(try store.verify().problems == [])
  }

  @Test func `what follows a commit is done after it, in order, and once`() throws {
    var steps: [String] = []

    try store.inOneTransaction { () throws(StoreError) in
      try store.inOneTransaction { () throws(StoreError) in
        store.database.afterCommit { db in
          steps.append("first, in a transaction: \(db.isInsideTransaction)")
        }
      }
      store.database.afterCommit { _ in steps.append("second") }
      steps.append("body")
    }
    store.database.afterCommit { _ in steps.append("at once") }

    #expect(steps == ["body", "first, in a transaction: false", "second", "at once"])
  }

  @Test func `nothing follows what was rolled back`() throws {
    var steps: [String] = []

    #expect(throws: StoreError.full) {
      try store.inOneTransaction { () throws(StoreError) in
        store.database.afterCommit { _ in steps.append("before a part that failed") }
        do throws(StoreError) {
          try store.inOneTransaction { () throws(StoreError) in throw .full }
        } catch {}
      }
    }
    #expect(throws: StoreError.full) {
      try store.inOneTransaction { () throws(StoreError) in
        store.database.afterCommit { _ in steps.append("of a whole that failed") }
        throw .full
      }
    }

    #expect(steps == [])
  }

  @Test func `a call reads what those before it wrote, and another thread does not`() throws {
    let store = store
    let (here, there) = try store.inOneTransaction { () throws(StoreError) in
      try write(1)
      let group = DispatchGroup()
      nonisolated(unsafe) var there: Int?
      DispatchQueue.global().async(group: group) {
        there = try? store.records(kind: "theme").count
      }
      group.wait()
      return (try store.records(kind: "theme").count, there)
    }

    #expect(here == 1)
    #expect(there == 0)
  }

  @Test func `nothing has happened where the body fails`() throws {
    #expect(throws: StoreError.full) {
      try store.inOneTransaction { () throws(StoreError) in
        try write(1)
        throw .full
      }
    }

    #expect(try numbers() == [])
    try write(2)
    #expect(try store.verify().entries == 1)
  }

  @Test func `a call that fails undoes the transaction, even where the body continues`() throws {
    #expect(throws: StoreError.full) {
      try store.inOneTransaction { () throws(StoreError) in
        try write(1)
        do throws(StoreError) {
          try store.inOneTransaction { () throws(StoreError) in
            try write(2)
            throw .full
          }
        } catch {}
        do throws(StoreError) { try write(3) } catch {}
      }
    }

    #expect(try numbers() == [])
    try write(4)
    #expect(try numbers() == [4])
    #expect(try store.verify().problems == [])
  }

  /// As on a full disk: SQLite itself then rolls everything back.
  @Test func `after SQLite rolled the whole back nothing is written any more`() throws {
    #expect(throws: StoreError.self) {
      try store.inOneTransaction { () throws(StoreError) in
        try write(1)
        do throws(StoreError) {
          try store.write { try $0.script("ROLLBACK") }
        } catch {}
        try write(2)
      }
    }

    #expect(try numbers() == [])
    try write(3)
    #expect(try numbers() == [3])
  }

  @Test
  func `what needs the connection for itself is refused inside, and a backup is such a thing`()
    throws
  {
    let path = folder.path("copy")
    try store.inOneTransaction { () throws(StoreError) in
      try write(1)
      #expect(throws: StoreError.self) { try StoreBackup.write(of: store, to: path, files: [:]) }
    }

    #expect(try numbers() == [1])
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

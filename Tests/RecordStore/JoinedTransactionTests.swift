import Records
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Calls in one transaction")
struct JoinedTransactionTests {
  private let folder: TemporaryFolder
  private let machine: Machine
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    machine = try Machine.made(in: folder.path("site"))
    store = try RecordStore.create(
      in: folder.path("site"),
      StoreFounding(side: .site, scope: try #require(Scope("RBD01")), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  private func write(_ number: UInt64) throws(StoreError) {
    let operation = Operation(path: FieldPath(literal: "title"), value: .text("a theme"))
    try store.write([
      Change(
        record: RecordID(high: 0x4000, low: number), kind: "theme", scope: store.identity.scope,
        author: "operator", operations: [operation])
    ])
  }

  @Test func `several calls are one flush`() throws {
    try write(1)
    let before = machine.flushes

    try store.inOneTransaction { () throws(StoreError) in
      for number in 2...5 { try write(UInt64(number)) }
      try store.signHeads()
    }

    #expect(machine.flushes - before == 1)
    #expect(try store.records(kind: "theme").count == 5)
    #expect(try store.verify().problems == [])
  }

  @Test func `a call reads what those before it wrote`() throws {
    let count = try store.inOneTransaction { () throws(StoreError) in
      try write(1)
      return try store.records(kind: "theme").count
    }

    #expect(count == 1)
  }

  @Test func `nothing has happened where the body fails`() throws {
    #expect(throws: StoreError.self) {
      try store.inOneTransaction { () throws(StoreError) in
        try write(1)
        throw StoreError.full
      }
    }

    #expect(try store.records(kind: "theme").isEmpty)
    try write(2)
    #expect(try store.verify().entries == 1)
  }

  @Test func `a call that fails leaves nothing of itself where the body goes on`() throws {
    try store.inOneTransaction { () throws(StoreError) in
      try write(1)
      do throws(StoreError) {
        try store.write { _ in
          try write(2)
          throw StoreError.full
        }
      } catch {}
      try write(3)
    }

    #expect(try store.records(kind: "theme").map(\.id.low) == [1, 3])
    #expect(try store.verify().problems == [])
  }
}

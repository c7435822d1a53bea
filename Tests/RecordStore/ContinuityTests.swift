import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

/// A store that is not in the state in which it was left continues in new logs, and reports why.
@Suite("A store put back")
struct ContinuityTests {
  let folder: TemporaryFolder
  private let environment = StoreEnvironment(now: { 1_770_000_000_000 })

  init() throws {
    folder = try TemporaryFolder()
    let store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: environment)
    try write(store, 1)
    try store.close()
  }

  private func opened(_ name: String = "store") throws -> RecordStore {
    try RecordStore.open(in: folder.path(name), environment: environment)
  }

  private func write(_ store: RecordStore, _ number: UInt64) throws {
    try store.write([
      Change(
        record: RecordID(high: 0x4000, low: 0x8000_0000_0000_0000 + number), kind: "incident",
        scope: store.identity.scope, author: "operator",
        operations: [Operation(path: FieldPath(literal: "equipmentId"), value: .text("CT"))])
    ])
  }

  private func copy(_ name: String, to other: String) throws {
    try? FileManager.default.removeItem(atPath: folder.path(other))
    try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path(other))
  }

  private func openLogs(_ store: RecordStore) throws -> [LogID] {
    try store.read { try LogRow.all($0).filter { $0.isOwn && $0.isOpen }.map(\.log) }
  }

  @Test func `a folder that is put back goes on in a new log and says so`() throws {
    let before = try opened()
    let log = try openLogs(before)
    try before.close()
    try copy("store", to: "copy")
    let lost = try opened()
    try write(lost, 2)
    try lost.close()
    try copy("copy", to: "store")

    let store = try opened()
    try write(store, 3)

    #expect(try store.syncBlockers().map(\.code) == ["store-put-back"])
    #expect(try openLogs(store).count == 1 && openLogs(store) != log)
    #expect(try store.forks().map(\.log) == log)
    #expect(try store.verify().problems == [])
  }

  @Test func `a copy in another folder goes on in a new log, and the first in its own`() throws {
    try copy("store", to: "twin")
    let (first, twin) = (try opened(), try opened("twin"))
    try write(first, 2)
    try write(twin, 3)

    #expect(try first.syncBlockers().isEmpty)
    #expect(try twin.syncBlockers().map(\.code) == ["store-put-back"])
    #expect(try openLogs(first) != openLogs(twin))
  }

  @Test func `opening, reading and writing on raise no alarm, whoever else does`() throws {
    for number in UInt64(2)..<5 {
      let (one, other) = (try opened(), try opened())
      try write(one, number * 10)
      try write(other, number * 10 + 1)
      try write(one, number * 10 + 2)
      try one.signHeads()
      try one.close()
      try write(other, number * 10 + 3)
      try other.close()
    }

    #expect(try opened().syncBlockers().isEmpty && opened().forks().isEmpty)
  }

  @Test func `a crash between the token and its commit is no alarm`() throws {
    let place = TokenPlace.beside
    let kept = try #require(place.read(folder.path("store")))
    try place.write(
      StoreToken(current: StoreToken.random(), previous: kept.current, heads: kept.heads),
      folder.path("store"))

    let store = try opened()
    try write(store, 2)

    #expect(try store.syncBlockers().isEmpty && store.forks().isEmpty)
    #expect(place.read(folder.path("store"))?.previous == nil)
  }

  @Test func `signed entries that the file lost are noticed`() throws {
    let store = try opened()
    try write(store, 2)
    // The present contents of the file, with the token that it will have.
    try copy("store", to: "damaged")
    try write(store, 3)
    try store.signHeads()
    try store.close()
    try copy("damaged", to: "store")

    let shorter = try opened()
    try write(shorter, 4)

    #expect(try shorter.syncBlockers().map(\.code) == ["entries-lost"])
    #expect(try shorter.forks().count == 1)
    #expect(try shorter.verify().problems == [])
  }

  @Test func `reading alone changes nothing and raises no alarm`() throws {
    try copy("store", to: "twin")

    let twin = try RecordStore.open(
      in: folder.path("twin"), for: .reading, environment: environment)

    #expect(try twin.records(kind: "incident").count == 1)
    #expect(throws: StoreError.self) { try write(twin, 2) }
    #expect(try twin.syncBlockers().isEmpty)
  }

  @Test func `a copy in memory signs, and the file does not change`() throws {
    let store = try RecordStore.open(
      in: folder.path("store"), for: .copy, environment: environment)

    try store.signHeads()

    #expect(try store.outgoing(after: Frontier()).segments.count == 1)
    let file = try RecordStore.open(
      in: folder.path("store"), for: .reading, environment: environment)
    #expect(try file.outgoing(after: Frontier()).segments.isEmpty)
  }

  @Test func `a token is read as it was written, and nothing else is one`() {
    let token = StoreToken(
      current: "a-1", previous: "b-2",
      heads: [LogID(high: 1, low: 2): StoreToken.Head(sequence: 7, check: 9)])

    #expect(StoreToken(token.text) == token)
    for text in ["", "candour token 1", "candour token 1\nhead x", token.text + "more 1\n"] {
      #expect(StoreToken(text) == nil)
    }
  }
}

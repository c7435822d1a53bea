import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

/// A store whose file lacks entries that it had committed, signed or not.
@Suite("Lost entries")
struct LostEntriesTests {
  let folder: TemporaryFolder
  private let environment = StoreEnvironment(now: { 1_770_000_000_000 })

  init() throws {
    folder = try TemporaryFolder()
    try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: environment
    ).close()
  }

  private func opened(for access: StoreAccess = .writing) throws -> RecordStore {
    try RecordStore.open(in: folder.path("store"), for: access, environment: environment)
  }

  private func change(_ store: RecordStore, _ number: UInt64) -> Change {
    Change(
      record: RecordID(high: 0x4000, low: 0x8000_0000_0000_0000 + number), kind: "incident",
      scope: store.identity.scope, author: "operator",
      operations: [Operation(path: FieldPath(literal: "equipmentId"), value: .text("CT"))])
  }

  private func kept() throws -> StoreToken {
    try #require(TokenPlace.beside.read(folder.path("store")))
  }

  private var file: URL { URL(fileURLWithPath: folder.path("store/store.sqlite")) }

  /// Runs a body, and takes away the write-ahead log with all that it committed; the file stays the
  /// same one.
  private func losingTheLog(_ body: (RecordStore) throws -> Void) throws {
    let store = try opened()
    try store.write { _ in }
    let before = try Data(contentsOf: file)
    try body(store)
    try #require(try Data(contentsOf: file) == before, "nothing was moved from the log yet")
    try store.close()
    try putBack(before)
  }

  /// Gives the file other contents; it stays the same file.
  private func putBack(_ contents: Data) throws {
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: contents)
    try handle.close()
  }

  @Test(arguments: [0, 2]) func `they are noticed by reading, and by the next write`(
    earlier: UInt64
  ) throws {
    let first = try opened()
    for number in 0..<earlier { try first.write([change(first, number)]) }
    try first.close()
    try losingTheLog { store in
      for number in UInt64(10)..<13 { try store.write([change(store, number)]) }
    }

    let reading = try opened(for: .reading)
    let loss = try reading.unnoticedLoss()
    let found = try opened(for: .verifying).verify()
    let writing = try opened()
    try writing.write([change(writing, 20)])

    #expect(loss?.code == "entries-lost" && loss?.text.contains("3 entries") == true)
    #expect(found.problems.map(\.code) == ["ledger"])
    #expect(try writing.syncBlockers().map(\.code) == ["entries-lost"])
    #expect(try writing.syncBlockers().first?.text == loss?.text)
    #expect(try writing.verify().problems == [] && opened(for: .verifying).verify().isSound)
    #expect(try opened(for: .reading).unnoticedLoss() == nil)
  }

  /// SQLite reads a log as far as its checksums agree, and says nothing about the rest.
  @Test(arguments: [1, 2, 3])
  func `those after a damaged place of the write-ahead log are noticed`(quarter: Int) throws {
    let store = try opened()
    try store.write { _ in }
    let before = try Data(contentsOf: file)
    for number in UInt64(1)...8 { try store.write([change(store, number)]) }
    let path = URL(fileURLWithPath: folder.path("store/store.sqlite-wal"))
    var log = try Data(contentsOf: path)
    try #require(try Data(contentsOf: file) == before, "nothing was moved from the log yet")
    try store.close()
    // Frames of a page each; those of an earlier round of the log bear another salt than its header.
    let frames = stride(from: 32, to: log.count - 4120, by: 4120)
      .prefix { log[$0 + 8..<$0 + 16] == log[16..<24] }
    let damaged = frames[frames.count * quarter / 4] + 24
    log.replaceSubrange(damaged..<damaged + 512, with: Data(count: 512))
    try putBack(before)
    try log.write(to: path)

    let reading = try opened(for: .reading)
    let left = try reading.frontier().positions.values.map(\.sequence).reduce(0, +)

    #expect((0..<8).contains(left))
    #expect(try reading.unnoticedLoss()?.text.contains("\(8 - left) entr") == true)
    let writing = try opened()
    try writing.write([change(writing, 20)])
    #expect(try writing.syncBlockers().map(\.code) == ["entries-lost"])
    #expect(try writing.verify().problems == [])
  }

  @Test func `a crash of the write that notices them leaves them to the next one`() throws {
    try losingTheLog { try $0.write([change($0, 1)]) }
    struct Crash: Error {}

    let store = try opened(for: .reading)
    let crashing = try opened(for: .copy)
    _ = try? crashing.write { db in
      _ = try crashing.continuity.renew(at: environment.now, db)
      throw Crash()
    }

    #expect(try store.kept?[.beside]?.heads == kept().heads && !kept().heads.isEmpty)
    #expect(try opened(for: .reading).unnoticedLoss()?.code == "entries-lost")
  }

  @Test func `every commit is noted, and one that was rolled back is not`() throws {
    let store = try opened()
    struct Failure: Error {}
    for number in UInt64(1)...3 {
      try store.write([change(store, number)])
      #expect(try kept().heads.values.map(\.sequence) == [number])
      #expect(throws: StoreError.self) {
        try store.inOneTransaction { () throws(StoreError) in
          try store.write([change(store, 100 + number)])
          throw .busy
        }
      }
      #expect(try kept().heads.values.map(\.sequence) == [number])
    }
    try store.close()
    #expect(try opened(for: .reading).unnoticedLoss() == nil)
  }

  @Test func `a note that was written in part is none`() throws {
    let store = try opened()
    for number in UInt64(1)...3 { try store.write([change(store, number)]) }
    let path = TokenPlace.path(.beside, of: folder.path("store"))
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))

    #expect(CommittedHeads.read(whole).values.map(\.sequence) == [3])
    for offset in CommittedHeads.range.prefix(80) {
      var torn = whole
      torn[offset] ^= 1
      #expect(CommittedHeads.read(torn).isEmpty, "byte \(offset)")
      #expect(StoreToken(file: torn)?.current == StoreToken(file: whole)?.current)
    }
  }

  @Test func `what is sent next is noted on the disk, in the file that is there`() throws {
    let store = try opened()
    try store.write([change(store, 1)])
    let path = TokenPlace.path(.beside, of: folder.path("store"))
    let before = FileIdentity.text(of: path)

    try store.signHeads()

    #expect(FileIdentity.text(of: path) == before)
    #expect(try kept().heads.values.map(\.sequence) == [1])
  }

  @Test func `where a commit could not be noted, its end is noted before it is sent`() throws {
    let store = try opened()
    for number in UInt64(1)...2 { try store.write([change(store, number)]) }
    let path = TokenPlace.path(.beside, of: folder.path("store"))
    var file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    file.replaceSubrange(CommittedHeads.range, with: CommittedHeads.empty)
    try Data(file).write(to: URL(fileURLWithPath: path))
    try #require(try kept().heads.values.map(\.sequence) == [1])

    try store.signHeads()

    #expect(try kept().heads.values.map(\.sequence) == [2])
  }

  @Test func `a copy put back is a remark, with the entries that it lacks`() throws {
    let (files, copy) = (FileManager.default, folder.path("copy"))
    try files.copyItem(atPath: folder.path("store"), toPath: copy)
    let store = try opened()
    try store.write([change(store, 1)])
    try store.close()
    try files.removeItem(atPath: folder.path("store"))
    try files.copyItem(atPath: copy, toPath: folder.path("store"))

    let found = try opened(for: .verifying).verify()

    #expect(found.isSound && found.remarks.map(\.code) == ["store-put-back"])
    #expect(try opened(for: .reading).unnoticedLoss()?.text.contains("1 entry") == true)
  }

  @Test func `a file of an earlier version is read, and renewed`() throws {
    let token = try kept()
    let path = TokenPlace.path(.beside, of: folder.path("store"))
    try Data("candour token 1\ntoken \(token.current)\n".utf8).write(
      to: URL(fileURLWithPath: path))

    let store = try opened()
    try store.write([change(store, 1)])

    #expect(try store.syncBlockers().isEmpty)
    #expect(try kept().heads.values.map(\.sequence) == [1] && kept().file != nil)
  }
}

import CentreStore
import GRDB
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore
@testable import Storage

@Suite("Durable commits")
struct DurabilityTests {
  private static let settings = [
    "journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1",
  ]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func created(_ side: StoreIdentity.Side) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: side, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)
  }

  private func expectSettings(of store: RecordStore) throws {
    for (name, value) in Self.settings {
      let found = try store.database.outsideTransaction { try $0.first("PRAGMA \(name)") }
      let words = found.flatMap { String(stored: $0.value(at: 0)) }
      #expect(words == value, "\(name)")
    }
  }

  @Test func `a connection that does not flush is refused by name`() throws {
    let queue = try DatabaseQueue(path: folder.path("other.sqlite"))

    try queue.writeWithoutTransaction { db in
      try WriterSettings.apply(db)
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      #expect(
        throws: StorageError(
          .notDurable,
          message: "synchronous is 1, and must be 2 so that a commit is on the disk when it "
            + "returns", code: "")
      ) { try WriterSettings.check(db) }
    }
  }

  @Test(arguments: [StoreIdentity.Side.site, .centre])
  func `the connection that writes flushes every commit, made anew or opened again`(
    side: StoreIdentity.Side
  ) throws {
    let store = try created(side)
    try expectSettings(of: store)
    try store.close()

    let opened = try RecordStore.open(
      in: folder.path("store"), environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)

    try expectSettings(of: opened)
  }
}

import CentreStore
import GRDB
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

@Suite("Schema")
struct SchemaTests {
  /// SQLite up to 3.40 reports a sound row as damaged (`NULL value in …`) where the primary key of
  /// a table without row identifiers is not its first columns, and `verify` would report that.
  @Test func `the key of a table without row identifiers is its first columns`() throws {
    let folder = try TemporaryFolder()
    _ = try RecordStore.create(
      in: folder.path("centre"),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)
    let database = try DatabaseQueue(path: folder.path("centre") + "/store.sqlite")

    let tables = try database.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'
          """)
    }

    #expect(tables.contains("decidedLink"))
    for table in tables {
      let keys = try database.read { db in
        try Int.fetchAll(
          db, sql: "SELECT pk FROM pragma_table_info(?) ORDER BY cid", arguments: [table])
      }
      let first = keys.prefix(keys.count { $0 > 0 })
      #expect(first.allSatisfy { $0 > 0 }, "\(table)")
    }
  }

  /// The names of a new store's tables, and of the steps that it has had.
  private func made(
    _ side: StoreIdentity.Side
  ) throws -> (tables: Set<String>, steps: Set<String>) {
    let folder = try TemporaryFolder()
    let scope = try #require(Scope(side == .centre ? "RBD" : "RBD01"))
    let store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: side, scope: scope, trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)
    #expect(try store.verify().problems == [])
    let database = try DatabaseQueue(path: folder.path("store") + "/store.sqlite")
    return try database.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
      let steps = try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
      return (Set(tables), Set(steps))
    }
  }

  /// People, devices, alerts, counts: what a new site's store is made without.
  private static let tablesOfCentre: Set<String> = [
    "person", "session", "apiToken", "enrolmentCode", "device", "announcement", "usedNonce",
    "access", "subscription", "alertState", "alertDay", "message", "deviceLine", "deviceDay",
    "recordChange", "recordText", "savedView", "calendarFeed", "personIdentity", "secondFactor",
    "recoveryCode", "invitation", "unfinishedLog", "loggedRecord", "chartRebasing", "keptCount",
    "failedAttempt", "signInBegun", "themeWindow", "themeTouched", "answerForm",
    "keptSegment",
  ]

  @Test func `a new site's store has no table of the centre, and the same steps`() throws {
    let (site, centre) = (try made(.site), try made(.centre))

    #expect(centre.tables.subtracting(site.tables) == Self.tablesOfCentre)
    #expect(site.tables.isSubset(of: centre.tables))
    #expect(site.steps == centre.steps && site.steps.count > 30)
  }

  @Test func `a centre's store is not written by a program without its tables`() throws {
    let folder = try TemporaryFolder()
    let options = NewStoreOptions(
      side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england")
    let environment = StoreEnvironment(now: { 1_770_000_000_000 })
    #expect(throws: StoreError.self) {
      try RecordStore.create(in: folder.path("centre"), options, environment: environment)
    }
    try RecordStore.create(in: folder.path("centre"), options, environment: environment.forCentre)
      .close()

    #expect(throws: StoreError.self) {
      try RecordStore.open(in: folder.path("centre"), environment: environment)
    }
    let reading = try RecordStore.open(
      in: folder.path("centre"), for: .verifying, environment: environment)
    #expect(try reading.verify().problems == [])
  }
}

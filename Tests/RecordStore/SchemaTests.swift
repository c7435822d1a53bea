import GRDB
import RecordStore
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
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
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
}

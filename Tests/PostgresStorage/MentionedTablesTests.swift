#if Postgres
  @testable import RecordStore
  import CentreStore
  import RecordTables
  import Replication
  @testable import Storage
  import TestSupport
  import Testing

  /// An answer that was asked ahead is dropped by the tables that a statement names, so none may be
  /// missing.
  @Suite("The tables that a statement names")
  struct MentionedTablesTests {
    /// Rows that SQLite shows for its own bookkeeping, and tables that triggers write.
    private static let besides: Set = [
      "sqlite_master", "sqlite_sequence", "pendingalert", "changedrecord", "recordtext",
    ]

    /// The tables that SQLite opens to run a statement, by its own plan.
    private func opened(by sql: String, _ db: Storage.Connection) throws -> Set<String> {
      let values = [Storage.ColumnValue](repeating: .null, count: sql.count { $0 == "?" })
      let roots = try db.rows("EXPLAIN " + sql, values).compactMap { row -> Int64? in
        let code: String = try row["opcode"]
        return try ["OpenRead", "OpenWrite"].contains(code) && row["p3"] as Int64 == 0
          ? row["p2"] : nil
      }
      return Set(
        try roots.flatMap { root in
          try db.values(
            "SELECT lower(tbl_name) FROM sqlite_master WHERE rootpage = ?", [root],
            as: String.self)
        }
      ).subtracting(Self.besides)
    }

    @Test func `are all those that SQLite opens to run it`() throws {
      let folder = try TemporaryFolder()
      let trust = try #require(Scope("RBD"))
      let store = try RecordStore.create(
        in: folder.path("centre"),
        NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
        environment: StoreEnvironment(now: { 1_800_000_000_000 }).forCentre)
      var tried = 0
      let folders = ["Sources/RecordStore", "Sources/RecordTables", "Server/CentreStore"]
      for statement in try folders.flatMap(SourceStatement.all) {
        guard let sql = statement.resolved(StatementsTests.replacements) else { continue }
        try store.database.write { db in
          // What only SQLite or only a schema's maker understands is tried by other tests.
          guard let tables = try? opened(by: sql, db) else { return }
          tried += 1
          let left = tables.subtracting(MentionedTables.of(sql))
          // Foreign keys are checked in the tables that they point to; nothing there changes.
          let isRead = sql.hasPrefix("SELECT") || sql.hasPrefix("WITH")
          #expect(left.isEmpty || !isRead, "\(statement.place) reads \(left)")
          let written =
            sql.hasPrefix("UPDATE") || sql.hasPrefix("DELETE") || sql.hasPrefix("INSERT")
          if written { #expect(!MentionedTables.of(sql).isEmpty, "\(statement.place)") }
        }
      }
      #expect(tried > 250)
    }

    @Test(
      arguments: [
        ("SELECT a FROM one, two AS t WHERE x IN (SELECT y FROM three)", ["one", "two", "three"]),
        ("DELETE FROM main.Four WHERE a = ?", ["four"]),
        ("INSERT INTO five (a) SELECT b FROM six CROSS JOIN seven", ["five", "six", "seven"]),
        ("SELECT a FROM (ten JOIN eleven USING (a, b)), twelve", ["ten", "eleven", "twelve"]),
        ("SELECT a FROM json_each(?, ?), one WHERE b", ["json_each", "one"]),
        ("SELECT a FROM one JOIN two ON one.a = two.a, three", ["one", "two", "three"]),
        ("SELECT a FROM (SELECT b, c FROM one), two", ["one", "two"]),
        ("UPDATE eight SET a = (SELECT max(b) FROM nine)", ["eight", "nine"]),
      ])
    func `are found in lists, subqueries and joins`(sql: String, tables: [String]) {
      #expect(MentionedTables.of(sql).isSuperset(of: tables))
    }
  }
#endif

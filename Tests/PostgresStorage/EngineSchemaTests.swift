#if Postgres
  @testable import RecordStore
  import RecordTables
  import Storage
  import Testing

  /// What a schema has that a file has not: marks made by whole statements, and rows that do not refer to
  /// the record that they are made from. The same in a new schema and in one of an earlier version.
  @Suite("Marks and references of a schema")
  struct EngineSchemaTests {
    private let scratch: ScratchDatabase
    private let schema: Database

    init() throws {
      scratch = try ScratchDatabase()
      schema = Database(scratch.engine, schema: scratch.schema)
    }

    private func migrate(to last: String? = nil) throws {
      var migrator = Migrator()
      for migration in Schema.migrations {
        migrator.register(migration.name) { try migration.apply($0, at: .centre, ProductDomain()) }
        if migration.name == last { break }
      }
      try schema.migrate(migrator)
    }

    private func refresh() throws {
      try schema.write {
        try ReadModelVersion.refresh($0, marks: Schema.engineReadModel, ProductDomain(), nil)
      }
    }

    /// Of each table with triggers, those of its triggers that run for each row.
    private func triggers() throws -> [[String]] {
      try schema.read { db in
        try db.rows(
          """
          SELECT relname::text, tgname::text, (tgtype & 1)::text FROM pg_trigger
          JOIN pg_class ON pg_class.oid = tgrelid
          WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
          ORDER BY 1, 2
          """
        ).map { try [$0.text(0), $0.text(1), $0.text(2)] }
      }
    }

    private func referencesToRecords() throws -> [String] {
      try schema.read { db in
        try db.rows(
          """
          SELECT conrelid::regclass::text FROM pg_constraint
          WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
            AND confrelid = 'record'::regclass
          """
        ).map { try $0.text(0) }
      }
    }

    /// The tables whose pages keep room.
    private func roomy() throws -> [String] {
      try schema.read { db in
        try db.values(
          """
          SELECT relname::text FROM pg_class
          WHERE relnamespace = current_schema()::regnamespace AND 'fillfactor=50' = ANY (reloptions)
          ORDER BY 1
          """)
      }
    }

    private static let roomy = ["incident", "notification", "themesubject"]
    private static let marks = [
      ["conflict", "markedadded", "0"], ["conflict", "markedremoved", "0"],
      ["conflict", "markedupdated", "0"], ["entry", "entrychanged", "1"],
      ["entry", "entryremoved", "1"], ["notification", "markedadded", "0"],
      ["notification", "markedremoved", "0"], ["notification", "markedupdated", "0"],
      ["quarantine", "marked", "1"], ["record", "markedadded", "0"],
      ["record", "markedupdated", "0"],
    ]

    @Test func `a new schema marks whole statements, and its entries alone refer to records`()
      throws
    {
      try migrate()
      try refresh()

      #expect(try triggers() == Self.marks)
      #expect(try referencesToRecords() == ["entry"])
      #expect(try roomy() == Self.roomy)
    }

    @Test func `a schema of an earlier version becomes the same`() throws {
      try migrate(to: "0212 given records are few")
      try refresh(marks: "")
      // As it was made until then.
      try schema.write { db in
        try db.script(
          """
          CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON notification
            FOR EACH ROW EXECUTE FUNCTION markChange();
          CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON conflict
            FOR EACH ROW EXECUTE FUNCTION markChange();
          ALTER TABLE notification ADD FOREIGN KEY (ownerRow) REFERENCES record (id)
            DEFERRABLE INITIALLY DEFERRED;
          ALTER TABLE recordChange ADD FOREIGN KEY (ownerRow) REFERENCES record (id);
          """)
        try record(1, db)
        try notification(1, db)
        try db.send("DELETE FROM pendingAlert")
        try db.send("DELETE FROM changedRecord")
      }
      #expect(try referencesToRecords().count == 3)

      try migrate()

      #expect(try triggers() == Self.marks)
      #expect(try referencesToRecords() == ["entry"])
      #expect(try roomy() == Self.roomy)
      #expect(try schema.read { try $0.value("SELECT count(*) FROM notification") } == 1)
    }

    @Test func `every row of a statement is marked, added, changed or removed`() throws {
      try migrate()
      try refresh()
      let rows: [Int64] = [1, 2, 3]
      try schema.write { db in
        for row in rows { try record(row, db) }
        for row in rows { try notification(row, db) }
      }
      #expect(try taken() == ["1 RBD01 i1", "2 RBD01 i2", "3 RBD01 i3"])
      #expect(try changed() == rows)

      // A record that is written again loses its text for the search.
      try schema.write { db in
        for row in rows {
          try db.send("INSERT INTO recordText (ownerRow, text) VALUES (?, 'a')", [row])
        }
        try db.send("UPDATE record SET kind = 'incident' WHERE id <> 2")
        for row in rows.dropFirst() { try notification(row, db) }
      }
      #expect(try taken() == ["2 RBD01 i2", "3 RBD01 i3"])
      #expect(try changed() == [1, 3])
      #expect(try schema.read { try $0.values("SELECT ownerRow FROM recordText") } == [2 as Int64])

      try schema.write { try $0.send("DELETE FROM notification WHERE ownerRow > 1") }
      #expect(try taken() == ["2 RBD01 i2", "3 RBD01 i3"])
      #expect(try changed() == [])
    }

    // MARK: Rows

    private func refresh(marks: String) throws {
      try schema.write { try ReadModelVersion.refresh($0, marks: marks, ProductDomain(), nil) }
    }

    private func record(_ row: Int64, _ db: Connection) throws {
      try db.send(
        "INSERT INTO record (id, scope, uuid, kind, state) VALUES (?, 'RBD01', ?, 'incident', ?)",
        [row, [UInt8](repeating: UInt8(row), count: 16), [] as [UInt8]])
    }

    /// Adds it, or writes it again.
    private func notification(_ row: Int64, _ db: Connection) throws {
      try db.send(
        """
        INSERT INTO notification (ownerRow, incident, kind, site, outcome, codes, complementary,
          authority, step, inConflict, reasons, isDecided)
        VALUES (?, ?, 'incident', 'RBD01', 'undetermined', '', '', 'CQC', 'none', 0, '', 0)
        ON CONFLICT (ownerRow) DO UPDATE SET codes = excluded.codes
        """, [row, "i\(row)"])
    }

    /// The notifications that are marked, which then are no longer.
    private func taken() throws -> [String] {
      try schema.write { db in
        let found = try db.rows("SELECT owner, site, record FROM pendingAlert ORDER BY owner")
        try db.send("DELETE FROM pendingAlert")
        return try found.map { try "\($0.integer(0)) \($0.text(1)) \($0.text(2))" }
      }
    }

    private func changed() throws -> [Int64] {
      try schema.write { db in
        let found: [Int64] = try db.values("SELECT owner FROM changedRecord ORDER BY owner")
        try db.send("DELETE FROM changedRecord")
        return found
      }
    }
  }
#endif

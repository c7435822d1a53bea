#if Postgres
  import Storage
  import TestSupport
  import Testing

  @testable import PostgresStorage

  /// Rows that are sent one after the other with the same statement travel as one statement, and mean
  /// what they would mean one by one.
  @Suite("Rows that travel together")
  struct GatheredRowsTests {
    private func database() throws -> ScratchDatabase {
      let database = try ScratchDatabase()
      try database.write {
        try $0.script(
          """
          CREATE TABLE item (
            id INTEGER NOT NULL PRIMARY KEY, part TEXT, size REAL, bytes BLOB,
            number INTEGER CHECK (number < 1000)
          ) STRICT;
          """)
      }
      return database
    }

    private let upsert = """
      INSERT INTO item (id, part, size, bytes, number) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE
        SET part = excluded.part, size = excluded.size, bytes = excluded.bytes, number = excluded.number
      """
    private let all = "SELECT id, part, size, bytes, number FROM item ORDER BY id"

    private func row(_ id: Int, _ rest: ColumnValue...) -> [ColumnValue] {
      [.integer(Int64(id))] + rest
    }

    /// How many statements a body sends.
    private func statements(
      _ database: ScratchDatabase, _ body: (any EngineConnection) throws -> Void
    ) throws -> Int {
      try database.write { connection in
        let own = try #require(connection as? PostgresConnection)
        let before = own.sent.count
        try body(connection)
        try own.sendGathered()
        return own.sent[before...].count { if case .statement = $0 { true } else { false } }
      }
    }

    @Test func `a thousand rows are one statement, and as many removals another`() throws {
      let database = try database()

      let written = try statements(database) { connection in
        for id in 0..<1_000 {
          try connection.send(upsert, row(id, .text("p"), .null, .bytes([1]), .integer(1)))
        }
      }
      let removed = try statements(database) { connection in
        for id in 0..<990 {
          try connection.send("DELETE FROM item WHERE id = ?", [.integer(Int64(id))])
        }
      }

      #expect(written == 1)
      #expect(removed == 1)
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(10)]])
    }

    @Test func `changes of rows are one statement, and the last change of a row counts`() throws {
      let database = try database()
      let update = "UPDATE item SET part = ?, size = ?,\n  number = ? WHERE id = ?"
      try database.write { connection in
        for id in 0..<500 {
          try connection.send(upsert, row(id, .text("p"), .real(1), .null, .null))
        }
      }

      let changed = try statements(database) { connection in
        for id in 0..<400 {
          let text: ColumnValue = id % 2 == 0 ? .text("\(id)") : .null
          try connection.send(update, [text, .null, .null, .integer(Int64(id))])
        }
      }
      let again = try statements(database) { connection in
        for part in ["a", "b"] {
          for id: Int64 in [0, 1, 900] {
            try connection.send(update, [.text(part), .real(2), .integer(3), .integer(id)])
          }
        }
      }

      #expect(changed == 1)
      #expect(again == 2)
      let found = try database.rows("SELECT part, size, number FROM item ORDER BY id")
      #expect(found.count == 500)
      let later: [ColumnValue] = [.text("b"), .real(2), .integer(3)]
      #expect(found[0] == later && found[1] == later)
      #expect(found[2] == [.text("2"), .null, .null] && found[3] == [.null, .null, .null])
      #expect(found[400] == [.text("p"), .real(1), .null])
    }

    @Test func `what comes between two rows stays between them`() throws {
      let database = try database()

      try database.write { connection in
        try connection.send(upsert, row(1, .text("a"), .null, .null, .null))
        try connection.send(upsert, row(2, .text("b"), .null, .null, .null))
        try connection.send("UPDATE item SET part = ? WHERE id >= ?", [.text("c"), .integer(0)])
        try connection.send("UPDATE item SET part = ? WHERE id = ?", [.text("d"), .integer(2)])
        try connection.send("UPDATE item SET part = ? WHERE part = ?", [.text("c"), .text("d")])
        try connection.send(upsert, row(3, .text("d"), .null, .null, .null))
        try connection.send("DELETE FROM item WHERE id = ?", [.integer(1)])
        try connection.send("DELETE FROM item WHERE id = ?", [.integer(3)])
        try connection.send(upsert, row(3, .text("e"), .null, .null, .null))
      }

      let found = try database.rows("SELECT id, part FROM item ORDER BY id")
      #expect(found == [[.integer(2), .text("c")], [.integer(3), .text("e")]])
    }

    @Test(arguments: 0..<20)
    func `random rows, many of them with a key that came before, are as one by one`(
      seed: UInt64
    ) throws {
      let database = try database()
      var random = SeededGenerator(seed: seed)
      var expected: [Int: [ColumnValue]] = [:]
      let texts = ["", "'", "ä\u{308}", "NULL", "{a,\"b\"}", "line\n", "\u{1F469}\u{200D}"]

      try database.write { connection in
        for _ in 0..<400 {
          func maybe(_ value: ColumnValue) -> ColumnValue {
            Int.random(in: 0..<3, using: &random) == 0 ? .null : value
          }
          let id = Int.random(in: -50..<50, using: &random)
          let row = row(
            id, maybe(.text(texts.randomElement(using: &random) ?? "")),
            maybe(.real(Double.random(in: -1e9...1e9, using: &random))),
            maybe(.bytes((0..<Int.random(in: 0..<5, using: &random)).map { UInt8($0) })),
            maybe(.integer(Int64.random(in: Int64.min..<1000, using: &random))))
          expected[id] = row
          try connection.send(upsert, row)
        }
      }

      let found = try database.rows(all)
      #expect(found == expected.sorted { $0.key < $1.key }.map(\.value))
    }

    @Test func `a value that is NULL in every row, and of two kinds, is stored`() throws {
      let database = try database()

      for round in 0..<3 {
        try database.write { connection in
          for id in 0..<5 {
            let size: ColumnValue = round == 0 ? .null : id == 2 ? .integer(7) : .real(0.5)
            try connection.send(upsert, row(id, .null, size, .null, .null))
          }
        }
        let sizes = try database.rows("SELECT size FROM item ORDER BY id").map { $0[0] }
        let half = ColumnValue.real(0.5)
        let later = [half, half, .real(7), half, half]
        #expect(sizes == (round == 0 ? Array(repeating: .null, count: 5) : later))
      }
    }

    @Test func `a row that is refused undoes all, and the next transaction works`() throws {
      let database = try database()

      for _ in 0..<2 {
        let error = storageError {
          try database.write { connection in
            for id in 0..<10 {
              let number: ColumnValue = .integer(id == 7 ? 1000 : 1)
              try connection.send(upsert, row(id, .null, .null, .null, number))
            }
          }
        }
        #expect(error?.code == "23514")
      }
      let text = storageError {
        try database.write { connection in
          try connection.send(upsert, row(1, .text("a"), .null, .null, .null))
          try connection.send(upsert, row(2, .text("\u{0}"), .null, .null, .null))
        }
      }
      #expect(text?.code == "22021")
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
      try database.write { try $0.send(upsert, row(1, .null, .null, .null, .null)) }
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(1)]])
    }

    @Test func `rows of a part that is undone are undone with it`() throws {
      let database = try database()

      try database.write { connection in
        try connection.send(upsert, row(1, .null, .null, .null, .null))
        try connection.send("SAVEPOINT part", [])
        // Nothing but the rows waits to be sent.
        _ = try connection.rows("SELECT count(*) FROM item", [])
        for id in 2..<5 {
          try connection.send(upsert, row(id, .null, .null, .null, .integer(1000)))
        }
        try connection.send("ROLLBACK TO SAVEPOINT part", [])
        try connection.send("RELEASE SAVEPOINT part", [])
        try connection.send(upsert, row(9, .null, .null, .null, .null))
      }

      let ids = try database.rows("SELECT id FROM item ORDER BY id")
      #expect(ids == [[.integer(1)], [.integer(9)]])
    }

    @Test(arguments: [
      "INSERT INTO item (id, part) VALUES (?, upper(?))",
      "INSERT INTO item VALUES (?, ?)",
      "INSERT INTO item (id, part) SELECT ?, ?",
      "INSERT INTO item (id) VALUES (?) RETURNING id",
      "INSERT INTO item (id, part) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET part = ?",
      "INSERT INTO item (id, part) VALUES (?, ?) ON CONFLICT DO UPDATE SET part = 'a'",
      "INSERT INTO item (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET part = (SELECT 'a')",
      "INSERT INTO item (part) VALUES (?) ON CONFLICT (id) DO UPDATE SET part = excluded.part",
      "DELETE FROM item WHERE id = ? AND part = ?", "DELETE FROM item WHERE id < ?",
      "UPDATE item SET part = ? WHERE id = ? AND number = ?", "UPDATE item SET id = ? WHERE id = ?",
      "UPDATE item SET part = part || ? WHERE id = ?", "UPDATE item SET part = 'a' WHERE id = ?",
      "UPDATE item SET number = ?, part = upper(?) WHERE id = ?", "SAVEPOINT part",
    ])
    func `a statement whose rows may depend on each other is sent row by row`(sql: String) {
      #expect(GatherableStatement(sql) == nil)
    }
  }
#endif

#if Postgres
  import PostgresStorage
  import Storage
  import Testing

  @Suite("Values in PostgreSQL")
  struct ValueTests {
    private static let table = """
      CREATE TABLE item (
        id INTEGER PRIMARY KEY,
        number INTEGER,
        word TEXT,
        piece BLOB,
        email TEXT COLLATE NOCASE UNIQUE,
        isOpen INTEGER NOT NULL DEFAULT 0 CHECK (isOpen IN (0, 1))
      ) STRICT;
      """

    private func database() throws -> ScratchDatabase {
      let database = try ScratchDatabase()
      try database.write { try $0.script(Self.table) }
      return database
    }

    @Test(arguments: [
      [ColumnValue.integer(.min), .text(""), .bytes([])],
      [.integer(.max), .text("naïve “quotes” 🩻 \u{1}"), .bytes([0, 255, 0])],
      [.integer(0), .null, .null],
      [.null, .text("?"), .bytes([UInt8](repeating: 7, count: 100_000))],
      [.integer(-1), .text(String(repeating: "x", count: 100_000)), .null],
    ])
    func `a value comes back as it was written`(values: [ColumnValue]) throws {
      let database = try database()

      try database.write {
        try $0.send("INSERT INTO item (number, word, piece) VALUES (?, ?, ?)", values)
      }

      #expect(try database.rows("SELECT number, word, piece FROM item") == [values])
    }

    @Test func `a NULL and then a value fit one statement`() throws {
      let database = try database()
      let sql = "INSERT INTO item (number, word) VALUES (?, ?)"

      try database.write { connection in
        try connection.send(sql, [.null, .null])
        try connection.send(sql, [.integer(1), .null])
        try connection.send(sql, [.null, .text("a")])
        try connection.send(sql, [.integer(2), .text("b")])
      }

      let found = try database.rows("SELECT number, word FROM item ORDER BY id")
      #expect(
        found == [
          [.null, .null], [.integer(1), .null], [.null, .text("a")], [.integer(2), .text("b")],
        ])
    }

    @Test func `a text with NUL is refused before it is sent, and nothing is stored`() throws {
      let database = try database()

      let error = storageError {
        try database.write { connection in
          try connection.send("INSERT INTO item (word) VALUES (?)", [.text("before")])
          try connection.send("INSERT INTO item (word) VALUES (?)", [.text("a\0b")])
        }
      }

      #expect(error?.kind == .damaged)
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `texts are ordered by their bytes`() throws {
      let database = try database()
      let words = ["b", "B", "a", "é", "_", "Z", "10", "9", ""]
      try database.write { connection in
        for word in words {
          try connection.send("INSERT INTO item (word) VALUES (?)", [.text(word)])
        }
      }

      let found = try database.rows("SELECT word FROM item ORDER BY word")

      let byBytes = words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      #expect(found == byBytes.map { [.text($0)] })
    }

    @Test func `letters without their case are equal where the schema says NOCASE`() throws {
      let database = try database()
      try database.write {
        try $0.send("INSERT INTO item (email) VALUES (?)", [.text("Ann@Example.test")])
      }

      let byEmail = "SELECT email FROM item WHERE email = ?"
      let byWord = "SELECT email FROM item WHERE email = ? COLLATE NOCASE"
      let lower = ColumnValue.text("ann@example.test")

      #expect(try database.rows(byEmail, [lower]) == [[.text("Ann@Example.test")]])
      #expect(try database.rows(byWord, [lower]) == [[.text("Ann@Example.test")]])
      let error = storageError {
        try database.write { try $0.send("INSERT INTO item (email) VALUES (?)", [lower]) }
      }
      #expect(error?.code == "23505")
      #expect(error?.message.contains("ann") == false)
    }

    @Test func `truth is 0 or 1, and a sum is an integer`() throws {
      let database = try database()
      try database.write { connection in
        for number in [Int64.max, .min, 5] {
          try connection.send("INSERT INTO item (number) VALUES (?)", [.integer(number)])
        }
      }

      let found = try database.rows(
        """
        SELECT 1 < 2 AS yes, 1 > 2 AS no, sum(number) AS total, count(*) AS many,
          sum(isOpen) AS none, (SELECT sum(number) FROM item WHERE id < 0) AS absent
        FROM item
        """)

      #expect(
        found == [
          [.integer(1), .integer(0), .integer(4), .integer(3), .integer(0), .null]
        ])
    }

    @Test(arguments: [
      Int64.min, .min + 1, -10_000, -9_999, -1, 0, 1, 9_999, 10_000, 100_000_000, .max - 1, .max,
    ])
    func `a number comes back from a sum`(number: Int64) throws {
      let database = try database()
      try database.write {
        try $0.send("INSERT INTO item (number) VALUES (?)", [.integer(number)])
      }

      #expect(try database.rows("SELECT sum(number) FROM item") == [[.integer(number)]])
    }

    @Test func `a sum beyond 64 bits is an error and no other number`() throws {
      let database = try database()
      try database.write { connection in
        for _ in 0..<2 {
          try connection.send("INSERT INTO item (number) VALUES (?)", [.integer(.max)])
        }
      }

      let error = storageError { _ = try database.rows("SELECT sum(number) FROM item") }
      #expect(error?.code == "22003")
      let fraction = storageError { _ = try database.rows("SELECT avg(id) / 7 FROM item") }
      #expect(fraction?.code == "22003")
    }

    @Test func `changes are counted`() throws {
      let database = try database()

      let counts = try database.write { connection in
        [
          try connection.run("INSERT INTO item (id, number) VALUES (1, 1), (2, 2), (3, 3)", []),
          try connection.run(
            "UPDATE item SET number = ? WHERE id > ?", [.integer(9), .integer(1)]),
          try connection.run("UPDATE item SET number = 0 WHERE id = 77", []),
          try connection.run("INSERT INTO item (id) VALUES (1) ON CONFLICT DO NOTHING", []),
          try connection.run("DELETE FROM item", []),
        ]
      }

      #expect(counts == [3, 2, 0, 0, 3])
    }

    @Test func `a mark inside quotes or comments is no parameter`() throws {
      let database = try database()

      let found = try database.rows(
        "SELECT '?' AS a, 'it''s ?' AS b, ? AS \"c?\" -- ?\n /* ? */, ?", [.text("x"), .integer(4)])

      #expect(found == [[.text("?"), .text("it's ?"), .text("x"), .integer(4)]])
    }
  }
#endif

#if Postgres
  import Storage
  import TestSupport
  import Testing

  @testable import PostgresStorage

  /// Queries that are asked together travel as one for each text, and find what each would find alone.
  @Suite("Queries that travel together")
  struct GatheredQueriesTests {
    private func database() throws -> ScratchDatabase {
      let database = try ScratchDatabase()
      try database.write { connection in
        try connection.script(
          """
          CREATE TABLE item (
            id INTEGER NOT NULL PRIMARY KEY, part TEXT NOT NULL, bytes BLOB, size REAL
          ) STRICT;
          """)
        for id in 0..<60 {
          try connection.send(
            "INSERT INTO item (id, part, bytes, size) VALUES (?, ?, ?, ?)",
            [
              .integer(Int64(id)), .text("p\(id % 7)"),
              id % 3 == 0 ? .null : .bytes(Array(repeating: UInt8(id), count: id % 5)),
              .real(Double(id) / 2),
            ])
        }
      }
      return database
    }

    /// The answers of each query asked alone and of all together, with how many statements all were.
    private func answers(
      _ queries: [Query]
    ) throws -> (alone: [[[ColumnValue]]], together: [[[ColumnValue]]], statements: Int) {
      try database().write { connection in
        let own = try #require(connection as? PostgresConnection)
        let alone = try queries.map { try connection.rows([$0])[0].map(\.values) }
        let before = own.statementCount
        let together = try connection.rows(queries)
        #expect(try together.map(\.columns.names) == queries.map { try names($0, connection) })
        return (
          alone, together.map { $0.map(\.values) },
          own.statementCount - before - queries.count
        )
      }
    }

    private func names(_ query: Query, _ connection: any EngineConnection) throws -> [String] {
      try connection.rows([query])[0].columns.names
    }

    private func queries(_ sql: String, _ values: [ColumnValue]) -> [Query] {
      values.map { Query(sql, columnValues: [$0]) }
    }

    private let numbers = (0..<40).map { ColumnValue.integer(Int64($0 * 2)) }
    private let parts = (0..<12).map { ColumnValue.text("p\($0)") }

    @Test(arguments: [
      "SELECT id, part, bytes, size FROM item WHERE id = ?",
      "SELECT id FROM item WHERE id < ? ORDER BY id DESC LIMIT 3",
      "SELECT id FROM item WHERE id < 5 ORDER BY id LIMIT ?",
      "SELECT count(*), max(size), sum(id) FROM item WHERE id > ?",
      "SELECT EXISTS (SELECT 1 FROM item WHERE id = ? AND part <> '?')",
      "SELECT a.id, b.id FROM item AS a CROSS JOIN item AS b ON b.id = a.id + 1 WHERE a.id = ? -- ?",
      "SELECT id FROM item WHERE id = ? UNION SELECT 7 ORDER BY 1",
    ])
    func `queries of a number find what each finds alone`(sql: String) throws {
      let found = try answers(queries(sql, numbers))

      #expect(found.together == found.alone)
      #expect(found.statements == 1)
    }

    @Test func `rows of a text come in the query's order`() throws {
      let sql = "SELECT id, bytes FROM item WHERE part = ? ORDER BY id DESC"
      let found = try answers(queries(sql, parts))

      #expect(found.together == found.alone)
      #expect(found.alone.map(\.count).max() == 9 && found.alone.last?.isEmpty == true)
      #expect(found.statements == 1)
    }

    @Test func `texts that take turns are one statement each`() throws {
      let byNumber = queries("SELECT part FROM item WHERE id = ?", numbers)
      let byPart = queries("SELECT id FROM item WHERE part = ? ORDER BY id", parts)
      let few = queries("SELECT size FROM item WHERE id = ?", [.integer(1), .integer(2)])
      let mixed = zip(byNumber, byPart).flatMap { [$0, $1] } + few
      let found = try answers(mixed)

      #expect(found.together == found.alone)
      #expect(found.statements == 2 + few.count)
    }

    @Test func `values of two kinds, and ones that are NULL, find what each finds alone`() throws {
      let sql = "SELECT id FROM item WHERE bytes = ? ORDER BY id"
      let bytes = (0..<9).map { ColumnValue.bytes(Array(repeating: $0, count: Int($0) % 5)) }
      let ofSize = "SELECT id FROM item WHERE size = ?"
      let sizes = (0..<9).map { ColumnValue.real(Double($0)) } + [.integer(4)]

      for found in [
        try answers(queries(sql, bytes)), try answers(queries(sql, bytes + [.null])),
        try answers(queries(sql, Array(repeating: .null, count: 9))),
        try answers(queries(ofSize, sizes)),
      ] { #expect(found.together == found.alone) }
    }

    @Test func `more than travel together find what each finds alone`() throws {
      let sql = "SELECT part FROM item WHERE id = ?"
      let many = (0..<(ArrayedRows.rowsMax + 10)).map { ColumnValue.integer(Int64($0 % 70)) }
      let found = try answers(queries(sql, many))

      #expect(found.together == found.alone)
      #expect(found.statements == 2)
    }

    @Test func `what changes something, or has an end of its own, is sent one by one`() throws {
      let locked = "SELECT id FROM item WHERE id = ? FOR UPDATE"
      let later = "SELECT id FROM item WHERE id > ? ORDER BY id LIMIT 2 OFFSET 1"
      for sql in [locked, later] {
        let found = try answers(queries(sql, numbers))
        #expect(found.together == found.alone)
        #expect(found.statements == numbers.count)
      }
    }
  }
#endif

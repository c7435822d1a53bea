#if Postgres
  import PostgresStorage
  import Storage
  import Testing

  @Suite("Statements that nobody waits for")
  struct PipelineTests {
    private func database() throws -> ScratchDatabase {
      let database = try ScratchDatabase()
      try database.write {
        try $0.script(
          "CREATE TABLE item (id INTEGER NOT NULL PRIMARY KEY, word TEXT NOT NULL) STRICT;")
      }
      return database
    }

    private let insert = "INSERT INTO item (id, word) VALUES (?, ?)"

    private func add(_ range: Range<Int>, _ connection: any EngineConnection) throws {
      for id in range { try connection.send(insert, [.integer(Int64(id)), .text("w\(id)")]) }
    }

    @Test func `a thousand rows and a commit wait for the server once`() throws {
      let database = try database()
      // The connection has its statement already.
      try database.write { try add(0..<1, $0) }
      let before = database.engine.roundTrips

      try database.write { try add(1..<1_001, $0) }

      #expect(database.engine.roundTrips - before == 1)
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(1_001)]])
    }

    @Test func `many reads of one kind wait once`() throws {
      let database = try database()
      try database.write { try add(0..<200, $0) }
      let before = database.engine.roundTrips

      let found = try database.write { connection in
        try connection.rows(
          "SELECT word FROM item WHERE id = ?", each: (0..<300).map { [.integer(Int64($0))] })
      }

      // One for the reads and one for the commit.
      #expect(database.engine.roundTrips - before == 2)
      #expect(found.map(\.count) == (0..<300).map { $0 < 200 ? 1 : 0 })
      #expect(found[199].first?.values == [.text("w199")])
    }

    @Test func `a read sees what was sent before it`() throws {
      let database = try database()

      let count = try database.write { connection in
        try add(0..<7, connection)
        return try connection.rows("SELECT count(*) FROM item", [])[0][0] as ColumnValue
      }

      #expect(count == .integer(7))
    }

    @Test func `an error of a sent statement shows at the next read, and undoes all`() throws {
      let database = try database()

      let error = storageError {
        try database.write { connection in
          try add(0..<3, connection)
          try add(1..<2, connection)
          try add(5..<9, connection)
          _ = try connection.rows("SELECT count(*) FROM item", [])
        }
      }

      #expect(error?.code == "23505")
      #expect(error?.kind == .damaged)
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `an error of the last statement shows at the commit`() throws {
      let database = try database()

      let error = storageError {
        try database.write { connection in
          try add(0..<3, connection)
          try add(1..<2, connection)
        }
      }

      #expect(error?.code == "23505")
      #expect(error?.message == "PostgreSQL answered 23505 (table item, constraint item_pkey)")
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `a body that goes on after an error commits nothing`() throws {
      let database = try database()

      let error = storageError {
        try database.write { connection in
          try? { _ = try connection.rows("SELECT absent FROM item", []) }()
          try? add(0..<1, connection)
        }
      }

      #expect(error?.code == "42703")
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `a connection works after an error`() throws {
      let database = try database()

      for _ in 0..<3 {
        _ = storageError { try database.write { _ = try $0.run("SELECT absent FROM item", []) } }
        _ = storageError {
          try database.write {
            try add(1..<1_000, $0); try add(1..<2, $0)
          }
        }
      }
      try database.write { try add(0..<2, $0) }

      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(2)]])
    }

    @Test func `a part that is undone leaves what was before it`() throws {
      let database = try database()

      try database.write { connection in
        try add(0..<1, connection)
        _ = try connection.run("SAVEPOINT part", [])
        try add(1..<5, connection)
        try add(1..<2, connection)
        _ = try connection.run("ROLLBACK TO part", [])
        try add(9..<10, connection)
      }

      let ids = try database.rows("SELECT id FROM item ORDER BY id")
      #expect(ids == [[.integer(0)], [.integer(9)]])
    }

    @Test func `more statements than wait in memory are all stored`() throws {
      let database = try database()
      // Not gathered: see `GatheredRowsTests`.
      let insert = "INSERT INTO item (id, word) VALUES (? + 0, ?)"

      try database.write { connection in
        for id in 0..<45_000 {
          try connection.send(insert, [.integer(Int64(id)), .text("w\(id)")])
        }
      }

      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(45_000)]])
    }

    @Test func `more texts than a connection keeps are all understood`() throws {
      let database = try database()

      try database.write { connection in
        for number in 0..<1_200 {
          let found = try connection.rows("SELECT \(number) + ? AS n", [.integer(1)])
          #expect(found[0].values == [.integer(Int64(number + 1))])
        }
      }
    }
  }
#endif

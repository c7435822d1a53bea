import Foundation
import Storage
import TestStores
import TestSupport
import Testing

/// What every part of the program relies on, of a database behind the seam.
@Suite("The seam to a database")
struct FactsTests {
  private let folder: TemporaryFolder
  private let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try TestStores.makeDatabase(in: folder)
    try database.write {
      try $0.script(
        """
        CREATE TABLE fact (
          id INTEGER PRIMARY KEY, number INTEGER, words TEXT, bytes BLOB
        ) STRICT;
        CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE child (
          parent INTEGER NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        """)
    }
  }

  private func insert(_ id: Int, _ words: String? = nil) throws {
    try database.write { try $0.send("INSERT INTO fact (id, words) VALUES (?, ?)", [id, words]) }
  }

  private func words() throws -> [String] {
    try database.read { try $0.values("SELECT words FROM fact ORDER BY id") }
  }

  // MARK: Values

  @Test(arguments: [0, 1, -1, Int64.max, .min, 1 << 53 + 1])
  func `a number of 64 bits comes back as it was`(number: Int64) throws {
    try database.write { try $0.send("INSERT INTO fact (number) VALUES (?)", [number]) }

    let found = try database.read { try $0.value("SELECT number FROM fact", as: Int64.self) }

    #expect(found == number)
  }

  @Test(arguments: [[], [0], [0, 0, 255], Array(repeating: 7, count: 5000)] as [[UInt8]])
  func `bytes come back as they were, and no bytes are not NULL`(bytes: [UInt8]) throws {
    try database.write {
      try $0.send("INSERT INTO fact (id, bytes) VALUES (1, ?)", [bytes])
      var statement = try $0.statement("INSERT INTO fact (id, bytes) VALUES (2, ?)")
      statement.bind(bytes)
      try statement.run()
    }

    let rows = try database.read { try $0.rows("SELECT bytes FROM fact ORDER BY id") }

    #expect(try rows.map { try $0["bytes"] as [UInt8]? } == [bytes, bytes])
  }

  @Test(arguments: ["", "é", "a\u{301}", "🩻", String(repeating: "x", count: 5000)])
  func `a text comes back as it was, and an empty one is not NULL`(text: String) throws {
    try database.write {
      try $0.send("INSERT INTO fact (id, words) VALUES (1, ?)", [text])
      var statement = try $0.statement("INSERT INTO fact (id, words) VALUES (2, ?)")
      statement.bind(text)
      try statement.run()
    }

    let found = try database.read {
      try $0.values("SELECT words FROM fact ORDER BY id", as: String?.self)
    }

    #expect(found.map { $0.map { Array($0.utf8) } } == [Array(text.utf8), Array(text.utf8)])
  }

  @Test func `a text is stored up to a NUL, however it is bound`() throws {
    try database.write {
      try $0.send("INSERT INTO fact (id, words) VALUES (1, ?)", ["before\0after"])
      try $0.send(
        "INSERT INTO fact (id, words) VALUES (2, ?)", ["before\0after" as String?])
      var statement = try $0.statement("INSERT INTO fact (id, words) VALUES (3, ?)")
      statement.bind("before\0after")
      try statement.run()
    }

    #expect(try words() == ["before", "before", "before"])
    let length = try database.read {
      try $0.value("SELECT max(length(words)) FROM fact", as: Int.self)
    }
    #expect(length == 6)
    #expect(["", "\0", "\0x", "é\0x", "x\0"].map(\.beforeNUL) == ["", "", "", "é", "x"])
  }

  @Test func `nothing is NULL, of every type, and NULL is nothing`() throws {
    try database.write {
      try $0.send(
        "INSERT INTO fact (id, number, words, bytes) VALUES (1, ?, ?, ?)",
        [nil as Int?, nil as String?, nil as [UInt8]?])
    }

    let row = try #require(try database.read { try $0.first("SELECT * FROM fact") })

    #expect(try row["number"] as Int64? == nil)
    #expect(try row["words"] as String? == nil)
    #expect(try row["bytes"] as [UInt8]? == nil)
    #expect(row.isNull(1) && row.isNull(2) && row.isNull(3))
    let largest = try database.read { try $0.value("SELECT max(number) FROM fact", as: Int.self) }
    #expect(largest == nil)
  }

  @Test(arguments: [0.1, -2.5e-300, .greatestFiniteMagnitude, 7])
  func `a real number comes back as it was`(number: Double) throws {
    try database.write {
      try $0.script("CREATE TABLE dose (amount REAL) STRICT")
      try $0.send("INSERT INTO dose VALUES (?)", [number])
      var statement = try $0.statement("INSERT INTO dose VALUES (?)")
      statement.bind(number)
      try statement.run()
    }

    let found = try database.read { try $0.values("SELECT amount FROM dose", as: Double.self) }

    #expect(found == [number, number])
  }

  @Test func `true and false are 1 and 0`() throws {
    try database.write {
      try $0.send("INSERT INTO fact (id, number) VALUES (1, ?), (2, ?)", [true, false])
    }

    try database.read { db throws in
      #expect(try db.values("SELECT number FROM fact ORDER BY id", as: Int.self) == [1, 0])
      #expect(try db.values("SELECT number FROM fact ORDER BY id", as: Bool.self) == [true, false])
      #expect(try db.value("SELECT EXISTS (SELECT 1 FROM fact)", as: Bool.self) == true)
    }
  }

  @Test func `a number reads as its digits where a text is asked for`() throws {
    try database.read { db throws in
      #expect(try db.value("SELECT -7", as: String.self) == "-7")
      #expect(try db.rows("SELECT 12").first?[0] as String? == "12")
      #expect(try db.value("SELECT 2.0", as: Int.self) == 2)
      #expect(try db.value("SELECT 2", as: Double.self) == 2)
    }
  }

  // MARK: Rows

  @Test func `a column is found in whichever case its name is written`() throws {
    try insert(4, "x")

    try database.read { db throws in
      let row = try #require(try db.first("SELECT id AS ownerRow, words FROM fact"))
      #expect(try row["ownerRow"] as Int == 4)
      #expect(try row["ownerrow"] as Int == 4)
      #expect(try row["WORDS"] as String == "x")
      #expect(try row[1] as String == "x")
    }
  }

  @Test func `rows come in the order that was asked for, and can be read after the transaction`()
    throws
  {
    for id in [3, 1, 2] { try insert(id, "row \(id)") }

    let rows = try database.read { try $0.rows("SELECT id, words FROM fact ORDER BY id DESC") }

    #expect(try rows.map { try $0["id"] as Int } == [3, 2, 1])
    #expect(try rows.first?["words"] == "row 3")
    #expect(rows.count == 3)
  }

  @Test func `a query is answered once for each list of values, in their order`() throws {
    for id in 1...3 { try insert(id, "row \(id)") }

    let answers = try database.read {
      try $0.rows("SELECT words FROM fact WHERE id = ?", each: [[2], [9], [1]])
    }

    #expect(try answers.map { try $0.map { try $0[0] as String } } == [["row 2"], [], ["row 1"]])
  }

  @Test func `a query can run while its own rows are read`() throws {
    for id in 1...3 { try insert(id, "row \(id)") }
    let sql = "SELECT id FROM fact ORDER BY id"
    var pairs: [[Int]] = []

    try database.read { db throws in
      try db.forEach(sql) { outer in
        try db.forEach(sql) { inner in
          pairs.append(try [outer[0], inner[0]])
        }
      }
    }

    #expect(pairs == (1...3).flatMap { outer in (1...3).map { [outer, $0] } })
  }

  // MARK: Statements

  @Test func `a statement says how many rows it changed`() throws {
    for id in 1...3 { try insert(id, "old") }

    try database.write { db throws in
      #expect(try db.run("UPDATE fact SET words = ? WHERE id > ?", ["new", 1]) == 2)
      #expect(try db.run("DELETE FROM fact WHERE id = ?", [9]) == 0)
      #expect(
        try db.run("INSERT INTO fact (id) VALUES (1) ON CONFLICT DO NOTHING") == 0)
    }
  }

  @Test func `a text of SQL is prepared once for a connection, and again after the schema changed`()
    throws
  {
    try insert(1, "x")

    try database.write { db throws in
      for _ in 0..<3 { #expect(try db.first("SELECT * FROM fact")?.values.count == 4) }
      try db.script("ALTER TABLE fact ADD COLUMN later TEXT")
      #expect(try db.rows("SELECT * FROM fact").columns.names.last == "later")
      let row = try #require(try db.first("SELECT * FROM fact"))
      #expect(row.values.count == 5)
      #expect(try row["later"] as String? == nil)
    }
  }

  @Test func `more texts of SQL than are kept are all answered`() throws {
    try database.read { db throws in
      for number in 0..<1200 {
        #expect(try db.value("SELECT \(number)", as: Int.self) == number)
      }
      #expect(try db.value("SELECT 7", as: Int.self) == 7)
    }
  }

  @Test func `a wrong number of values and a wrong text are errors that repeat no value`() throws {
    for (sql, values) in [
      ("SELECT ?", []), ("SELECT ?", [1, 2]), ("SELEKT ?", ["Mrs Example"]),
      ("INSERT INTO fact (number) VALUES (?)", ["Mrs Example"]),
    ] as [(String, [any StoredValue])] {
      let error = #expect(throws: StorageError.self) {
        try database.write { _ = try $0.rows(sql, values) }
      }
      #expect(error?.kind == .damaged)
      #expect(error?.message.contains("Example") == false)
    }
  }
}

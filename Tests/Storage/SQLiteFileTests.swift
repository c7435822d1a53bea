import Foundation
import Storage
import TestSupport
import Testing

@Suite("A SQLite file beside other processes, and when it is closed")
struct SQLiteFileTests {
  private let folder: TemporaryFolder
  private let path: String
  private let database: Database

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("facts.sqlite")
    database = try SQLiteFile.open(at: path, functions: [])
    try database.write {
      try $0.script("CREATE TABLE fact (id INTEGER PRIMARY KEY, words TEXT) STRICT;")
      for id in 1...3 { try $0.send("INSERT INTO fact (id) VALUES (?)", [id]) }
    }
  }

  private func count() throws -> Int? {
    try database.read { try $0.value("SELECT count(*) FROM fact") }
  }

  private func wait(milliseconds: Int) throws {
    try database.outsideTransaction {
      try $0.script("PRAGMA busy_timeout = \(milliseconds)")
    }
  }

  @Test func `a write while another process has the lock is busy, and works when that is done`()
    throws
  {
    let other = try PythonServer(
      script: """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO fact (id) VALUES (10)")
        print(1, flush=True)
        sys.stdin.readline()
        db.execute("COMMIT")
        sys.stdin.readline()
        """, [path])
    try wait(milliseconds: 0)

    let error = #expect(throws: StorageError.self) {
      try database.write { try $0.send("INSERT INTO fact (id) VALUES (4)") }
    }
    #expect(error?.kind == .busy)
    #expect(throws: StorageError.self) { try database.checkLock() }
    #expect(try count() == 3, "reading does not wait")

    try wait(milliseconds: 10_000)
    try other.tell("commit")
    try database.write { try $0.send("INSERT INTO fact (id) VALUES (4)") }
    #expect(try count() == 5)
  }

  private struct Stop: Error {}

  @Test func `a query whose reading stops part-way holds nothing up`() throws {
    let sql = "SELECT id FROM fact ORDER BY id"
    for _ in 0..<2 {
      var seen: [Int] = []
      #expect(throws: Stop.self) {
        try database.read { db throws in
          try db.forEach(sql) { row in
            seen.append(try row[0])
            if seen.count == 2 { throw Stop() }
          }
        }
      }
      #expect(seen == [1, 2])
    }
    try database.write { db throws in
      #expect(throws: Stop.self) { try db.forEach(sql) { _ in throw Stop() } }
      #expect(throws: Stop.self) { try db.statement(sql).first { _ in throw Stop() } }
      // A statement that is still being read would lock the table.
      try db.script("DROP TABLE fact")
    }
  }

  @Test func `a file that is closed is one file, also after readers used it`() throws {
    #expect(try count() == 3)
    try database.write { try $0.send("INSERT INTO fact (id) VALUES (4)") }
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))

    try database.close()

    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files == ["facts.sqlite"])
  }

  @Test func `a column that holds another type is damage, whatever reads it`() throws {
    let sql = "SELECT 'x' AS text, x'00' AS bytes, NULL AS absent, -1 AS negative, 1e300 AS large"
    let row = try #require(try database.read { try $0.first(sql) })

    func kind(_ read: (Row) throws -> Void) -> [StorageError.Kind?] {
      var kinds: [StorageError.Kind?] = []
      do { try read(row) } catch { kinds.append((error as? StorageError)?.kind) }
      // The row that a statement is at is read by other code.
      do {
        try database.read { db throws in try db.forEach(sql) { try read($0) } }
      } catch { kinds.append((error as? StorageError)?.kind) }
      return kinds
    }

    #expect(kind { _ = try $0["text"] as Int } == [.damaged, .damaged])
    #expect(kind { _ = try $0["bytes"] as String } == [.damaged, .damaged])
    #expect(kind { _ = try $0["absent"] as Bool } == [.damaged, .damaged])
    #expect(kind { _ = try $0["negative"] as UInt64 } == [.damaged, .damaged])
    #expect(kind { _ = try $0["large"] as Int64 } == [.damaged, .damaged])
    #expect(kind { _ = try $0.integer(0) } == [.damaged, .damaged])
    #expect(kind { _ = try $0.text(1) } == [.damaged, .damaged])
    #expect(kind { _ = try $0.bytes(0) } == [.damaged, .damaged])
    #expect(kind { _ = try $0["absent"] as Int? } == [])
  }
}

import Foundation
import Storage
import TestSupport
import Testing

@Suite("Transactions on SQLite")
struct SQLiteTransactionTests {
  private let folder: TemporaryFolder
  private let path: String
  private let database: Database

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("facts.sqlite")
    database = try SQLiteFile.open(at: path, functions: [])
    try database.write {
      try $0.script(
        """
        CREATE TABLE fact (id INTEGER PRIMARY KEY, words TEXT) STRICT;
        CREATE TABLE child (
          fact INTEGER NOT NULL REFERENCES fact (id) DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        """)
    }
  }

  private func insert(_ id: Int, _ db: Connection) throws {
    try db.send("INSERT INTO fact (id) VALUES (?)", [id])
  }

  private func ids() throws -> [Int] {
    try database.read { try $0.values("SELECT id FROM fact ORDER BY id") }
  }

  private struct Stop: Error {}

  @Test func `nothing is kept of a transaction that fails, and the next one works`() throws {
    #expect(throws: Stop.self) {
      try database.write {
        try insert(1, $0)
        throw Stop()
      }
    }
    try database.write { try insert(2, $0) }

    #expect(try ids() == [2])
  }

  @Test func `a commit that breaks a reference fails whole`() throws {
    let error = #expect(throws: StorageError.self) {
      try database.write {
        try insert(1, $0)
        try $0.send("INSERT INTO child (fact) VALUES (?)", [9])
      }
    }

    #expect(error?.kind == .damaged)
    #expect(try ids() == [])
  }

  @Test func `a part that fails or is undone leaves nothing, and the rest stays`() throws {
    try database.write { db throws in
      try insert(1, db)
      #expect(throws: Stop.self) {
        try db.part {
          try insert(2, db)
          throw Stop()
        }
      }
      try db.part {
        try insert(3, db)
        return Connection.Outcome.undo
      }
      try db.part {
        try insert(4, db)
        return Connection.Outcome.keep
      }
      try database.write { try insert(5, $0) }
    }

    #expect(try ids() == [1, 4, 5])
  }

  @Test func `a transaction is undone whole where a call that joined it fails`() throws {
    var failures = 0
    #expect(throws: Stop.self) {
      try database.write { db throws in
        try insert(1, db)
        do {
          try database.write {
            try insert(2, $0)
            throw Stop()
          }
        } catch { failures += 1 }
        do { try database.write { try insert(3, $0) } } catch { failures += 1 }
      }
    }

    #expect(failures == 2)
    #expect(try ids() == [])
  }

  @Test func `a reader sees whole transactions only, its own thread what it wrote`() throws {
    try database.write { db throws in
      try insert(1, db)
      #expect(try ids() == [1])
      let other = try SQLiteFile.openToRead(path)
      #expect(try other.read { try $0.values("SELECT id FROM fact", as: Int.self) } == [])
      try other.close()
    }

    #expect(try ids() == [1])
  }

  @Test func `what does not wait for the disk is one transaction too`() throws {
    #expect(throws: Stop.self) {
      try database.writeUnflushed {
        try insert(1, $0)
        throw Stop()
      }
    }
    try database.writeUnflushed { try insert(2, $0) }

    #expect(try ids() == [2])
    let setting = try database.outsideTransaction { try $0.first("PRAGMA synchronous")?.integer(0) }
    #expect(setting == 2)
  }

  @Test func `a call within a transaction that does not wait for the disk is part of it`() throws {
    try database.writeUnflushed { db throws in
      try insert(1, db)
      #expect(try ids() == [1])
      try database.writeUnflushed { try insert(2, $0) }
    }

    #expect(try ids() == [1, 2])
  }

  @Test func `what must be durable is refused in a transaction that does not wait for the disk`()
    throws
  {
    #expect(throws: StorageError.self) {
      try database.writeUnflushed { db throws in
        try insert(1, db)
        try database.write { try insert(2, $0) }
      }
    }

    #expect(try ids() == [])
  }

  @Test func `nothing is written by somebody who only reads`() throws {
    let reader = try SQLiteFile.openToRead(path)
    let beside = try #require(try SQLiteFile.openInPlace(path, functions: []))

    for other in [reader, beside] {
      let error = #expect(throws: StorageError.self) { try other.write { try insert(1, $0) } }
      #expect(error?.kind == .inaccessible)
    }
    #expect(throws: StorageError.self) { try database.read { try insert(1, $0) } }
    #expect(try ids() == [])
  }

  @Test func `after SQLite itself rolled back, nothing more is written in that transaction`() throws
  {
    #expect(throws: StorageError.self) {
      try database.write { db throws in
        try insert(1, db)
        try db.script("ROLLBACK")
        try insert(2, db)
      }
    }

    #expect(try ids() == [])
  }

  @Test func `migrations run once, in order, and a later version is recognised`() throws {
    var migrator = Migrator()
    migrator.register("0001 first") { try $0.script("CREATE TABLE one (id INTEGER) STRICT;") }
    #expect(try database.state(of: migrator).pending == 1)
    try database.migrate(migrator)
    migrator.register("0002 second") {
      try $0.script("ALTER TABLE one ADD COLUMN name TEXT;")
      try $0.send("INSERT INTO one (name) VALUES (?)", ["x"])
    }
    try database.migrate(migrator)
    try database.migrate(migrator)

    let state = try database.state(of: migrator)
    #expect(state.applied == ["0001 first", "0002 second"])
    #expect(state.pending == 0 && !state.isSuperseded)
    #expect(try database.read { try $0.values("SELECT name FROM one") } == ["x"])
    #expect(try database.state(of: Migrator()).isSuperseded)
    try database.read { db throws in
      #expect(try db.hasTable("one") && !db.hasTable("two"))
      #expect(try db.hasColumn("name", in: "one") && !db.hasColumn("text", in: "one"))
    }
  }

  @Test func `a function of ours answers within SQL`() throws {
    let double = SQLFunction("twice", argumentCount: 1) { values in
      String(stored: values[0]).map { $0 + $0 }
    }
    let other = try SQLiteFile.create(at: folder.path("other.sqlite"), functions: [double])

    try other.read { db throws in
      #expect(try db.value("SELECT twice(?)", ["ab"]) == "abab")
      #expect(try db.value("SELECT twice(NULL)", as: String.self) == nil)
    }
  }

  @Test func `a file that is not SQLite's, or was cut short, is named as damaged`() throws {
    try database.close()
    #expect(try SQLiteFile.problem(of: path) == nil)
    try Data("not a database, but long enough to be taken for one".utf8)
      .write(to: URL(filePath: folder.path("words.sqlite")))

    let error = #expect(throws: StorageError.self) {
      _ = try SQLiteFile.problem(of: folder.path("words.sqlite"))
    }

    #expect(error?.isDamagedFile == true)
    try Data().write(to: URL(filePath: folder.path("empty.sqlite")))
    #expect(try SQLiteFile.problem(of: folder.path("empty.sqlite")) == "the file is empty")
  }

  /// The writer is closed last, whichever connection was used first: a reader cannot remove the log.
  @Test func `a file that nobody uses any more has no log beside it`() throws {
    for number in 0..<8 {
      let path = folder.path("closed-\(number).sqlite")
      try {
        let database = try SQLiteFile.open(at: path, functions: [])
        try database.write {
          try $0.script("CREATE TABLE fact (id INTEGER PRIMARY KEY) STRICT;")
          try $0.send("INSERT INTO fact (id) VALUES (?)", [1])
        }
        let read: [Int] = try database.read { try $0.values("SELECT id FROM fact") }
        #expect(read == [1])
      }()
      #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }
  }
}

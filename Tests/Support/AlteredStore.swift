internal import Foundation
internal import Storage

/// A store's file in which single columns are altered, as a disk, a faulty memory or a person with
/// another program could alter them.
///
/// Its schema is loosened first: without STRICT, NOT NULL and CHECK the page check of an open does not
/// see what was altered, and the value reaches what reads it.
public struct AlteredStore: Sendable {
  public struct Column: Hashable, Sendable, CustomStringConvertible {
    public let table: String
    public let name: String
    let type: String

    public var description: String { "\(table).\(name)" }
  }

  /// What a column is altered to, as SQL.
  private static let values = [
    "NULL", "-1", "9223372036854775807", "-9223372036854775808", "1e300", "'x'", "x'00'",
  ]

  /// Every column with some of the values: all of them over the columns of a few tables, and all of
  /// them for each column where `ALTER_ALL=1`.
  public var alterations: [(column: Column, value: String)] {
    let isAll = ProcessInfo.processInfo.environment["ALTER_ALL"] == "1"
    return columns.enumerated().flatMap { index, column in
      (0..<(isAll ? Self.values.count : 2)).map { offset in
        (column, Self.values[(index + offset * 3) % Self.values.count])
      }
    }
  }

  /// How many parts the alterations are dealt to: tests that run side by side.
  public static let shares = 4

  /// Makes one share of the altered stores, one after the other.
  ///
  /// - Parameter isRefused: whether what reads the store in a folder said that it is damaged.
  /// - Returns: how many stores were altered, and how many of them were refused.
  public func count(
    share: Int, in folder: String, isRefused: (_ place: String, _ alteration: String) async -> Bool
  ) async throws -> (altered: Int, refused: Int) {
    var (count, refused) = (0, 0)
    for (index, (column, value)) in alterations.enumerated() where index % Self.shares == share {
      let place = "\(folder)/\(index)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: place) }
      guard try altering(column, to: value, at: place + "/store.sqlite") else { continue }
      count += 1
      if await isRefused(place, "\(column) = \(value)") { refused += 1 }
    }
    return (count, refused)
  }

  /// Columns of 16 bytes.
  private static let identifiers: Set = [
    "log", "originLog", "continuedAs", "onLog", "replica", "record", "readmits", "movedTo",
  ]
  private static let texts = [
    "scope": "RBD01", "site": "RBD01", "role": "governance", "alerts": "[]", "kind": "change",
    "subject": "coverage/RBD01", "channel": "email",
  ]

  private let path: String
  public let columns: [Column]

  /// Copies a store's file, loosens the copy and gives every empty table a row.
  ///
  /// - Parameter path: where to copy it.
  public init(of store: String, at path: String) throws {
    self.path = path
    let source = try SQLiteFile.openToRead(store)
    try source.copy(to: path)
    try source.close()
    columns = try Self.open(path) { db in
      try Self.loosen(db)
      return try Self.columns(db)
    }
    try Self.open(path) { db in
      for table in Set(columns.map(\.table)).sorted() {
        try Self.fill(table, columns.filter { $0.table == table }, db)
      }
    }
  }

  /// A store of which one column is altered.
  ///
  /// - Returns: whether there was a row to alter.
  public func altering(_ column: Column, to value: String, at copy: String) throws -> Bool {
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    return try Self.open(copy) { db in
      // A key may have a value once, and a row's number is always one.
      let sql = "UPDATE OR IGNORE \"\(column.table)\" SET \"\(column.name)\" = \(value)"
      do { return try db.run(sql) > 0 } catch let error as StorageError where error.code == "20" {
        return false
      }
    }
  }

  private static func open<T>(_ path: String, _ body: (Connection) throws -> T) throws -> T {
    let database = try SQLiteFile.openCopy(at: path)
    let result = try database.outsideTransaction { db in
      try db.script("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
      return try body(db)
    }
    try database.close()
    return result
  }

  private static func loosen(_ db: Connection) throws {
    let tables = try db.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
    try db.script("PRAGMA writable_schema = ON")
    for row in tables {
      guard let name = row.value("name", as: String.self), isOurs(name),
        let sql = row.value("sql", as: String.self)
      else { continue }
      let loose = withoutChecks(sql).replacingOccurrences(of: "NOT NULL", with: "")
        .replacingOccurrences(of: "STRICT, WITHOUT ROWID", with: "WITHOUT ROWID")
        .replacingOccurrences(of: "STRICT", with: "")
      _ = try db.run("UPDATE sqlite_schema SET sql = ? WHERE name = ?", [loose, name])
    }
    try db.script("PRAGMA writable_schema = RESET")
  }

  private static func isOurs(_ table: String) -> Bool {
    // The migrations' names say which version wrote the file, and one with a row in `movedStore` is
    // never opened.
    !table.hasPrefix("sqlite_") && !table.hasPrefix("grdb_") && table != "movedStore"
  }

  /// The text of a table with checks that everything passes.
  private static func withoutChecks(_ sql: String) -> String {
    var parts = sql.components(separatedBy: "CHECK (")
    let first = parts.removeFirst()
    return parts.reduce(into: first) { result, part in
      var depth = 1
      let end = part.firstIndex { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth == 0
      }
      if let end { result += "CHECK (1" + part[end...] }
    }
  }

  private static func columns(_ db: Connection) throws -> [Column] {
    try db.rows(
      """
      SELECT t.name AS owner, c.name AS name, c.type AS type
      FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
      WHERE t.type = 'table' ORDER BY t.name, c.cid
      """
    ).compactMap { row in
      let column = try Column(table: row["owner"], name: row["name"], type: row["type"])
      return isOurs(column.table) ? column : nil
    }
  }

  private static func fill(_ table: String, _ columns: [Column], _ db: Connection) throws {
    guard try db.value("SELECT count(*) FROM \"\(table)\"", as: Int.self) == 0 else { return }
    let values = columns.map { column in
      switch column.type {
      case "BLOB": "zeroblob(\(identifiers.contains(column.name) ? 16 : 32))"
      case "TEXT": "'\(texts[column.name] ?? "x")'"
      default: "1"
      }
    }
    let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
    _ = try db.run(
      "INSERT INTO \"\(table)\" (\(names)) VALUES (\(values.joined(separator: ", ")))")
  }
}

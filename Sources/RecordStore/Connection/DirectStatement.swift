internal import GRDB
internal import GRDBSQLite
internal import Replication

/// A statement that runs for every entry or record of a merge. Values are bound without copying.
///
/// GRDB prepares, caches and owns it. GRDB's own binding makes an object of every value and a nested
/// call for each, which cost as much as SQLite's work on a row; see `Docs/testing.md`, “Speed”.
struct DirectStatement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer?
  private var column: Int32 = 0
  /// The first error in binding a value.
  private var refusal = SQLITE_OK

  init(_ sql: String, _ db: Database) throws {
    statement = try db.cachedStatement(sql: sql).sqliteStatement
    connection = db.sqliteConnection
    sqlite3_reset(statement)
  }

  // MARK: Binding, from the first place on

  mutating func bind(_ value: Int64) {
    let place = next()
    note(sqlite3_bind_int64(statement, place, value))
  }

  mutating func bind(_ value: Int) { bind(Int64(value)) }
  mutating func bind(_ value: Bool) { bind(value ? 1 as Int64 : 0) }

  mutating func bind(_ value: Double) {
    let place = next()
    note(sqlite3_bind_double(statement, place, value))
  }

  mutating func bindNull() {
    let place = next()
    note(sqlite3_bind_null(statement, place))
  }

  mutating func bind(_ text: String?) {
    guard var text = text?.beforeNUL else { return bindNull() }
    let place = next()
    let code = text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { chars in
        guard let start = chars.baseAddress else {
          return sqlite3_bind_text(statement, place, "", 0, Self.copied)
        }
        return sqlite3_bind_text(statement, place, start, Int32(chars.count), Self.copied)
      }
    }
    note(code)
  }

  mutating func bind(_ bytes: [UInt8]?) {
    guard let bytes else { return bindNull() }
    let place = next()
    note(bytes.withUnsafeBytes { bind($0, at: place) })
  }

  mutating func bind(_ digest: Digest) {
    let place = next()
    note(digest.withBytes { bind($0, at: place) })
  }

  mutating func bind(_ identifier: some Identifier128) {
    let place = next()
    note(identifier.withBytes { bind($0, at: place) })
  }

  private func bind(_ bytes: UnsafeRawBufferPointer, at place: Int32) -> Int32 {
    // Without an address SQLite would bind NULL, but no bytes are not NULL.
    guard let start = bytes.baseAddress else { return sqlite3_bind_zeroblob(statement, place, 0) }
    return sqlite3_bind_blob64(statement, place, start, UInt64(bytes.count), Self.copied)
  }

  private mutating func next() -> Int32 {
    column += 1
    return column
  }

  private mutating func note(_ code: Int32) {
    if refusal == SQLITE_OK { refusal = code }
  }

  // MARK: Running

  /// Runs a statement that returns no row.
  func run() throws {
    _ = try step()
    sqlite3_reset(statement)
  }

  /// The first row, read before the statement is released.
  func first<T>(_ read: (DirectRow) throws -> T) throws -> T? {
    defer { sqlite3_reset(statement) }
    return try step() ? try read(DirectRow(statement: statement)) : nil
  }

  func all<T>(_ read: (DirectRow) throws -> T) throws -> [T] {
    defer { sqlite3_reset(statement) }
    var result: [T] = []
    while try step() { result.append(try read(DirectRow(statement: statement))) }
    return result
  }

  private func step() throws -> Bool {
    let code = refusal == SQLITE_OK ? sqlite3_step(statement) : refusal
    if code == SQLITE_ROW || code == SQLITE_DONE { return code == SQLITE_ROW }
    let message = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    sqlite3_reset(statement)
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }

  /// SQLite copies the bytes before the call returns.
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}

/// The current row of a ``DirectStatement``; columns count from 0.
struct DirectRow {
  fileprivate let statement: OpaquePointer

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func text(_ column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}

extension String {
  /// The text as SQLite's own functions read it from a column: up to a NUL. Our door refuses one;
  /// another's entry may bring it, and the record keeps it whole.
  var beforeNUL: String {
    guard let end = utf8.firstIndex(of: 0) else { return self }
    return String(self[..<end])
  }
}

internal import GRDB
internal import GRDBSQLite

/// A statement that SQLite has prepared. Values are bound and read without copying.
///
/// GRDB's own binding makes an object of every value and a nested call for each, which cost as much
/// as SQLite's work on a row; see `Docs/testing.md`, “Speed”.
final class PreparedStatement {
  /// Owns the pointer.
  private let owner: GRDB.Statement
  private let statement: OpaquePointer
  private unowned let connection: SQLiteConnection
  private var known: ColumnNames?
  /// The first error in binding a value.
  private var refusal = SQLITE_OK
  /// Whether its rows are being read.
  private(set) var isActive = false

  init(_ sql: String, _ connection: SQLiteConnection) throws {
    owner = try connection.database.makeStatement(sql: sql)
    statement = owner.sqliteStatement
    self.connection = connection
  }

  // MARK: Binding; places count from 1

  /// To be called before values are bound.
  func begin() {
    sqlite3_reset(statement)
    refusal = SQLITE_OK
  }

  func bind(_ number: Int64, at place: Int32) {
    note(sqlite3_bind_int64(statement, place, number))
  }

  func bind(_ number: Double, at place: Int32) {
    note(sqlite3_bind_double(statement, place, number))
  }

  func bindNull(at place: Int32) { note(sqlite3_bind_null(statement, place)) }

  func bind(_ text: String, at place: Int32) {
    var text = text
    let code = text.withUTF8 { utf8 in
      // Up to a NUL, as SQLite's own functions read it.
      let length = utf8.firstIndex(of: 0) ?? utf8.count
      return utf8.withMemoryRebound(to: CChar.self) { chars in
        guard let start = chars.baseAddress else {
          return sqlite3_bind_text(statement, place, "", 0, Self.copied)
        }
        return sqlite3_bind_text(statement, place, start, Int32(length), Self.copied)
      }
    }
    note(code)
  }

  func bind(_ bytes: UnsafeRawBufferPointer, at place: Int32) {
    // Without an address SQLite would bind NULL, but no bytes are not NULL.
    guard let start = bytes.baseAddress else {
      return note(sqlite3_bind_zeroblob(statement, place, 0))
    }
    note(sqlite3_bind_blob64(statement, place, start, UInt64(bytes.count), Self.copied))
  }

  private func bind(_ value: ColumnValue, at place: Int32) {
    switch value {
    case .null: bindNull(at: place)
    case .integer(let number): bind(number, at: place)
    case .real(let number): bind(number, at: place)
    case .text(let text): bind(text, at: place)
    case .bytes(let bytes): bytes.withUnsafeBytes { bind($0, at: place) }
    }
  }

  /// Binds a value to every parameter.
  func bind(_ values: [any StoredValue]) throws {
    guard values.count == Int(sqlite3_bind_parameter_count(statement)) else {
      throw StorageError(
        .damaged, message: "a statement received \(values.count) values", code: "")
    }
    begin()
    var place: Int32 = 0
    for value in values {
      place += 1
      bind(value.columnValue, at: place)
    }
  }

  private func note(_ code: Int32) {
    if refusal == SQLITE_OK { refusal = code }
  }

  // MARK: Running

  /// - Returns: whether it is at a row.
  func step() throws -> Bool {
    if !isActive {
      try connection.checkTransaction()
      isActive = true
    }
    let code = refusal == SQLITE_OK ? sqlite3_step(statement) : refusal
    if code == SQLITE_ROW || code == SQLITE_DONE { return code == SQLITE_ROW }
    let error = connection.error(code)
    end()
    throw error
  }

  /// Runs to the end.
  func run() throws {
    defer { end() }
    while try step() {}
  }

  /// How many rows were changed by the last statement of its connection.
  var changes: Int { connection.changes }

  /// To be called when the rows have been read.
  func end() {
    sqlite3_reset(statement)
    isActive = false
  }

  // MARK: The row that it is at; columns count from 0

  var columns: ColumnNames {
    let count = sqlite3_column_count(statement)
    if let known, known.names.count == Int(count) { return known }
    let names = ColumnNames(
      (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" })
    known = names
    return names
  }

  var values: [ColumnValue] {
    (0..<sqlite3_column_count(statement)).map { value(at: $0) }
  }

  func value(at column: Int32) -> ColumnValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_BLOB: .bytes(bytes(at: column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
    default: .text(text(at: column))
    }
  }

  /// `nil` where it holds something else.
  func storedInteger(at column: Int32) -> Int64? {
    guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
    return sqlite3_column_int64(statement, column)
  }

  /// `nil` where it holds something else.
  func storedText(at column: Int32) -> String? {
    sqlite3_column_type(statement, column) == SQLITE_TEXT ? text(at: column) : nil
  }

  /// `nil` where it holds something else.
  func storedBytes(at column: Int32) -> [UInt8]? {
    sqlite3_column_type(statement, column) == SQLITE_BLOB ? bytes(at: column) : nil
  }

  private func text(at column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  private func bytes(at column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// SQLite copies the bytes before the call returns.
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}

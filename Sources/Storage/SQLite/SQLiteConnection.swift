internal import GRDB
internal import GRDBSQLite

/// A connection to a SQLite file, with the statements that it has prepared.
///
/// GRDB gives it to one thread at a time.
final class SQLiteConnection: @unchecked Sendable {
  /// Prepared statements that are kept: the program has fewer texts, but lists are filtered with
  /// combinations of conditions.
  private static let statementsMax = 500

  let database: GRDB.Database
  private let handle: OpaquePointer?
  private var statements: [String: PreparedStatement] = [:]
  /// Whether what runs belongs to a transaction that was begun.
  private var isInTransaction = false

  init(_ database: GRDB.Database) {
    self.database = database
    handle = database.sqliteConnection
  }

  /// The statement of a text, which is prepared once.
  func statement(_ sql: String) throws -> PreparedStatement {
    if let kept = statements[sql] {
      if !kept.isActive { return kept }
      return try translatingSQLite { try PreparedStatement(sql, self) }
    }
    let statement = try translatingSQLite { try PreparedStatement(sql, self) }
    if statements.count >= Self.statementsMax { statements.removeAll(keepingCapacity: true) }
    statements[sql] = statement
    return statement
  }

  /// To be called when the schema has changed, and before the file is closed.
  func forgetStatements() { statements = [:] }

  var changes: Int { Int(sqlite3_changes64(handle)) }

  func error(_ code: Int32) -> StorageError {
    let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return StorageError(DatabaseError(resultCode: ResultCode(rawValue: code), message: message))
  }

  // MARK: Transactions

  /// Runs what belongs to a transaction that GRDB has begun.
  func inTransaction<T>(_ body: () throws -> T) rethrows -> T {
    isInTransaction = true
    defer { isInTransaction = false }
    return try body()
  }

  /// On a full disk SQLite rolls everything back; later statements would form a transaction of
  /// their own.
  func checkTransaction() throws {
    guard isInTransaction, sqlite3_get_autocommit(handle) != 0 else { return }
    throw StorageError(
      .inaccessible, message: "the transaction that this belongs to was rolled back", code: "")
  }

  func script(_ sql: String) throws {
    try checkTransaction()
    try translatingSQLite { try database.execute(sql: sql) }
  }
}

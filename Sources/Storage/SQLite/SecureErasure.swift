internal import GRDB

/// Erases redacted text from the places in the file where SQLite leaves it.
///
/// `secure_delete` overwrites the cell of a deleted row. Two places keep its text all the same: the
/// write-ahead log, with the pages as they were, and the free space of pages that SQLite
/// rearranged, which keeps copies of cells that have moved. So after a redaction the file is
/// rewritten (`VACUUM`) and the log is truncated.
///
/// That this is due is recorded in the redaction's own transaction, as the file's `user_version`,
/// so that neither a crash nor an active reader causes it to be missed:
///
///     none ── redaction ──▶ due ── done ──▶ none
///                            │ a large file: the log alone
///                            └──────────▶ dueWhenOpened ── opened and done ──▶ none
enum SecureErasure {
  enum Work: Int {
    case none = 0
    case due = 1
    /// Rewriting a large file takes long: not during an exchange.
    case dueWhenOpened = 2
  }

  /// Files up to this size are rewritten at once: a second or two.
  static let bytesAtOnceMax: Int64 = 256 << 20
  /// How long to wait for readers before trying another time.
  private static let patienceMilliseconds = 1000
  private static let usualMilliseconds = 10_000

  /// To be called in the transaction that removes the text.
  static func noteRedaction(_ db: GRDB.Database) throws { try note(.due, db) }

  static func work(_ db: GRDB.Database) throws -> Work {
    let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    return Work(rawValue: version) ?? .none
  }

  /// Does what is due, if no reader is active. Where it fails, it remains due.
  ///
  /// - Parameters:
  ///   - db: the writer, outside any transaction.
  ///   - isOpening: also do what a large file needs.
  static func overwrite(_ db: GRDB.Database, isOpening: Bool) throws {
    let work = try work(db)
    guard work == .due || (isOpening && work != .none) else { return }
    try db.execute(sql: "PRAGMA busy_timeout = \(patienceMilliseconds)")
    defer { try? db.execute(sql: "PRAGMA busy_timeout = \(usualMilliseconds)") }
    let isWhole = try isOpening || bytes(of: db) <= bytesAtOnceMax
    if isWhole { try db.execute(sql: "VACUUM") }
    try db.checkpoint(.truncate)
    try note(isWhole ? .none : .dueWhenOpened, db)
  }

  private static func bytes(of db: GRDB.Database) throws -> Int64 {
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    return try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
  }

  private static func note(_ work: Work, _ db: GRDB.Database) throws {
    try db.execute(sql: "PRAGMA user_version = \(work.rawValue)")
  }
}

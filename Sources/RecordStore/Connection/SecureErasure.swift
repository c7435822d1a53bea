internal import GRDB

/// Takes the words of a redaction out of the file, where SQLite leaves them.
///
/// `secure_delete` overwrites the cell of a row that goes. Two places keep its words all the same: the
/// write-ahead log, with the pages as they were, and the free space of pages that SQLite arranged
/// anew, where copies of cells stay that stand elsewhere since. So after a redaction the file is
/// written anew (`VACUUM`) and the log is cut to nothing.
///
/// That it is due is written in the redaction's own transaction, as the file's `user_version`, so that
/// neither a crash nor a reader who is in the way makes anybody forget it:
///
///     none ── redaction ──▶ due ── done ──▶ none
///                            │ a large file: the log alone
///                            └──────────▶ dueWhenOpened ── opened and done ──▶ none
enum SecureErasure {
  enum Work: Int {
    case none = 0
    case due = 1
    /// Writing a large file anew takes long: not in the middle of an exchange.
    case dueWhenOpened = 2
  }

  /// Files up to this size are written anew at once: a second or two.
  static let bytesAtOnceMax: Int64 = 256 << 20
  /// How long a reader may be in the way before it is tried another time.
  private static let patienceMilliseconds = 1000
  private static let usualMilliseconds = 10_000

  /// To be called in the transaction that takes words away.
  static func noteRedaction(_ db: Database) throws { try note(.due, db) }

  static func work(_ db: Database) throws -> Work {
    let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    return Work(rawValue: version) ?? .none
  }

  /// Does what is due, if nobody is in the way. Where it fails, it is still due.
  ///
  /// - Parameters:
  ///   - db: the writer, outside any transaction.
  ///   - isOpening: also what a large file needs.
  static func overwrite(_ db: Database, isOpening: Bool) throws {
    let work = try work(db)
    guard work == .due || (isOpening && work != .none) else { return }
    try db.execute(sql: "PRAGMA busy_timeout = \(patienceMilliseconds)")
    defer { try? db.execute(sql: "PRAGMA busy_timeout = \(usualMilliseconds)") }
    let isWhole = try isOpening || bytes(of: db) <= bytesAtOnceMax
    if isWhole { try db.execute(sql: "VACUUM") }
    try db.checkpoint(.truncate)
    try note(isWhole ? .none : .dueWhenOpened, db)
  }

  private static func bytes(of db: Database) throws -> Int64 {
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    return try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
  }

  private static func note(_ work: Work, _ db: Database) throws {
    try db.execute(sql: "PRAGMA user_version = \(work.rawValue)")
  }
}

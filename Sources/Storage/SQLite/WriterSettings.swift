internal import GRDB

/// The SQLite settings that the store's promises depend on, on the connection that writes.
///
/// They are set after the pool is created, because creating it changes some of them (`synchronous`
/// to `NORMAL`, with which a commit is not flushed), and read back at every open: a store that
/// cannot keep its promises is not written to.
enum WriterSettings {
  private struct Setting {
    let name: String
    /// As SQLite reports it.
    let value: String
    /// What fails without it.
    let promise: String
  }

  private static let flushing = Setting(
    name: "synchronous", value: "2", promise: "a commit is on the disk when it returns")

  private static let settings = [
    Setting(name: "journal_mode", value: "wal", promise: "readers see whole transactions"),
    flushing,
    Setting(name: "secure_delete", value: "1", promise: "a redacted text is overwritten"),
    Setting(name: "foreign_keys", value: "1", promise: "rows refer to rows that exist"),
  ]

  /// - Throws: ``StorageError/Kind/notDurable`` if a setting has no effect.
  static func apply(_ db: GRDB.Database) throws {
    for setting in settings { try set(setting, db) }
    try check(db)
  }

  private static func set(_ setting: Setting, _ db: GRDB.Database) throws {
    try db.execute(sql: "PRAGMA \(setting.name) = \(setting.value)")
  }

  /// Runs a transaction that does not wait for the disk: the next one that does makes it durable
  /// too, and until then a power cut may undo all of it.
  ///
  /// SQLite accepts the setting only outside a transaction, and the one writer runs one at a time.
  static func withoutFlushing<T>(_ db: GRDB.Database, _ body: () throws -> T) throws -> T {
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
    let result = Result {
      var value: T?
      try db.inTransaction(.immediate) {
        value = try body()
        return .commit
      }
      return value
    }
    try set(flushing, db)
    try check(flushing, db)
    guard let value = try result.get() else {
      throw StorageError(
        .inaccessible, message: "a transaction ended without its result", code: "")
    }
    return value
  }

  static func check(_ db: GRDB.Database) throws {
    for setting in settings { try check(setting, db) }
  }

  private static func check(_ setting: Setting, _ db: GRDB.Database) throws {
    let found = try String.fetchOne(db, sql: "PRAGMA \(setting.name)") ?? "none"
    guard found == setting.value else {
      throw StorageError(
        .notDurable,
        message: "\(setting.name) is \(found), and must be \(setting.value) so that "
          + setting.promise, code: "")
    }
  }
}

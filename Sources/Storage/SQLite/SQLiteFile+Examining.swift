internal import GRDB

/// Checks a file before anything is written to it.
///
/// Only through SQLite: when a process closes a file, the kernel releases every lock that the
/// process has on it, also those that SQLite holds.
extension SQLiteFile {
  /// Files up to this size are checked page by page at every open: some ten milliseconds. A larger
  /// one is checked where it is read, and by `verify`.
  static let bytesCheckedMax = 16 << 20

  /// - Returns: what is wrong with a file that is empty, was cut short, or has inconsistent pages.
  /// - Throws: ``StorageError`` where it is not SQLite's, or cannot be read.
  package static func problem(of path: String) throws -> String? {
    var configuration = configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    return try translatingSQLite {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let found = try queue.read(problem)
      try queue.close()
      return found
    }
  }

  private static func problem(_ db: GRDB.Database) throws -> String? {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    guard pages > 0 else { return "the file is empty" }
    let bytes = try pages * (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
    guard bytes <= bytesCheckedMax else {
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
      return nil
    }
    let line = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
    return line == "ok" ? nil : line
  }
}

extension Connection {
  /// The first inconsistencies of the pages, in SQLite's words. An engine checks its own pages.
  package func inconsistencies(limit: Int) throws -> [String] {
    guard case .sqlite(let connection) = kind else { return [] }
    return try translatingSQLite {
      try String.fetchAll(connection.database, sql: "PRAGMA integrity_check(\(limit))")
        .filter { $0 != "ok" }
    }
  }
}

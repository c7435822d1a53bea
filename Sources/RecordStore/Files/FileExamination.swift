internal import Foundation
internal import GRDB

/// Checks a store's file before anything is written to it.
///
/// Only through SQLite: when a process closes a file, the kernel releases every lock that the
/// process has on it, also those that SQLite holds.
enum FileExamination {
  /// Files up to this size are checked page by page at every open: some ten milliseconds. A larger
  /// one is checked where it is read, and by `verify`.
  static let bytesCheckedMax = 16 << 20

  /// - Throws: `StoreError.damaged` where the file is not SQLite's, was cut short, or has
  ///   inconsistent pages.
  static func check(_ path: String) throws(StoreError) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    let problem: String?
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      problem = try queue.read { try Self.problem($0) }
      try queue.close()
    } catch let error as DatabaseError where isDamage(error.resultCode) {
      throw .damaged(detail: "\(path): \(error.message ?? "\(error.resultCode)")")
    } catch {
      // Where the check cannot read the file, opening the store reports why.
      return
    }
    if let problem { throw .damaged(detail: "\(path): \(problem)") }
  }

  private static func problem(_ db: Database) throws -> String? {
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

  private static func isDamage(_ code: ResultCode) -> Bool {
    code == .SQLITE_CORRUPT || code == .SQLITE_NOTADB
  }
}

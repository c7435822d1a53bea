import GRDBSQLite

/// The baseline: the same bytes into one SQLite table through the C API, as durable as ours.
final class RawStore {
  private var database: OpaquePointer?
  private var insertion: OpaquePointer?

  init(path: String) {
    check(sqlite3_open(path, &database))
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    execute("CREATE TABLE document (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;")
    check(
      sqlite3_prepare_v2(
        database, "INSERT INTO document (body) VALUES (?)", -1, &insertion, nil))
  }

  deinit {
    sqlite3_finalize(insertion)
    sqlite3_close(database)
  }

  func insert(_ body: [UInt8]) {
    body.withUnsafeBytes { bytes in
      check(sqlite3_bind_blob(insertion, 1, bytes.baseAddress, Int32(bytes.count), nil))
      precondition(sqlite3_step(insertion) == SQLITE_DONE, "an insert of the baseline")
    }
    check(sqlite3_reset(insertion))
  }

  func execute(_ sql: String) { check(sqlite3_exec(database, sql, nil, nil, nil)) }

  private func check(_ code: Int32) {
    precondition(code == SQLITE_OK, "the baseline's SQLite answered \(code)")
  }
}

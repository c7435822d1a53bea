import Dispatch
import GRDBSQLite
import IRMER
import TestSupport

/// The baseline: documents of the same size into one SQLite table, each durable when it returns.
enum RawInserts {
  struct Failed: Error { let code: Int32 }

  static func perSecond(in folder: TemporaryFolder, count: Int) throws -> Double {
    var random = SystemRandomNumberGenerator()
    let bodies = try (0..<count).map { _ in
      Array(try Incidents.document(using: &random).serialized().utf8)
    }
    var database: OpaquePointer?
    var statement: OpaquePointer?
    defer {
      sqlite3_finalize(statement)
      sqlite3_close(database)
    }
    try check(sqlite3_open(folder.path("raw.sqlite"), &database))
    let schema = """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE document (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      """
    try check(sqlite3_exec(database, schema, nil, nil, nil))
    try check(
      sqlite3_prepare_v2(database, "INSERT INTO document (body) VALUES (?)", -1, &statement, nil))
    let start = DispatchTime.now().uptimeNanoseconds
    for body in bodies {
      try body.withUnsafeBytes { bytes in
        try check(sqlite3_bind_blob(statement, 1, bytes.baseAddress, Int32(bytes.count), nil))
        guard sqlite3_step(statement) == SQLITE_DONE else { throw Failed(code: -1) }
      }
      try check(sqlite3_reset(statement))
    }
    return Double(count) / (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  }

  private static func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw Failed(code: code) }
  }
}

internal import GRDB

/// Detects whether a SQLite file was written, by this process or another.
///
/// SQLite counts the transactions of others for each connection; a separate connection that never
/// writes sees those of all connections. A check reads one page and no row.
package final class FileWatch: Sendable {
  private let connection: DatabaseQueue

  package init(at path: String) throws {
    var configuration = SQLiteFile.configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    connection = try translatingSQLite {
      try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  /// A number that differs after every transaction that changed the file.
  package func version() throws -> Int64 {
    try translatingSQLite {
      try connection.inDatabase { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
  }
}

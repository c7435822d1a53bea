internal import GRDB

/// Detects whether anybody has written to a store, this process or another.
///
/// SQLite counts the transactions of others for each connection; a separate connection that never
/// writes sees those of everybody. A check reads one page and no row.
public final class StoreWatch: Sendable {
  private let connection: DatabaseQueue

  /// - Throws: ``StoreError`` where the file cannot be opened.
  init(at path: String) throws(StoreError) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    connection = try translating { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// A number that differs after every transaction that changed the store.
  public func version() throws(StoreError) -> Int64 {
    try translating {
      try connection.inDatabase { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
  }
}

extension RecordStore {
  /// Watches this store's file.
  public func watch() throws(StoreError) -> StoreWatch {
    try StoreWatch(at: folder + "/" + Self.fileName)
  }
}

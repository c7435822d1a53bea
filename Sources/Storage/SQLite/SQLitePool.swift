internal import GRDB
internal import Synchronization

/// The connections to a SQLite file: one that writes, and readers beside it.
final class SQLitePool: Sendable {
  private let pool: any DatabaseWriter
  /// By the object that GRDB hands over, which is kept alive with them.
  private let connections = Mutex<[ObjectIdentifier: SQLiteConnection]>([:])

  init(_ pool: any DatabaseWriter) { self.pool = pool }

  /// Ends the statements before GRDB closes the readers and then the writer, which removes the
  /// write-ahead log: SQLite keeps a file open while a statement is, and a reader that is closed last
  /// would leave the log behind.
  deinit {
    for connection in connections.withLock({ Array($0.values) }) { connection.forgetStatements() }
  }

  private func connection(_ database: GRDB.Database) -> SQLiteConnection {
    connections.withLock { connections in
      if let known = connections[ObjectIdentifier(database)] { return known }
      let new = SQLiteConnection(database)
      connections[ObjectIdentifier(database)] = new
      return new
    }
  }

  func read<T>(_ body: (Connection) throws -> T) throws -> T {
    try translatingSQLite { try pool.read { try body(Connection(connection($0))) } }
  }

  /// One transaction.
  func write<T>(_ body: (Connection) throws -> T) throws -> T {
    try translatingSQLite {
      try pool.write { db in
        let connection = connection(db)
        return try connection.inTransaction { try body(Connection(connection)) }
      }
    }
  }

  /// See ``WriterSettings/withoutFlushing(_:_:)``.
  func writeUnflushed<T>(_ body: (Connection) throws -> T) throws -> T {
    try withWriter { connection in
      try WriterSettings.withoutFlushing(connection.database) {
        try connection.inTransaction { try body(Connection(connection)) }
      }
    }
  }

  /// The connection that writes, without a transaction.
  func withWriter<T>(_ body: (SQLiteConnection) throws -> T) throws -> T {
    try translatingSQLite { try pool.writeWithoutTransaction { try body(connection($0)) } }
  }

  func backup(to other: SQLitePool) throws {
    try translatingSQLite { try pool.backup(to: other.pool) }
  }

  func migrate(_ migrator: DatabaseMigrator) throws {
    try translatingSQLite { try migrator.migrate(pool) }
    for connection in connections.withLock({ Array($0.values) }) { connection.forgetStatements() }
  }

  /// Closes the readers and then the writer, which removes the write-ahead log.
  func close() throws {
    // SQLite keeps a file open while a statement is.
    let open = connections.withLock { connections in
      defer { connections = [:] }
      return Array(connections.values)
    }
    for connection in open { connection.forgetStatements() }
    // GRDB closes the writer first: a reader that is closed last would leave the log behind.
    (pool as? DatabasePool)?.invalidateReadOnlyConnections()
    try translatingSQLite { try pool.close() }
  }
}

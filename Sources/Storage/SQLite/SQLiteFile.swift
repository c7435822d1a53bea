internal import CSQLiteConfig
internal import GRDB

/// How a SQLite file is opened.
package enum SQLiteFile {
  /// Opens a store's file to write to it.
  ///
  /// - Parameter functions: what its SQL calls.
  package static func open(at path: String, functions: [SQLFunction]) throws -> Database {
    try translatingSQLite {
      let pool = try DatabasePool(path: path, configuration: configuration(functions))
      try pool.writeWithoutTransaction(WriterSettings.apply)
      return Database(SQLitePool(pool))
    }
  }

  /// Creates a file. No other connection may open it until it is closed.
  package static func create(at path: String, functions: [SQLFunction]) throws -> Database {
    try translatingSQLite {
      let queue = try DatabaseQueue(path: path, configuration: configuration(functions))
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = MEMORY") }
      return Database(SQLitePool(queue))
    }
  }

  /// Opens a copy of a store's file. No other connection may open it.
  package static func openCopy(at path: String) throws -> Database {
    try translatingSQLite {
      let queue = try DatabaseQueue(path: path, configuration: configuration())
      try queue.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON;")
      }
      return Database(SQLitePool(queue))
    }
  }

  /// Opens a file to read it with one connection.
  ///
  /// - Parameter isImmutable: whether no other connection writes to it meanwhile; SQLite then creates
  ///   nothing beside it.
  package static func openToRead(
    _ path: String, isImmutable: Bool = false, functions: [SQLFunction] = []
  ) throws -> Database {
    try translatingSQLite {
      var configuration = isImmutable ? configuration() : configuration(functions)
      configuration.readonly = true
      let path = isImmutable ? ReadOnlyFile.immutable(path) : path
      return Database(
        SQLitePool(try DatabaseQueue(path: path, configuration: configuration)))
    }
  }

  private static let disablesMemoryStatistics: Void = {
    _ = candour_sqlite_disable_memory_statistics()
  }()

  /// The settings of every connection. The first call turns SQLite's memory statistics off.
  static func configuration() -> Configuration {
    disablesMemoryStatistics
    return Configuration()
  }

  static func configuration(_ functions: [SQLFunction]) -> Configuration {
    var configuration = configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;
          PRAGMA wal_autocheckpoint = 4000;
          """)
      for function in functions { db.add(function: function.onSQLite) }
    }
    return configuration
  }
}

#if Postgres
  import Foundation
  import PostgresStorage
  import Storage
  import TestSupport

  /// A schema of its own for one test.
  struct ScratchDatabase {
    let schema: String
    let engine: PostgresEngine
    let cluster: ScratchCluster

    init(
      on cluster: ScratchCluster? = nil, options: PostgresEngine.Options = .init(),
      user: String = "candour"
    ) throws {
      self.cluster = try cluster ?? ScratchCluster.shared.get()
      schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
      engine = PostgresEngine(
        try PostgresLocation(self.cluster.url(user: user)), options: options)
      try engine.createSchema(schema)
    }

    func write<T>(_ body: (any EngineConnection) throws -> T) throws -> T {
      try engine.transaction(.ledger, in: schema, body)
    }

    func read<T>(_ body: (any EngineConnection) throws -> T) throws -> T {
      try engine.transaction(.read, in: schema, body)
    }

    /// The rows of a query in a transaction of its own.
    func rows(_ sql: String, _ values: [ColumnValue] = []) throws -> [[ColumnValue]] {
      try read { try $0.rows(sql, values).map(\.values) }
    }

    /// Ends the server's process behind a connection, as the death of the server would.
    func endProcess(of connection: any EngineConnection) throws {
      let other = PostgresEngine(try PostgresLocation(cluster.url()))
      let process = try connection.rows("SELECT pg_backend_pid() AS pid", [])
      try other.transaction(.side, in: schema) { killer in
        _ = try killer.rows("SELECT pg_terminate_backend(?::int, 5000)", [process[0][0]])
      }
      try other.close()
    }
  }

  /// The `StorageError` that the body throws.
  func storageError(_ body: () throws -> Void) -> StorageError? {
    do { try body() } catch { return error as? StorageError }
    return nil
  }
#endif

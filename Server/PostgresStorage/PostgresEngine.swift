#if Postgres
  internal import Foundation
  package import Storage

  /// Stores in the schemas of a PostgreSQL database.
  ///
  ///     ledger   READ COMMITTED, and the schema's lock: one writer a trust, in any process
  ///     side     READ COMMITTED without the lock; its commit does not wait for the disk
  ///     read     REPEATABLE READ READ ONLY, on the server that writes
  ///
  /// A ledger transaction is never REPEATABLE READ: its snapshot would be from before the wait for
  /// the lock, and it would overwrite what the writer before it has just merged.
  package final class PostgresEngine: StorageEngine {
    package struct Options: Sendable {
      /// As many as threads work on stores.
      package var connectionsMax = 16
      /// How long a statement waits for a lock: a writer for another one, as on SQLite, and whoever reads
      /// for a command of the DBA's that has locked a table.
      package var lockMillisecondsMax = 10_000

      package init() {}
    }

    /// How often a transaction is tried whose commit was not sent.
    static let attemptsMax = 4
    /// Two servers that disturbed each other must not meet again.
    private static let pauseSeconds = 0.002...0.02

    private let pool: PostgresPool
    private let options: Options

    /// - Parameter password: `nil`: from `.pgpass`, or none is needed.
    package init(
      _ location: PostgresLocation, password: String? = nil, options: Options = Options()
    ) {
      self.options = options
      pool = PostgresPool(location, password: password, options)
    }

    package func transaction<T>(
      _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
    ) throws -> T {
      try repeating { connection in
        try begin(kind, in: schema, connection)
        do {
          let result = try connection.running(body)
          if kind == .read { try connection.endReading() } else { try connection.commit() }
          return result
        } catch {
          connection.rollBack()
          throw error
        }
      }
    }

    /// Runs a transaction again where the database broke it off before the commit was sent, and
    /// never after.
    private func repeating<T>(_ attempt: (PostgresConnection) throws -> T) throws -> T {
      var attempts = 1
      while true {
        do {
          return try pool.withConnection(attempt)
        } catch let error as StorageError {
          guard error.kind != .uncertain, error.state.isTransient, attempts < Self.attemptsMax
          else { throw error }
          attempts += 1
          Thread.sleep(forTimeInterval: .random(in: Self.pauseSeconds) * Double(attempts))
        }
      }
    }

    private func begin(
      _ kind: TransactionKind, in schema: String, _ connection: PostgresConnection
    ) throws {
      precondition(PostgresLocation.isSchema(schema), "the name of a schema is checked before")
      connection.schema = schema
      switch kind {
      case .ledger, .side: try connection.command("BEGIN ISOLATION LEVEL READ COMMITTED")
      case .read: try connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      }
      // Before any statement is prepared, which would take its snapshot and look up its names.
      try connection.command("SET LOCAL search_path = \(schema)")
      switch kind {
      case .ledger:
        try connection.send(
          "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [.text(schema)])
      case .side: try connection.command("SET LOCAL synchronous_commit = off")
      case .read: break
      }
    }

    /// Makes a schema with what our tables and statements need of it; what is there already is left, so
    /// that the schema can be one that somebody else has made for this role.
    package func createSchema(_ schema: String) throws {
      precondition(PostgresLocation.isSchema(schema), "the name of a schema is checked before")
      try repeating { connection in
        try connection.command("BEGIN")
        do {
          let parts = PostgresSchema.preamble(schema)
          let found = try connection.rows(
            "SELECT " + parts.map { "\($0.isThere)" }.joined(separator: ", "), [])
          let isThere = found.first?.values ?? []
          for (part, answer) in zip(parts, isThere) where answer != .integer(1) {
            try connection.command(part.making)
          }
          try connection.commit()
        } catch {
          connection.rollBack()
          throw error
        }
      }
    }

    /// Runs statements outside of any trust's schema, in one transaction.
    package func run(_ statements: [String]) throws {
      try repeating { connection in
        try connection.command("BEGIN")
        do {
          for statement in statements { try connection.command(statement) }
          try connection.commit()
        } catch {
          connection.rollBack()
          throw error
        }
      }
    }

    /// The schemas that hold a table of this name and that this role may use, by name.
    package func schemas(with table: String) throws -> [String] {
      try repeating { connection in
        try connection.rows(
          """
          SELECT nspname::text FROM pg_namespace
          JOIN pg_class ON relnamespace = pg_namespace.oid
          WHERE relname = ? AND relkind = 'r' AND has_schema_privilege(pg_namespace.oid, 'USAGE')
          ORDER BY 1
          """, [.text(table)]
        ).map { try $0[0] }
      }
    }

    /// The cluster, its timeline, the database and the schema: another one after a restore to an
    /// earlier point in time, a failover, or a copy.
    package func instance(of schema: String) throws -> String {
      try transaction(.read, in: schema) { try $0.instance() }
    }

    /// How often its transactions have waited for the server.
    package var roundTrips: Int { pool.roundTrips }

    /// How many statements its transactions have sent; rows that travel as one are one.
    package var statementCount: Int { pool.statementCount }

    package func close() throws { pool.close() }
  }
#endif

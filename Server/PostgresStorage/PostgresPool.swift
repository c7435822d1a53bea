#if Postgres
  internal import Dispatch
  internal import Storage
  internal import Synchronization

  /// The connections of a process: a bounded number, opened when they are needed.
  final class PostgresPool: Sendable {
    /// A connection is used by one thread at a time: it is in the list, or one caller has it.
    private struct Idle: @unchecked Sendable {
      var connections: [PostgresConnection] = []
      var isClosed = false
    }

    private let location: PostgresLocation
    private let password: String?
    private let lockMillisecondsMax: Int
    private let places: DispatchSemaphore
    private let idle = Mutex(Idle())
    private let waits = Atomic<Int>(0)
    private let statements = Atomic<Int>(0)

    /// How often all its users together waited for the server.
    var roundTrips: Int { waits.load(ordering: .relaxed) }
    /// How many statements all of them sent.
    var statementCount: Int { statements.load(ordering: .relaxed) }

    init(_ location: PostgresLocation, password: String?, _ options: PostgresEngine.Options) {
      (self.location, self.password) = (location, password)
      lockMillisecondsMax = options.lockMillisecondsMax
      places = DispatchSemaphore(value: options.connectionsMax)
    }

    /// Lends a connection until the body returns.
    ///
    /// - Throws: `busy` where none becomes free in time.
    func withConnection<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
      guard places.wait(timeout: .now() + .milliseconds(lockMillisecondsMax)) == .success else {
        throw StorageError(
          .busy, message: "every connection to the database is in use", code: "53300")
      }
      defer { places.signal() }
      let connection = try take() ?? open()
      let before = (waits: connection.roundTrips, statements: connection.statementCount)
      defer {
        waits.add(connection.roundTrips - before.waits, ordering: .relaxed)
        statements.add(connection.statementCount - before.statements, ordering: .relaxed)
        putBack(connection)
      }
      return try body(connection)
    }

    private func take() throws -> PostgresConnection? {
      try idle.withLock { idle in
        guard !idle.isClosed else { throw SQLState.connectionLost.error }
        return idle.connections.popLast().map { Lent(connection: $0) }
      }?.connection
    }

    private func open() throws -> PostgresConnection {
      let connection = try location.connect(
        password: password, lockMillisecondsMax: lockMillisecondsMax)
      try ServerSettings.check(connection)
      return connection
    }

    private func putBack(_ connection: PostgresConnection) {
      let lent = Lent(connection: connection)
      idle.withLock { idle in
        if lent.connection.isBroken {
          // The server went away, and the others were connected to it too.
          idle.connections.removeAll()
        } else if !idle.isClosed {
          idle.connections.append(lent.connection)
        }
      }
    }

    /// Closes the connections; those in use close when they are returned.
    func close() {
      idle.withLock { idle in
        idle.isClosed = true
        idle.connections.removeAll()
      }
    }
  }

  /// A connection on its way between the pool and its user.
  private struct Lent: @unchecked Sendable {
    let connection: PostgresConnection
  }
#endif

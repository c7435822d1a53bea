import Storage
import Synchronization

/// An engine whose next transaction that changes the record is interrupted.
final class InterruptedEngine: StorageEngine {
  enum Interruption: String, CaseIterable {
    /// The server ends the connection: the transaction is run again, and nobody notices.
    case connectionLost = "connection to the database lost"
    /// Our own process dies in the middle of the transaction.
    case serverKilled = "server killed while writing"
    /// The commit was done, and its answer did not arrive.
    case commitUnconfirmed = "commit that the database did not confirm"
  }

  private struct State {
    var next: (kind: Interruption, calls: Int)?
    var hasHappened = false
  }

  let base: any StorageEngine
  private let state = Mutex(State())

  init(_ base: any StorageEngine) { self.base = base }

  func interrupt(_ kind: Interruption, after calls: Int) {
    state.withLock { $0 = State(next: (kind, calls)) }
  }

  var hasHappened: Bool { state.withLock { $0.hasHappened } }

  /// - Returns: whether the interruption happened.
  func stop() -> Bool {
    state.withLock { state in
      defer { state = State() }
      return state.hasHappened
    }
  }

  /// Whether it is time for one of these.
  private func isDue(_ kinds: Set<Interruption>) -> Interruption? {
    state.withLock { state in
      guard let next = state.next, kinds.contains(next.kind) else { return nil }
      guard next.calls == 0 else {
        state.next?.calls -= 1
        return nil
      }
      state = State(next: nil, hasHappened: true)
      return next.kind
    }
  }

  func transaction<T>(
    _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
  ) throws -> T {
    let result = try base.transaction(kind, in: schema) { connection in
      kind == .ledger
        ? try body(InterruptedConnection(connection, self)) : try body(connection)
    }
    if kind == .ledger, isDue([.commitUnconfirmed]) != nil {
      throw StorageError(.uncertain, message: "not confirmed", code: "08007")
    }
    return result
  }

  fileprivate func strike(_ connection: any EngineConnection) throws {
    switch isDue([.connectionLost, .serverKilled]) {
    case .connectionLost:
      _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid())", [])
    case .serverKilled:
      throw StorageError(.inaccessible, message: "the server was killed", code: "")
    case .commitUnconfirmed, nil: break
    }
  }

  func createSchema(_ schema: String) throws { try base.createSchema(schema) }
  func instance(of schema: String) throws -> String { try base.instance(of: schema) }
  func close() throws { try base.close() }
}

private final class InterruptedConnection: EngineConnection {
  private let base: any EngineConnection
  private let engine: InterruptedEngine

  init(_ base: any EngineConnection, _ engine: InterruptedEngine) {
    (self.base, self.engine) = (base, engine)
  }

  func rows(_ queries: [Query]) throws -> [Rows] {
    try engine.strike(base)
    return try base.rows(queries)
  }

  func send(_ sql: String, _ values: [ColumnValue]) throws {
    try engine.strike(base)
    try base.send(sql, values)
  }

  func run(
    _ sql: String, _ values: [ColumnValue], after queries: [Query]
  ) throws -> (changes: Int, rows: [Rows]) {
    try engine.strike(base)
    return try base.run(sql, values, after: queries)
  }

  func script(_ sql: String) throws { try base.script(sql) }
  func instance() throws -> String { try base.instance() }

  func refuseOtherSchema(than known: Int) throws { try base.refuseOtherSchema(than: known) }

  func continueNumbers(of column: String, in table: String) throws {
    try base.continueNumbers(of: column, in: table)
  }
}

internal import Glibc
internal import Synchronization

/// The only access to an open store's database: a SQLite file, or a schema of an engine.
///
/// SQLite has one writer, and GRDB ends the process if the thread that has it asks for it again.
/// Only this class has the writer, and it knows which thread is in a transaction: what that thread
/// reads and writes through here is part of the transaction, and work that needs the writer without
/// one waits until the commit.
package final class Database: Sendable {
  enum Home {
    case sqlite(SQLitePool)
    case engine(any StorageEngine, schema: String)
  }

  /// Of an engine: tables that its triggers write.
  private let writtenByTriggers: Set<String>

  let home: Home
  private let open = Mutex<[OpenTransaction]>([])

  init(_ pool: SQLitePool) { (home, writtenByTriggers) = (.sqlite(pool), []) }

  /// The store in a schema of an engine.
  ///
  /// - Parameter tables: those that its triggers write.
  package init(
    _ engine: any StorageEngine, schema: String, writtenByTriggers tables: Set<String> = []
  ) {
    home = .engine(engine, schema: schema)
    writtenByTriggers = Set(tables.map { $0.lowercased() })
  }

  private func connection(_ engine: any EngineConnection) -> Connection {
    Connection(EngineTransaction(engine, writtenByTriggers: writtenByTriggers))
  }

  /// Whether the store is in a database server's schema, and not in a file.
  package var isEngine: Bool { if case .engine = home { true } else { false } }

  /// Whether the calling thread is in a transaction.
  package var isInTransaction: Bool { own != nil }

  private var own: OpenTransaction? {
    open.withLock { $0.last { $0.isOfThisThread && !$0.isReading } }
  }

  /// The one that the calling thread is in, whether it may write or not.
  private var innermost: OpenTransaction? {
    open.withLock { $0.last { $0.isOfThisThread } }
  }

  /// Reads one consistent state.
  package func read<T>(_ body: (Connection) throws -> T) throws -> T {
    if let innermost { return try body(innermost.connection) }
    return try readingOnce(body)
  }

  /// Reads one consistent state in several calls: what the body reads through here is of that state.
  package func readTogether<T>(_ body: (Connection) throws -> T) throws -> T {
    if let innermost { return try body(innermost.connection) }
    return try readingOnce { connection in
      let transaction = OpenTransaction(.read, connection)
      open.withLock { $0.append(transaction) }
      defer { open.withLock { open in open.removeAll { $0 === transaction } } }
      return try body(connection)
    }
  }

  private func readingOnce<T>(_ body: (Connection) throws -> T) throws -> T {
    switch home {
    case .sqlite(let pool): return try pool.read(body)
    case .engine(let engine, let schema):
      return try engine.transaction(.read, in: schema) { try body(connection($0)) }
    }
  }

  /// One transaction, which later calls of the same thread join until the body returns. Work for
  /// after it is done when it is committed, and not at all if it is rolled back.
  ///
  /// Within a transaction, a part of it: if the body throws, the whole transaction is undone.
  package func write<T>(_ body: (Connection) throws -> T) throws -> T {
    guard let own else { return try transaction(.ledger, body) }
    guard own.kind == .ledger else {
      throw StorageError(
        .inaccessible, message: "a transaction that does not wait for the disk has no durable part",
        code: "")
    }
    return try own.part(body)
  }

  /// A transaction that does not wait for the disk: a power cut may undo all of it. Within a
  /// transaction, a part of it.
  package func writeUnflushed<T>(_ body: (Connection) throws -> T) throws -> T {
    if let own { return try own.part(body) }
    return try transaction(.side, body)
  }

  private func transaction<T>(
    _ kind: TransactionKind, _ body: (Connection) throws -> T
  ) throws -> T {
    let (result, rest) = try begun(kind) { connection in
      let transaction = OpenTransaction(kind, connection)
      open.withLock { $0.append(transaction) }
      defer { open.withLock { open in open.removeAll { $0 === transaction } } }
      let result = try body(connection)
      if let failure = transaction.failure { throw failure }
      return (result, transaction.afterCommit)
    }
    for work in rest { try? outside(work) }
    return result
  }

  private func begun<T>(
    _ kind: TransactionKind, _ body: (Connection) throws -> T
  ) throws -> T {
    switch home {
    case .sqlite(let pool):
      kind == .ledger ? try pool.write(body) : try pool.writeUnflushed(body)
    case .engine(let engine, let schema):
      try engine.transaction(kind, in: schema) { try body(connection($0)) }
    }
  }

  /// Does work whose failure changes nothing, and that must not be in the caller's transaction: at
  /// once, or when that is committed.
  package func afterCommit(_ work: @escaping (Connection) throws -> Void) {
    if let own {
      own.afterCommit.append(work)
    } else {
      try? outside(work)
    }
  }

  /// Does work that needs the writer without a transaction, now. An engine gives a transaction of
  /// its own.
  ///
  /// - Throws: ``StorageError`` within a transaction.
  package func outsideTransaction<T>(_ body: (Connection) throws -> T) throws -> T {
    guard own == nil else {
      throw StorageError(
        .inaccessible, message: "this cannot be done in the middle of a transaction", code: "")
    }
    return try outside(body)
  }

  private func outside<T>(_ body: (Connection) throws -> T) throws -> T {
    switch home {
    case .sqlite(let pool): try pool.withWriter { try body(Connection($0)) }
    case .engine: try begun(.ledger, body)
    }
  }

  package func close() throws {
    // Others may use the same engine.
    if case .sqlite(let pool) = home { try pool.close() }
  }
}

/// A transaction while its body runs.
///
/// Other threads only compare its owner; only the thread that runs it uses the rest.
private final class OpenTransaction: @unchecked Sendable {
  private let thread = pthread_self()
  let kind: TransactionKind
  let connection: Connection
  var afterCommit: [(Connection) throws -> Void] = []
  /// Why the transaction must be rolled back: the error of its first part that failed.
  private(set) var failure: (any Error)?

  init(_ kind: TransactionKind, _ connection: Connection) {
    (self.kind, self.connection) = (kind, connection)
  }

  var isReading: Bool { kind == .read }

  var isOfThisThread: Bool { pthread_equal(thread, pthread_self()) != 0 }

  /// Runs a part of the transaction. If it fails, the transaction cannot be committed any more, even
  /// where the body continues.
  ///
  /// No savepoint, which would undo the part alone: while one is open SQLite copies every page before
  /// its first change, and each statement walks through these copies, so that a batch costs the
  /// square of its size.
  func part<T>(_ body: (Connection) throws -> T) throws -> T {
    if let failure { throw failure }
    do {
      // On a full disk SQLite rolls everything back; later statements would form a transaction of
      // their own.
      guard connection.isInsideTransaction else {
        throw StorageError(
          .inaccessible, message: "the transaction that this belongs to was rolled back", code: "")
      }
      return try body(connection)
    } catch {
      failure = error
      throw error
    }
  }
}

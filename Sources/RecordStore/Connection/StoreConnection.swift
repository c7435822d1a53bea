internal import GRDB
internal import Glibc
internal import Synchronization

/// The only access to the file of an open store.
///
/// SQLite has one writer, and GRDB ends the process if the thread that has it asks for it again.
/// Only this class has the pool, and it knows which thread is in a transaction: what that thread
/// reads and writes through here is part of the transaction, and work that needs the writer without
/// one waits until the commit.
final class StoreConnection: Sendable {
  private let pool: any DatabaseWriter
  private let current = Mutex<OpenTransaction?>(nil)

  init(_ pool: any DatabaseWriter) { self.pool = pool }

  /// Whether the calling thread is in a transaction.
  var isInTransaction: Bool { own != nil }

  private var own: OpenTransaction? {
    let found = current.withLock { $0 }
    return found?.isOfThisThread == true ? found : nil
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    if let own { return try body(own.database) }
    return try pool.read(body)
  }

  /// One transaction, which later calls of the same thread join until the body returns. Work for
  /// after it is done when it is committed, and not at all if it is rolled back.
  ///
  /// Within a transaction, a part of it: if the body throws, the whole transaction is undone.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    if let own { return try own.part(body) }
    let (result, rest) = try pool.write { db in
      let transaction = OpenTransaction(db)
      current.withLock { $0 = transaction }
      defer { current.withLock { $0 = nil } }
      let result = try body(db)
      if let failure = transaction.failure { throw failure }
      return (result, transaction.afterCommit)
    }
    for work in rest { try? pool.writeWithoutTransaction(work) }
    return result
  }

  /// See ``WriterSettings/withoutFlushing(_:_:)``. Within a transaction, a part of it.
  func writeUnflushed<T>(_ body: (Database) throws -> T) throws -> T {
    if let own { return try own.part(body) }
    return try pool.writeWithoutTransaction { db in
      try WriterSettings.withoutFlushing(db) { try body(db) }
    }
  }

  /// Does work that needs the writer without a transaction, and whose failure changes nothing: at
  /// once, or when the caller's transaction is committed.
  func afterCommit(_ work: @escaping (Database) throws -> Void) {
    if let own {
      own.afterCommit.append(work)
    } else {
      try? pool.writeWithoutTransaction(work)
    }
  }

  /// Does work that needs the writer without a transaction, now.
  ///
  /// - Throws: `StoreError.inaccessible` within a transaction.
  func outsideTransaction<T>(_ body: (Database) throws -> T) throws -> T {
    guard own == nil else {
      throw StoreError.inaccessible(detail: "this cannot be done in the middle of a transaction")
    }
    return try pool.writeWithoutTransaction(body)
  }

  func close() throws { try pool.close() }
}

/// A transaction while its body runs.
///
/// Other threads only compare its owner; only the thread that runs it uses the rest.
private final class OpenTransaction: @unchecked Sendable {
  private let thread = pthread_self()
  let database: Database
  var afterCommit: [(Database) throws -> Void] = []
  /// Why the transaction must be rolled back: the error of its first part that failed.
  private(set) var failure: (any Error)?

  init(_ database: Database) { self.database = database }

  var isOfThisThread: Bool { pthread_equal(thread, pthread_self()) != 0 }

  /// Runs a part of the transaction. If it fails, the transaction cannot be committed any more, even
  /// where the body continues.
  ///
  /// No savepoint, which would undo the part alone: while one is open SQLite copies every page before
  /// its first change, and each statement walks through these copies, so that a batch costs the
  /// square of its size.
  func part<T>(_ body: (Database) throws -> T) throws -> T {
    if let failure { throw failure }
    // On a full disk SQLite rolls everything back; later statements would form a transaction of
    // their own.
    guard database.isInsideTransaction else {
      throw StoreError.inaccessible(detail: "the transaction that this belongs to was rolled back")
    }
    do {
      return try body(database)
    } catch {
      failure = error
      throw error
    }
  }
}

internal import GRDB

/// A transaction that other calls on the same store join.
///
/// Set only while the thread that has the store's one writer runs the transaction's body, and read
/// on that thread alone: the connection never leaves it.
private struct JoinedTransaction: @unchecked Sendable {
  let store: ObjectIdentifier
  let database: Database
}

extension RecordStore {
  @TaskLocal private static var joined: JoinedTransaction?

  /// Runs several calls as one transaction, which is durable when this returns: one flush instead of
  /// one for each. If the body throws, none of them has happened.
  ///
  /// Calls of this store inside the body, also those that read, are part of it and see what those before
  /// them wrote. A call that fails leaves nothing of itself, also where the body goes on.
  package func inOneTransaction<T>(
    _ body: () throws(StoreError) -> T
  ) throws(StoreError) -> T {
    try write { db in
      let joined = JoinedTransaction(store: ObjectIdentifier(self), database: db)
      return try Self.$joined.withValue(joined) { try body() }
    }
  }

  var joinedTransaction: Database? {
    guard let joined = Self.joined, joined.store == ObjectIdentifier(self) else { return nil }
    return joined.database
  }

  static func joining<T>(_ db: Database, _ body: (Database) throws -> T) throws -> T {
    var result: T?
    try db.inSavepoint {
      result = try body(db)
      return .commit
    }
    guard let result else {
      throw StoreError.inaccessible(detail: "a transaction ended without its result")
    }
    return result
  }
}

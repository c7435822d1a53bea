/// A database server that holds stores, each in a schema of its own.
///
/// SQLite is not behind this protocol: its binding is direct, so that a site pays nothing.
package protocol StorageEngine: Sendable {
  /// Runs a transaction, which is committed when this returns and rolled back if the body throws.
  ///
  /// The engine may run the body several times, as long as no commit was sent.
  ///
  /// - Throws: ``StorageError``, or what the body throws.
  func transaction<T>(
    _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
  ) throws -> T

  /// Makes a schema, unless it exists, with what our tables and statements need of it.
  func createSchema(_ schema: String) throws

  /// Names this state of the database: another one after it was restored to an earlier point in
  /// time, copied, or taken over by a standby.
  func instance(of schema: String) throws -> String

  func close() throws
}

/// What a transaction is for, which decides its lock and whether its commit waits for the disk.
package enum TransactionKind: Hashable, Sendable {
  /// Changes of the record: one writer a store at a time, durable when it returns.
  case ledger
  /// Rows that need no order among each other, such as nonces: a power cut may undo the commit.
  case side
  /// One consistent state, which nothing else changes.
  case read
}

/// A connection during one transaction. Only the thread that runs the transaction uses it.
///
/// SQL is written as SQLite and PostgreSQL both read it, with `?` for a parameter.
package protocol EngineConnection: AnyObject {
  /// Waits for the rows of each query, in one round trip, and for everything that was sent before.
  func rows(_ queries: [Query]) throws -> [Rows]

  /// Sends a statement that returns nothing and waits for nothing; its error is thrown by a later
  /// call or by the commit.
  func send(_ sql: String, _ values: [ColumnValue]) throws

  /// Runs a statement and waits for it, in the same round trip as some queries before it.
  ///
  /// - Returns: how many rows it changed, and the rows of each query.
  func run(
    _ sql: String, _ values: [ColumnValue], after queries: [Query]
  ) throws -> (changes: Int, rows: [Rows])

  /// Runs statements without parameters, separated by semicolons: those that make a schema, in
  /// SQLite's spelling.
  func script(_ sql: String) throws

  /// See ``StorageEngine/instance(of:)``; of the schema that the transaction is in.
  func instance() throws -> String

  /// Has the transaction fail where the schema has had more migrations than this program knows (a later
  /// version has changed it meanwhile), and run again where it is not the one that ``instance()`` named
  /// (it was put back from a copy meanwhile). Waits for nothing.
  func refuseOtherSchema(than known: Int) throws

  /// Numbers rows onwards from the highest number, where rows were inserted with theirs.
  func continueNumbers(of column: String, in table: String) throws
}

extension EngineConnection {
  /// The rows of one query.
  package func rows(_ sql: String, _ values: [ColumnValue]) throws -> Rows {
    try rows([Query(sql, columnValues: values)])[0]
  }

  /// The rows of a query for each list of values, in one round trip.
  package func rows(_ sql: String, each lists: [[ColumnValue]]) throws -> [Rows] {
    try rows(lists.map { Query(sql, columnValues: $0) })
  }

  /// - Returns: how many rows it changed.
  package func run(_ sql: String, _ values: [ColumnValue]) throws -> Int {
    try run(sql, values, after: []).changes
  }
}

internal import GRDB

/// A connection to a database while a transaction, or work between two, uses it.
///
/// SQL is written as SQLite and PostgreSQL both read it, with `?` for a parameter. Each text is
/// prepared once for each connection.
package struct Connection {
  enum Kind {
    case sqlite(SQLiteConnection)
    case engine(EngineTransaction)
  }

  let kind: Kind

  init(_ connection: SQLiteConnection) { kind = .sqlite(connection) }

  init(_ transaction: EngineTransaction) { kind = .engine(transaction) }

  /// Whether the store is in a database server's schema, and not in a file.
  package var isEngine: Bool { if case .engine = kind { true } else { false } }

  /// Names the state of an engine's database; `nil` for a file. See ``StorageEngine/instance(of:)``.
  package func instance() throws -> String? {
    if case .engine(let engine) = kind { try engine.instance() } else { nil }
  }

  /// Has the transaction fail where a later version has changed an engine's schema while this program
  /// was running. A file is locked by its program's version when it is opened.
  package func refuseOtherSchema(than migrator: Migrator) throws {
    guard case .engine(let engine) = kind else { return }
    try engine.refuseOtherSchema(than: migrator.names.count)
  }

  /// See ``EngineConnection/continueNumbers(of:in:)``; a file needs nothing.
  package func continueNumbers(of column: String, in table: String) throws {
    if case .engine(let engine) = kind { try engine.continueNumbers(of: column, in: table) }
  }

  // MARK: Reading

  /// All rows.
  package func rows(_ sql: String, _ values: [any StoredValue] = []) throws -> Rows {
    switch kind {
    case .engine(let engine): return try engine.rows(Query(sql, values))
    case .sqlite(let connection):
      let statement = try connection.statement(sql)
      try statement.bind(values)
      return try statement.rows()
    }
  }

  /// The rows of a query for each list of values, in one round trip to an engine.
  package func rows(_ sql: String, each lists: [[any StoredValue]]) throws -> [Rows] {
    switch kind {
    case .engine(let engine): try engine.rows(lists.map { Query(sql, $0) })
    case .sqlite: try lists.map { try rows(sql, $0) }
    }
  }

  /// The rows of several queries, in one round trip to an engine.
  package func rows(_ queries: [Query]) throws -> [Rows] {
    guard !queries.isEmpty else { return [] }
    switch kind {
    case .engine(let engine): return try engine.rows(queries)
    case .sqlite: return try queries.map { try rows($0.sql, $0.values) }
    }
  }

  /// Names queries that are going to be asked in this transaction, in the same words: an engine
  /// answers all of them with its next answer. A file is not asked ahead, because it answers at once.
  package func readAhead(_ queries: @autoclosure () -> [Query]) {
    if case .engine(let engine) = kind { engine.readAhead(queries()) }
  }

  /// Drops what was answered ahead, to keep its memory bounded.
  package func forgetReadAhead() {
    if case .engine(let engine) = kind { engine.forgetAnswers() }
  }

  /// The first row.
  package func first(_ sql: String, _ values: [any StoredValue] = []) throws -> Row? {
    switch kind {
    case .engine(let engine): return try engine.rows(Query(sql, values)).first
    case .sqlite(let connection):
      let statement = try connection.statement(sql)
      try statement.bind(values)
      defer { statement.end() }
      return try statement.step() ? Row(statement.columns, statement.values) : nil
    }
  }

  /// The first column of the first row; `nil` where there is none, and for NULL.
  package func value<T: StoredValue>(
    _ sql: String, _ values: [any StoredValue] = [], as type: T.Type = T.self
  ) throws -> T? {
    switch kind {
    case .engine(let engine):
      return try engine.rows(Query(sql, values)).first?[0] as T?
    case .sqlite(let connection):
      let statement = try connection.statement(sql)
      try statement.bind(values)
      defer { statement.end() }
      return try statement.step() ? Row(at: statement)[0] as T? : nil
    }
  }

  /// The first column of every row.
  package func values<T: StoredValue>(
    _ sql: String, _ values: [any StoredValue] = [], as type: T.Type = T.self
  ) throws -> [T] {
    var found: [T] = []
    try forEach(sql, values) { found.append(try $0[0]) }
    return found
  }

  /// Hands over one row after another; each is valid until the body returns.
  package func forEach(
    _ sql: String, _ values: [any StoredValue] = [], _ body: (Row) throws -> Void
  ) throws {
    switch kind {
    case .engine(let engine):
      try engine.rows(Query(sql, values)).forEach(body)
    case .sqlite(let connection):
      let statement = try connection.statement(sql)
      try statement.bind(values)
      defer { statement.end() }
      while try statement.step() { try body(Row(at: statement)) }
    }
  }

  // MARK: Writing

  /// Runs a statement and waits for it.
  ///
  /// - Returns: how many rows it changed.
  package func run(_ sql: String, _ values: [any StoredValue] = []) throws -> Int {
    switch kind {
    case .engine(let engine): return try engine.run(sql, values.map(\.columnValue))
    case .sqlite(let connection):
      let statement = try connection.statement(sql)
      try statement.bind(values)
      try statement.run()
      return connection.changes
    }
  }

  /// Runs a statement without returning its result. An engine may report its error at a later call
  /// or at the commit.
  package func send(_ sql: String, _ values: [any StoredValue] = []) throws {
    switch kind {
    case .engine(let engine): try engine.send(sql, values.map(\.columnValue))
    case .sqlite: _ = try run(sql, values)
    }
  }

  /// Runs statements without parameters, separated by semicolons: those that make a schema.
  package func script(_ sql: String) throws {
    switch kind {
    case .engine(let engine): try engine.script(sql)
    case .sqlite(let connection): try connection.script(sql)
    }
  }

  /// A statement whose values are bound one by one, for what runs for every entry of a merge.
  package func statement(_ sql: String) throws -> Statement {
    switch kind {
    case .engine(let engine): Statement(sql, engine)
    case .sqlite(let connection): Statement(try connection.statement(sql))
    }
  }
}

extension PreparedStatement {
  fileprivate func rows() throws -> Rows {
    defer { end() }
    var values: [[ColumnValue]] = []
    while try step() { values.append(self.values) }
    // Only now: the first step prepares the statement again where the schema has changed.
    return Rows(columns, values)
  }
}

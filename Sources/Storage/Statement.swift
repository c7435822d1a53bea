/// A statement that runs for every entry or record of a merge. On SQLite values are bound without
/// copying.
package struct Statement {
  private enum Target {
    case sqlite(PreparedStatement)
    case engine(String, EngineTransaction)
  }

  private let target: Target
  private var place: Int32 = 0
  /// What an engine receives.
  private var values: [ColumnValue] = []

  init(_ statement: PreparedStatement) {
    target = .sqlite(statement)
    statement.begin()
  }

  init(_ sql: String, _ engine: EngineTransaction) { target = .engine(sql, engine) }

  /// Makes it ready for other values.
  package mutating func reset() {
    place = 0
    switch target {
    case .sqlite(let statement): statement.begin()
    case .engine: values.removeAll(keepingCapacity: true)
    }
  }

  // MARK: Binding, from the first place on

  package mutating func bind(_ number: Int64) {
    place += 1
    switch target {
    case .sqlite(let statement): statement.bind(number, at: place)
    case .engine: values.append(.integer(number))
    }
  }

  package mutating func bind(_ number: Int) { bind(Int64(number)) }
  package mutating func bind(_ number: UInt64) { bind(Int64(min(number, UInt64.storedMax))) }

  package mutating func bind(_ number: Double) {
    place += 1
    switch target {
    case .sqlite(let statement): statement.bind(number, at: place)
    case .engine: values.append(.real(number))
    }
  }

  package mutating func bindNull() {
    place += 1
    switch target {
    case .sqlite(let statement): statement.bindNull(at: place)
    case .engine: values.append(.null)
    }
  }

  package mutating func bind(_ text: String?) {
    guard let text else { return bindNull() }
    place += 1
    switch target {
    case .sqlite(let statement): statement.bind(text, at: place)
    case .engine: values.append(text.columnValue)
    }
  }

  package mutating func bind(_ bytes: [UInt8]?) {
    guard let bytes else { return bindNull() }
    bytes.withUnsafeBytes { bind($0) }
  }

  package mutating func bind(_ bytes: UnsafeRawBufferPointer) {
    place += 1
    switch target {
    case .sqlite(let statement): statement.bind(bytes, at: place)
    case .engine: values.append(.bytes(Array(bytes)))
    }
  }

  // MARK: Running

  /// Runs a statement that returns no row, without its result: see ``Connection/send(_:_:)``.
  package func run() throws {
    switch target {
    case .sqlite(let statement): try statement.run()
    case .engine(let sql, let engine): try engine.send(sql, values)
    }
  }

  /// Runs it and waits for it.
  ///
  /// - Returns: how many rows it changed.
  package func runCounting() throws -> Int {
    switch target {
    case .engine(let sql, let engine): return try engine.run(sql, values)
    case .sqlite(let statement):
      try statement.run()
      return statement.changes
    }
  }

  /// The first row, read before the statement is released.
  package func first<T>(_ read: (Row) throws -> T) throws -> T? {
    switch target {
    case .engine(let sql, let engine):
      return try engine.rows(Query(sql, columnValues: values)).first.map(read)
    case .sqlite(let statement):
      defer { statement.end() }
      return try statement.step() ? try read(Row(at: statement)) : nil
    }
  }

  package func all<T>(_ read: (Row) throws -> T) throws -> [T] {
    switch target {
    case .engine(let sql, let engine):
      return try engine.rows(Query(sql, columnValues: values)).map(read)
    case .sqlite(let statement):
      defer { statement.end() }
      var result: [T] = []
      while try statement.step() { result.append(try read(Row(at: statement))) }
      return result
    }
  }
}

/// A row of a query's answer.
package struct Row {
  private enum Source {
    case values([ColumnValue])
    /// The row that a statement is at.
    case statement(PreparedStatement)
  }

  package let columns: ColumnNames
  private let source: Source

  package init(_ columns: ColumnNames, _ values: [ColumnValue]) {
    self.columns = columns
    source = .values(values)
  }

  /// The row that a statement is at: valid until it steps on.
  init(at statement: PreparedStatement) {
    columns = statement.columns
    source = .statement(statement)
  }

  /// The value of a column, in whichever case its name is written.
  ///
  /// - Throws: ``StorageError`` of kind `damaged` where the column holds no such value: the file is
  ///   damaged or was altered.
  /// - Precondition: the query has the column.
  package subscript<T: StoredValue>(_ name: String) -> T {
    get throws(StorageError) {
      guard let index = columns.index(of: name) else {
        preconditionFailure("no column \(name) among \(columns.names)")
      }
      return try self[index]
    }
  }

  /// The value of a column, counted from 0.
  ///
  /// - Throws: ``StorageError`` of kind `damaged` where the column holds no such value.
  package subscript<T: StoredValue>(_ index: Int) -> T {
    get throws(StorageError) {
      guard let value = T(stored: value(at: index)) else {
        throw damaged(index, "\(T.self)")
      }
      return value
    }
  }

  /// The value of a column; `nil` where it holds NULL, or no such value.
  package func value<T: StoredValue>(_ name: String, as type: T.Type) -> T? {
    columns.index(of: name).flatMap { T(stored: value(at: $0)) }
  }

  /// The value of a column, counted from 0; `nil` where it holds NULL, or no such value.
  package func value<T: StoredValue>(_ index: Int, as type: T.Type) -> T? {
    T(stored: value(at: index))
  }

  /// The values of all columns, in their order.
  package var values: [ColumnValue] {
    switch source {
    case .values(let values): values
    case .statement(let statement): statement.values
    }
  }

  package func value(at index: Int) -> ColumnValue {
    switch source {
    case .values(let values): values[index]
    case .statement(let statement): statement.value(at: Int32(index))
    }
  }

  // MARK: By place, without a value between

  package func isNull(_ index: Int) -> Bool { value(at: index).isNull }

  /// - Throws: ``StorageError`` of kind `damaged` where the column holds no integer.
  package func integer(_ index: Int) throws(StorageError) -> Int64 {
    guard case .statement(let statement) = source else { return try self[index] }
    guard let number = statement.storedInteger(at: Int32(index)) else {
      throw damaged(index, "integer")
    }
    return number
  }

  /// - Throws: ``StorageError`` of kind `damaged` where the column holds no text.
  package func text(_ index: Int) throws(StorageError) -> String {
    guard case .statement(let statement) = source else { return try self[index] }
    guard let text = statement.storedText(at: Int32(index)) else { throw damaged(index, "text") }
    return text
  }

  /// - Throws: ``StorageError`` of kind `damaged` where the column holds no bytes.
  package func bytes(_ index: Int) throws(StorageError) -> [UInt8] {
    guard case .statement(let statement) = source else { return try self[index] }
    guard let bytes = statement.storedBytes(at: Int32(index)) else {
      throw damaged(index, "bytes")
    }
    return bytes
  }

  private func damaged(_ index: Int, _ type: String) -> StorageError {
    StorageError(.damaged, message: "the column \(columns.names[index]) holds no \(type)", code: "")
  }
}

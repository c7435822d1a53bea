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
  /// - Precondition: the query has the column, and it holds the type: both are the schema's.
  package subscript<T: StoredValue>(_ name: String) -> T {
    guard let index = columns.index(of: name) else {
      preconditionFailure("no column \(name) among \(columns.names)")
    }
    return self[index]
  }

  /// The value of a column, counted from 0.
  package subscript<T: StoredValue>(_ index: Int) -> T {
    guard let value = T(stored: value(at: index)) else {
      preconditionFailure("the column \(columns.names[index]) holds no \(T.self)")
    }
    return value
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

  /// 0 where the column holds no integer.
  package func integer(_ index: Int) -> Int64 {
    switch source {
    case .values(let values): Int64(stored: values[index]) ?? 0
    case .statement(let statement): statement.integer(at: Int32(index))
    }
  }

  /// Empty where the column holds no text.
  package func text(_ index: Int) -> String {
    switch source {
    case .values(let values): String(stored: values[index]) ?? ""
    case .statement(let statement): statement.text(at: Int32(index))
    }
  }

  /// Empty where the column holds no bytes.
  package func bytes(_ index: Int) -> [UInt8] {
    switch source {
    case .values(let values): [UInt8](stored: values[index]) ?? []
    case .statement(let statement): statement.bytes(at: Int32(index))
    }
  }
}

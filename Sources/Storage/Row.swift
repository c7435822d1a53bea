/// A row of a query's answer.
package struct Row: Sendable {
  package let columns: ColumnNames
  package let values: [ColumnValue]

  package init(_ columns: ColumnNames, _ values: [ColumnValue]) {
    self.columns = columns
    self.values = values
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
    guard let value = T(values[index]) else {
      preconditionFailure("the column \(columns.names[index]) holds no \(T.self)")
    }
    return value
  }
}

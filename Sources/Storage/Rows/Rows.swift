/// The answer of a query: rows of the same columns.
package struct Rows: RandomAccessCollection, Sendable {
  package let columns: ColumnNames
  private let values: [[ColumnValue]]

  /// - Parameter values: of each row, in the order of the columns.
  package init(_ columns: ColumnNames, _ values: [[ColumnValue]]) {
    self.columns = columns
    self.values = values
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { values.count }
  package subscript(index: Int) -> Row { Row(columns, values[index]) }
}

/// The names of a query's columns, as its text gives them or as an engine folded them.
package final class ColumnNames: Sendable {
  package let names: [String]
  /// Looked up where a name is spelt in another case.
  private let folded: [String]

  package init(_ names: [String]) {
    self.names = names
    folded = names.map { $0.lowercased() }
  }

  /// The place of a column, in whichever case its name is written; the first of equal names.
  package func index(of name: String) -> Int? {
    names.firstIndex(of: name) ?? folded.firstIndex(of: name.lowercased())
  }
}

internal import GRDB

/// Receives the values of a row, column by column.
protocol ColumnSink {
  mutating func bind(_ value: Int)
  mutating func bind(_ value: Bool)
  mutating func bind(_ text: String?)
}

/// The values of a row as GRDB reads them, to compare with those in a table.
struct CollectedColumns: ColumnSink {
  private(set) var values: [DatabaseValue] = []

  mutating func bind(_ value: Int) { values.append(value.databaseValue) }
  mutating func bind(_ value: Bool) { values.append(value.databaseValue) }
  mutating func bind(_ text: String?) {
    values.append(text?.beforeNUL.databaseValue ?? .null)
  }
}

extension String {
  /// The text as SQLite's own functions read it from a column: up to a NUL. Our own input refuses
  /// one; an entry from elsewhere may contain it, and the record keeps all of it.
  var beforeNUL: String {
    guard let end = utf8.firstIndex(of: 0) else { return self }
    return String(self[..<end])
  }
}

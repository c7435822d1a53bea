internal import RecordStore
package import Records
package import Storage

extension Cell {
  /// As a database stores and compares it.
  var columnValue: ColumnValue {
    switch self {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .text(let text): text.columnValue
    }
  }

  /// What is neither a number nor a text reads as nothing: an altered file must not end
  /// the process, and `verify` names it.
  init(_ value: ColumnValue) {
    switch value {
    case .null, .bytes: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    }
  }
}

extension Statement {
  mutating func bind(_ cell: Cell) {
    switch cell {
    case .null: bindNull()
    case .integer(let number): bind(number)
    case .real(let number): bind(number)
    case .text(let text): bind(text)
    }
  }
}

extension TableRow {
  package static var description: TableDescription { Table.layout.description }
  /// The names of its columns, without `ownerRow`.
  package static var columns: [String] { description.columns.map(\.name) }

  /// - Parameters:
  ///   - row: of ``columns``, perhaps after others and before others.
  ///   - start: where they begin.
  package init(_ row: Row, from start: Int = 0) {
    self.init(
      stored: Self.description.columns.indices.map { index in Cell(row.value(at: start + index)) })
  }
}

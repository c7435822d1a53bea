internal import GRDB
internal import Records

extension Cell {
  /// As GRDB reads and compares it.
  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.beforeNUL.databaseValue
    }
  }

  /// What is neither a number nor a text reads as nothing: a file that somebody altered must not end
  /// the process, and `verify` names it.
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null, .blob: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    }
  }
}

extension DirectStatement {
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
  static var description: TableDescription { Table.layout.description }
  static var table: String { description.name }
  /// The names of its columns, without `ownerRow`.
  static var columns: [String] { description.columns.map(\.name) }

  /// - Parameters:
  ///   - row: of ``columns``, perhaps after others and before others.
  ///   - start: where they begin.
  init(_ row: Row, from start: Int = 0) {
    self.init(
      stored: Self.description.columns.indices.map { index in Cell(row[start + index]) })
  }
}

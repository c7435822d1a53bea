internal import RecordStore
internal import Records
internal import Replication
internal import Storage

extension ReadModelTables {
  /// The rows of a record in each of ``ReadModel/tables``, of several with one key the last. They depend on
  /// nothing but the record.
  static func rows(of record: ChangedRecord) -> [[[Cell]]] {
    zip(rows(record.key, kind: record.kind, state: record.state).cells, keys).map(withoutEqualKeys)
  }

  /// Where the columns of each table's key are, beside the record.
  private static let keys = ReadModel.tables.map { table in
    table.naming.key.compactMap { name in table.columns.firstIndex { $0.name == name } }
  }

  /// - Parameter key: places of the columns.
  static func withoutEqualKeys(_ rows: [[Cell]], _ key: [Int]) -> [[Cell]] {
    guard rows.count > 1, !areNumbered(rows, key), !areFewAndDifferent(rows, key) else {
      return rows
    }
    var known: Set<[[UInt8]]> = []
    let last = rows.reversed().filter { row in
      known.insert(key.map { stored(row[$0]) }).inserted
    }
    return last.count == rows.count ? rows : last.reversed()
  }

  /// Whether their one number of a key grows from row to row, as most do.
  private static func areNumbered(_ rows: [[Cell]], _ key: [Int]) -> Bool {
    guard key.count == 1 else { return false }
    var last = Int64.min
    for row in rows {
      guard case .integer(let number) = row[key[0]], number > last else { return false }
      last = number
    }
    return true
  }

  /// Whether the rows are so few that each is compared with each other, and no two have one key.
  private static func areFewAndDifferent(_ rows: [[Cell]], _ key: [Int]) -> Bool {
    guard rows.count <= 8 else { return false }
    for place in rows.indices {
      for other in rows.indices where other > place {
        if key.allSatisfy({ isSame(rows[place][$0], rows[other][$0]) }) { return false }
      }
    }
    return true
  }

  private static func isSame(_ cell: Cell, _ other: Cell) -> Bool {
    switch (cell, other) {
    case (.integer(let one), .integer(let two)): one == two
    case (.text(let one), .text(let two)):
      one.utf8.elementsEqual(two.utf8) || stored(cell) == stored(other)
    default: stored(cell) == stored(other)
    }
  }

  /// What an index compares: a text counts up to a NUL, and however its letters are composed.
  private static func stored(_ cell: Cell) -> [UInt8] {
    switch cell {
    case .null: []
    case .integer(let number): withUnsafeBytes(of: number) { Array($0) }
    case .real(let number): withUnsafeBytes(of: number) { Array($0) }
    case .text(let text): Array(text.beforeNUL.utf8)
    }
  }

  /// The rows of one record.
  static func rows(_ key: RecordKey, kind: String, state: MergedRecord) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }
}

internal import IRMER
internal import Records
internal import Replication
internal import Storage

/// Keeps the plain tables beside the merged records, row for row, as ``ReadModel/tables`` describes
/// them.
enum ReadModelTables {
  /// Replaces a record's rows. The rows of which it may have several are written where one of them
  /// changed: few edits concern a dose, a finding or an action.
  static func write(_ record: Merging.Touched, key: Merging.Key, _ db: Connection) throws {
    let rows = rows(key, kind: record.kind, state: record.state).cells
    let hasNewParts = try record.isNew || !RowDigest.isCurrent(rows, of: record.row, db)
    for (statements, rows) in zip(statements, rows)
    where statements.isOnePerRecord || hasNewParts {
      if !record.isNew {
        var removal = try db.statement(statements.removal)
        removal.bind(record.row)
        try removal.run()
      }
      for cells in rows {
        var insertion = try db.statement(statements.insertion)
        insertion.bind(record.row)
        for cell in cells { insertion.bind(cell) }
        try insertion.run()
      }
    }
  }

  private struct Statements {
    let isOnePerRecord: Bool
    let insertion: String
    let removal: String
  }

  private static let statements = ReadModel.tables.map {
    Statements(
      isOnePerRecord: $0.isOnePerRecord, insertion: $0.insertion,
      removal: "DELETE FROM \($0.name) WHERE ownerRow = ?")
  }

  private static func rows(
    _ key: Merging.Key, kind: String, state: MergedRecord
  ) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }

  /// Writes the rows of every record again.
  static func fill(_ db: Connection) throws {
    try db.forEach("SELECT \(StoredRecord.columns) FROM record") { row in
      let stored = try StoredRecord(row, db)
      let record = Merging.Touched(
        row: row["id"], isNew: true, kind: stored.kind, state: stored.state)
      try write(record, key: Merging.Key(scope: stored.scope, record: stored.id), db)
    }
  }

  // MARK: Checking

  /// Compares every row with the record that it is made from.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    var expected = [[Int64: Set<[Storage.ColumnValue]>]](
      repeating: [:], count: ReadModel.tables.count)
    try db.forEach("SELECT \(StoredRecord.columns) FROM record") { row in
      // One that cannot be read is named beside its entries.
      guard let record = try? StoredRecord(row, db) else {
        result.note("record", "record \(row["id"] as Int64)", "the record cannot be read")
        return
      }
      let key = Merging.Key(scope: record.scope, record: record.id)
      let rows = rows(key, kind: record.kind, state: record.state).cells
      for (index, rows) in rows.enumerated() where !rows.isEmpty {
        expected[index][row["id"]] = Set(rows.map { $0.map(\.columnValue) })
      }
    }
    for (table, expected) in zip(ReadModel.tables, expected) {
      try compare(table, expected, &result, db)
    }
  }

  private static func compare(
    _ table: TableDescription, _ expected: [Int64: Set<[Storage.ColumnValue]>],
    _ result: inout Verification, _ db: Connection
  ) throws {
    var stored: [Int64: Set<[Storage.ColumnValue]>] = [:]
    try db.forEach("SELECT \(table.columnNames) FROM \(table.name)") { row in
      stored[row["ownerRow"], default: []].insert(Array(row.values.dropFirst()))
    }
    for owner in Set(stored.keys).union(expected.keys).sorted()
    where stored[owner] ?? [] != expected[owner] ?? [] {
      let uuid = try db.value("SELECT hex(uuid) FROM record WHERE id = ?", [owner], as: String.self)
      result.note(
        "read-model", "\(table.name) \(uuid ?? "row \(owner)")",
        "the table does not say what the record says")
    }
  }
}

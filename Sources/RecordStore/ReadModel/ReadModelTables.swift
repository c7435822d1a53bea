internal import GRDB
internal import IRMER
internal import Records
internal import Replication

/// Keeps the plain tables beside the merged records, row for row, as ``ReadModel/tables`` describes
/// them.
enum ReadModelTables {
  /// Replaces a record's rows.
  static func write(_ record: Merging.Touched, key: Merging.Key, _ db: Database) throws {
    let rows = rows(key, kind: record.kind, state: record.state).cells
    for (statements, rows) in zip(statements, rows) {
      // A row that takes the place of the one before needs no removal.
      let replaces = statements.isOnePerRecord && !rows.isEmpty
      if !record.isNew, !replaces {
        var removal = try DirectStatement(statements.removal, db)
        removal.bind(record.row)
        try removal.run()
      }
      for cells in rows {
        var insertion = try DirectStatement(statements.insertion, db)
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
  static func fill(_ db: Database) throws {
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(StoredRecord.columns) FROM record")
    while let row = try cursor.next() {
      let stored = try StoredRecord(row, db)
      let record = Merging.Touched(
        row: row["id"], isNew: true, kind: stored.kind, state: stored.state)
      try write(record, key: Merging.Key(scope: stored.scope, record: stored.id), db)
    }
  }

  // MARK: Checking

  /// Compares every row with the record that it is made from.
  static func verify(_ result: inout Verification, _ db: Database) throws {
    var expected = [[Int64: Set<[DatabaseValue]>]](repeating: [:], count: ReadModel.tables.count)
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(StoredRecord.columns) FROM record")
    while let row = try cursor.next() {
      // One that cannot be read is named beside its entries.
      guard let record = try? StoredRecord(row, db) else {
        result.note("record", "record \(row["id"] as Int64)", "the record cannot be read")
        continue
      }
      let key = Merging.Key(scope: record.scope, record: record.id)
      let rows = rows(key, kind: record.kind, state: record.state).cells
      for (index, rows) in rows.enumerated() where !rows.isEmpty {
        expected[index][row["id"]] = Set(rows.map { $0.map(\.databaseValue) })
      }
    }
    for (table, expected) in zip(ReadModel.tables, expected) {
      try compare(table, expected, &result, db)
    }
  }

  private static func compare(
    _ table: TableDescription, _ expected: [Int64: Set<[DatabaseValue]>],
    _ result: inout Verification, _ db: Database
  ) throws {
    var stored: [Int64: Set<[DatabaseValue]>] = [:]
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(table.columnNames) FROM \(table.name)")
    while let row = try cursor.next() {
      let values = Array(row.databaseValues)
      stored[row["ownerRow"], default: []].insert(Array(values.dropFirst()))
    }
    for owner in Set(stored.keys).union(expected.keys).sorted()
    where stored[owner] ?? [] != expected[owner] ?? [] {
      let uuid = try String.fetchOne(
        db, sql: "SELECT hex(uuid) FROM record WHERE id = ?", arguments: [owner])
      result.note(
        "read-model", "\(table.name) \(uuid ?? "row \(owner)")",
        "the table does not say what the record says")
    }
  }
}

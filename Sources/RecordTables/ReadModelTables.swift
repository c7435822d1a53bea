internal import RecordStore
internal import Records
internal import Replication
internal import Storage

/// Keeps the plain tables beside the merged records, row for row, as ``ReadModel/tables`` describes
/// them.
enum ReadModelTables {
  static func make(_ db: Connection) throws {
    for view in ReadModel.views { try db.script("DROP VIEW IF EXISTS \(view.name)") }
    for table in ReadModel.tables where try db.hasTable(table.name) {
      // Row by row, so that what people are told by alerts is compared with the new rows.
      try db.send("DELETE FROM \(table.name)")
      try db.script("DROP TABLE \(table.name)")
    }
    try db.script("DELETE FROM rowDigest; DELETE FROM readModelColumn")
    for table in ReadModel.tables {
      try db.script(table.definition)
      for column in table.columns {
        try db.send(
          "INSERT INTO readModelColumn VALUES (?, ?, ?, ?)",
          [table.name, column.name, column.storedWords, column.meaning])
      }
    }
    for view in ReadModel.views { try db.script(view.definition) }
  }

  // MARK: Checking

  /// Compares every row with the record that it is made from.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    var expected = [[Int64: Set<[ColumnValue]>]](
      repeating: [:], count: ReadModel.tables.count)
    try db.forEach("SELECT \(StoredRecord.columns) FROM record") { row in
      // One that cannot be read is named beside its entries.
      guard let record = try? StoredRecord(row, db) else {
        try result.note("record", "record \(row["id"] as Int64)", "the record cannot be read")
        return
      }
      let rows = rows(record.key, kind: record.kind, state: record.state).cells
      for (index, rows) in rows.enumerated() where !rows.isEmpty {
        try expected[index][row["id"]] = Set(rows.map { $0.map(\.columnValue) })
      }
    }
    for (table, expected) in zip(ReadModel.tables, expected) {
      try compare(table, expected, &result, db)
    }
    try RowDigest.verify(&result, db)
  }

  private static func compare(
    _ table: TableDescription, _ expected: [Int64: Set<[ColumnValue]>],
    _ result: inout Verification, _ db: Connection
  ) throws {
    var stored: [Int64: Set<[ColumnValue]>] = [:]
    try db.forEach("SELECT \(table.columnNames) FROM \(table.name)") { row in
      try stored[row["ownerRow"], default: []].insert(Array(row.values.dropFirst()))
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

internal import RecordStore
internal import Records
internal import Replication
internal import Storage

/// Keeps the plain tables beside the merged records, row for row, as ``ReadModel/tables`` describes
/// them.
enum ReadModelTables {
  /// Writes the rows of records: of one transaction, with the same statements.
  struct Writer {
    private var additions = [Statement?](repeating: nil, count: ReadModel.tables.count)
    private var insertions = [Statement?](repeating: nil, count: ReadModel.tables.count)
    private var removals = [Statement?](repeating: nil, count: ReadModel.tables.count)

    /// Replaces the rows of records, table by table: an engine writes the rows of a table together. The
    /// rows of which a record may have several are written where one of them changed: few edits concern
    /// a dose, a finding or an action.
    ///
    /// - Parameter rows: what ``ReadModelTables/rows(of:)`` gives for each record.
    mutating func write(
      _ rows: [[[[Cell]]]], of records: [ChangedRecord], _ db: Connection
    ) throws {
      let all = try zip(records, rows).map { record, rows in
        (
          record: record, rows: rows,
          hasNewParts: try record.isNew || !RowDigest.isCurrent(rows, of: record.row, db)
        )
      }
      for table in ReadModel.tables.indices {
        let isOne = ReadModelTables.isOnePerRecord[table]
        let written = all.lazy.filter { isOne || $0.hasNewParts }
        // A row that the record may have once is replaced by its insertion.
        for item in written where !item.record.isNew && (!isOne || item.rows[table].isEmpty) {
          try remove(item.record.row, from: table, db)
        }
        // Nothing has the key of a new record's row, nor of one whose like were removed above: an engine
        // then need not look for it.
        for item in written {
          let isAdded = item.record.isNew || !isOne
          for cells in item.rows[table] {
            try isAdded
              ? add(cells, of: item.record.row, to: table, db)
              : insert(cells, of: item.record.row, into: table, db)
          }
        }
      }
    }

    private mutating func remove(_ owner: Int64, from table: Int, _ db: Connection) throws {
      var removal = try removals[table] ?? db.statement(ReadModelTables.removals[table])
      removal.reset()
      removal.bind(owner)
      try removal.run()
      removals[table] = removal
    }

    private mutating func add(
      _ cells: [Cell], of owner: Int64, to table: Int, _ db: Connection
    ) throws {
      let addition = try additions[table] ?? db.statement(ReadModelTables.additions[table])
      additions[table] = try Self.run(addition, cells, owner)
    }

    private mutating func insert(
      _ cells: [Cell], of owner: Int64, into table: Int, _ db: Connection
    ) throws {
      let insertion = try insertions[table] ?? db.statement(ReadModelTables.insertions[table])
      insertions[table] = try Self.run(insertion, cells, owner)
    }

    private static func run(
      _ statement: Statement, _ cells: [Cell], _ owner: Int64
    ) throws -> Statement {
      var statement = statement
      statement.reset()
      statement.bind(owner)
      for cell in cells { statement.bind(cell) }
      try statement.run()
      return statement
    }
  }

  private static let isOnePerRecord = ReadModel.tables.map(\.isOnePerRecord)
  private static let additions = ReadModel.tables.map(\.addition)
  private static let insertions = ReadModel.tables.map(\.insertion)
  private static let removals = ReadModel.tables.map { "DELETE FROM \($0.name) WHERE ownerRow = ?" }

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

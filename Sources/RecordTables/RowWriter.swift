internal import RecordStore
internal import Records
internal import Storage

extension ReadModelTables {
  /// Writes the rows of records: of one transaction, with the same statements.
  struct Writer {
    private var additions = [Statement?](repeating: nil, count: ReadModel.tables.count)
    private var insertions = [Statement?](repeating: nil, count: ReadModel.tables.count)
    private var changes = [Statement?](repeating: nil, count: ReadModel.tables.count)
    private var removals = [Statement?](repeating: nil, count: ReadModel.tables.count)

    /// What has to be done with the rows of a record in one table.
    enum Work {
      case nothing
      /// There is no row of it.
      case add
      /// Its rows are others.
      case replace
      case remove
      /// There may be one row of it, which is replaced by an insertion.
      case put

      var removes: Bool { self == .replace || self == .remove }
      var adds: Bool { self == .replace || self == .add }
    }

    /// Replaces the rows of records, table by table: an engine writes the rows of a table together. The
    /// rows of which a record may have several are written where one of them changed: few edits concern
    /// a dose, a finding or an action.
    ///
    /// - Parameter rows: what ``ReadModelTables/rows(of:)`` gives for each record.
    mutating func write(
      _ rows: [[[[Cell]]]], of records: [ChangedRecord], _ changes: RowChanges, _ db: Connection
    ) throws {
      let all = try zip(records, rows).map { record, rows in
        (owner: record.row, rows: rows, work: try Self.work(for: rows, of: record, db))
      }
      if changes.areFollowed, !db.isEngine {
        let followed = FollowedRows(changes)
        let known = zip(records, all).lazy.filter { !$0.0.isNew }.map(\.1)
        let changed = try known.filter {
          try followed.mayChange($0.rows, of: $0.owner, $0.work, db)
        }
        try changes.willChange(changed.map(\.owner), db)
      }
      for table in ReadModel.tables.indices {
        for item in all where item.work[table].removes { try remove(item.owner, from: table, db) }
        for item in all where item.work[table] != .nothing {
          let isAdded = item.work[table].adds
          for cells in item.rows[table] {
            try isAdded
              ? add(cells, of: item.owner, to: table, db)
              : put(cells, of: item.owner, into: table, db)
          }
        }
      }
    }

    private static func work(
      for rows: [[[Cell]]], of record: ChangedRecord, _ db: Connection
    ) throws -> [Work] {
      // Nothing has the key of a new record's row: an engine then need not look for it.
      if record.isNew { return [Work](repeating: .add, count: rows.count) }
      let mayDiffer = try !RowDigest.isCurrent(rows, of: record.row, db)
      return try rows.indices.map { table in
        if isOnePerRecord[table] { return rows[table].isEmpty ? .remove : .put }
        if isAlwaysWritten[table], !rows[table].isEmpty { return .replace }
        guard mayDiffer else { return .nothing }
        // To ask an engine costs a round trip; rows are sent to it without waiting for an answer.
        if db.isEngine { return .replace }
        let stored = try stored(of: record.row, in: table, db)
        if RowDigest.areSame(stored, rows[table]) { return .nothing }
        return stored.isEmpty ? .add : .replace
      }
    }

    private static func stored(
      of owner: Int64, in table: Int, _ db: Connection
    ) throws -> [[Cell]] {
      var question = try db.statement(questions[table])
      question.bind(owner)
      return try question.all { row in row.values.dropFirst().map { Cell($0) } }
    }

    private mutating func remove(_ owner: Int64, from table: Int, _ db: Connection) throws {
      var removal = try removals[table] ?? db.statement(Self.removals[table])
      removal.reset()
      removal.bind(owner)
      try removal.run()
      removals[table] = removal
    }

    private mutating func add(
      _ cells: [Cell], of owner: Int64, to table: Int, _ db: Connection
    ) throws {
      var addition = try additions[table] ?? db.statement(Self.additions[table])
      Self.bind(cells, of: owner, to: &addition)
      try addition.run()
      additions[table] = addition
    }

    private mutating func put(
      _ cells: [Cell], of owner: Int64, into table: Int, _ db: Connection
    ) throws {
      // An engine has to change no index either, where the new row fits into the page of the old one.
      if !db.isEngine, let sql = Self.changes[table] {
        var change = try changes[table] ?? db.statement(sql)
        Self.bind(cells, of: owner, to: &change)
        changes[table] = change
        if try change.runCounting() > 0 { return }
      }
      var insertion = try insertions[table] ?? db.statement(Self.insertions[table])
      Self.bind(cells, of: owner, to: &insertion)
      try insertion.run()
      insertions[table] = insertion
    }

    private static func bind(_ cells: [Cell], of owner: Int64, to statement: inout Statement) {
      statement.reset()
      statement.bind(owner)
      for cell in cells { statement.bind(cell) }
    }

    private static let isOnePerRecord = ReadModel.tables.map(\.isOnePerRecord)
    /// A centre queues an alert where rows of conflicts are written: a theme that now concerns another site is
    /// announced there, though its conflict is the same.
    private static let isAlwaysWritten = ReadModel.tables.map { $0.name == "conflict" }
    private static let additions = ReadModel.tables.map(\.addition)
    private static let insertions = ReadModel.tables.map(\.insertion)
    private static let changes = ReadModel.tables.map(\.changeBesideIndexes)
    private static let removals = ReadModel.tables.map {
      "DELETE FROM \($0.name) WHERE ownerRow = ?"
    }
    private static let questions = ReadModel.tables.map { table in
      "SELECT \(table.columnNames) FROM \(table.name) WHERE ownerRow = ?"
    }
  }
}

internal import GRDB
internal import IRMER
internal import Records
internal import Replication

/// Maintains the plain tables beside the merged records, row for row.
enum ReadModelTables {
  /// Replaces a record's rows.
  static func write(_ record: Merging.Touched, key: Merging.Key, _ db: Database) throws {
    let rows = rows(key, kind: record.kind, state: record.state)
    try replace(with: rows.incident, of: record, db)
    try replace(with: rows.notification, of: record, db)
    try replace(with: rows.audit, of: record, db)
    try replace(with: rows.actions, of: record, db)
    try replace(with: rows.conflicts, of: record, db)
    guard record.kind == RecordKind.incident.rawValue || !record.isNew else { return }
    try replace(with: rows.themeSubject, of: record, db)
    try replace(with: rows.decidedLinks, of: record, db)
  }

  private static func rows(
    _ key: Merging.Key, kind: String, state: MergedRecord
  ) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }

  /// Tables of which a record has one row at most.
  private static func replace<R: ReadModelRow>(
    with row: R?, of record: Merging.Touched, _ db: Database
  ) throws {
    guard let row else { return try remove(R.self, of: record, db) }
    try insert(row, of: record, db)
  }

  private static func replace<R: ReadModelRow>(
    with rows: [R], of record: Merging.Touched, _ db: Database
  ) throws {
    try remove(R.self, of: record, db)
    for row in rows { try insert(row, of: record, db) }
  }

  private static func remove<R: ReadModelRow>(
    _: R.Type, of record: Merging.Touched, _ db: Database
  ) throws {
    guard !record.isNew else { return }
    var statement = try DirectStatement(R.removal, db)
    statement.bind(record.row)
    try statement.run()
  }

  private static func insert(
    _ row: some ReadModelRow, of record: Merging.Touched, _ db: Database
  ) throws {
    var statement = try DirectStatement(type(of: row).insertion, db)
    statement.bind(record.row)
    row.write(to: &statement)
    try statement.run()
  }

  /// Writes the rows of every record again.
  static func rebuild(_ db: Database) throws {
    for table in tables { try db.execute(sql: "DELETE FROM \(table)") }
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(StoredRecord.columns) FROM record")
    while let row = try cursor.next() {
      let stored = try StoredRecord(row, db)
      let record = Merging.Touched(
        row: row["id"], isNew: true, kind: stored.kind, state: stored.state)
      try write(record, key: Merging.Key(scope: stored.scope, record: stored.id), db)
    }
  }

  private static let tables = [
    IncidentRow.table, NotificationRow.table, AuditRow.table, ActionRow.table, ConflictRow.table,
    ThemeSubject.table, DecidedLinkRow.table,
  ]

  // MARK: Checking

  /// Compares every row with its record.
  static func verify(_ result: inout Verification, _ db: Database) throws {
    var expected = Expected()
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(StoredRecord.columns) FROM record")
    while let row = try cursor.next() {
      // Unreadable ones are reported with their entries.
      guard let record = try? StoredRecord(row, db) else {
        result.note("record", "record \(row["id"] as Int64)", "the record cannot be read")
        continue
      }
      let key = Merging.Key(scope: record.scope, record: record.id)
      expected.add(rows(key, kind: record.kind, state: record.state), owner: row["id"])
    }
    try compare(expected.incidents, &result, db)
    try compare(expected.notifications, &result, db)
    try compare(expected.audits, &result, db)
    try compare(expected.actions, &result, db)
    try compare(expected.conflicts, &result, db)
    try compare(expected.themeSubjects, &result, db)
    try compare(expected.decidedLinks, &result, db)
  }

  private struct Expected {
    var incidents: [Int64: [IncidentRow]] = [:]
    var notifications: [Int64: [NotificationRow]] = [:]
    var audits: [Int64: [AuditRow]] = [:]
    var actions: [Int64: [ActionRow]] = [:]
    var conflicts: [Int64: [ConflictRow]] = [:]
    var themeSubjects: [Int64: [ThemeSubject]] = [:]
    var decidedLinks: [Int64: [DecidedLinkRow]] = [:]

    mutating func add(_ rows: ReadModelRows, owner: Int64) {
      incidents[owner] = rows.incident.map { [$0] }
      notifications[owner] = rows.notification.map { [$0] }
      audits[owner] = rows.audit.map { [$0] }
      if !rows.actions.isEmpty { actions[owner] = rows.actions }
      if !rows.conflicts.isEmpty { conflicts[owner] = rows.conflicts }
      themeSubjects[owner] = rows.themeSubject.map { [$0] }
      if !rows.decidedLinks.isEmpty { decidedLinks[owner] = rows.decidedLinks }
    }
  }

  private static func compare<R: ReadModelRow>(
    _ expected: [Int64: [R]], _ result: inout Verification, _ db: Database
  ) throws {
    var stored: [Int64: Set<[DatabaseValue]>] = [:]
    let names = (["ownerRow"] + R.columns).joined(separator: ", ")
    let cursor = try Row.fetchCursor(db, sql: "SELECT \(names) FROM \(R.table)")
    while let row = try cursor.next() {
      let values = Array(row.databaseValues)
      stored[row["ownerRow"], default: []].insert(Array(values.dropFirst()))
    }
    for owner in Set(stored.keys).union(expected.keys).sorted() {
      let wanted = Set((expected[owner] ?? []).map(\.values))
      guard stored[owner] ?? [] != wanted else { continue }
      let uuid = try String.fetchOne(
        db, sql: "SELECT hex(uuid) FROM record WHERE id = ?", arguments: [owner])
      result.note(
        "read-model", "\(R.table) \(uuid ?? "row \(owner)")",
        "the table does not say what the record says")
    }
  }
}

internal import GRDB
internal import Records
internal import Replication

/// Keeps the plain tables beside the merged records, row for row.
enum ReadModelTables {
  /// Replaces a record's rows.
  static func write(_ record: Merging.Touched, key: Merging.Key, _ db: Database) throws {
    let rows = rows(key, kind: record.kind, state: record.state)
    try replace(rows.incident.map { [$0] } ?? [], of: record, db)
    try replace(rows.notification.map { [$0] } ?? [], of: record, db)
    try replace(rows.audit.map { [$0] } ?? [], of: record, db)
    try replace(rows.actions, of: record, db)
    try replace(rows.conflicts, of: record, db)
  }

  private static func rows(
    _ key: Merging.Key, kind: String, state: MergedRecord
  ) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }

  private static func replace<R: ReadModelRow>(
    _ rows: [R], of record: Merging.Touched, _ db: Database
  ) throws {
    if !record.isNew {
      try db.cachedStatement(sql: "DELETE FROM \(R.table) WHERE ownerRow = ?")
        .execute(arguments: [record.row])
    }
    guard !rows.isEmpty else { return }
    let places = Array(repeating: "?", count: R.columns.count + 1).joined(separator: ", ")
    let statement = try db.cachedStatement(sql: "INSERT INTO \(R.table) VALUES (\(places))")
    for row in rows {
      try statement.execute(
        arguments: StatementArguments([record.row.databaseValue] + row.values))
    }
  }

  // MARK: Checking

  /// Compares every row with the record it stands for.
  static func verify(_ result: inout Verification, _ db: Database) throws {
    var expected = Expected()
    let cursor = try Row.fetchCursor(db, sql: "SELECT id, uuid, kind, scope, state FROM record")
    while let row = try cursor.next() {
      let record = try StoredRecord(row)
      let key = Merging.Key(scope: record.scope, record: record.id)
      expected.add(rows(key, kind: record.kind, state: record.state), owner: row["id"])
    }
    try compare(expected.incidents, &result, db)
    try compare(expected.notifications, &result, db)
    try compare(expected.audits, &result, db)
    try compare(expected.actions, &result, db)
    try compare(expected.conflicts, &result, db)
  }

  private struct Expected {
    var incidents: [Int64: [IncidentRow]] = [:]
    var notifications: [Int64: [NotificationRow]] = [:]
    var audits: [Int64: [AuditRow]] = [:]
    var actions: [Int64: [ActionRow]] = [:]
    var conflicts: [Int64: [ConflictRow]] = [:]

    mutating func add(_ rows: ReadModelRows, owner: Int64) {
      incidents[owner] = rows.incident.map { [$0] }
      notifications[owner] = rows.notification.map { [$0] }
      audits[owner] = rows.audit.map { [$0] }
      if !rows.actions.isEmpty { actions[owner] = rows.actions }
      if !rows.conflicts.isEmpty { conflicts[owner] = rows.conflicts }
    }
  }

  private static func compare<R: ReadModelRow>(
    _ expected: [Int64: [R]], _ result: inout Verification, _ db: Database
  ) throws {
    var stored: [Int64: Set<[DatabaseValue]>] = [:]
    let names = (["ownerRow"] + R.columns.map(\.name)).joined(separator: ", ")
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

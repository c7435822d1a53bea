internal import IRMER
package import RecordStore
internal import RecordTables
package import Records
internal import Replication
internal import Storage

// Lists of any size: one page is read, the rest is counted.

extension RecordStore {
  /// Incidents; `state` is their status, the days those of discovery.
  package func list(incidents filter: ListFilter) throws(StoreError) -> ListedPage<IncidentRow> {
    try read { try Self.page(IncidentRow.self, ListSQL(filter, of: .incidents), filter, $0) }
  }

  /// Notifications; `state` is that of the day, the days those of discovery. A theme is listed at
  /// every site that it concerns.
  package func list(
    notifications filter: ListFilter
  ) throws(StoreError) -> ListedPage<NotificationRow> {
    try read { db in
      let touching = try filter.site.map { site in
        try Self.themes(db).filter { $0.value.contains(site) }.keys.sorted()
      }
      let sql = ListSQL(filter, of: .notifications, themesAt: touching ?? [])
      return try Self.page(NotificationRow.self, sql, filter, db)
    }
  }

  /// Actions; `state` is `open`, `overdue` or `done`, the days those on which they are due.
  package func list(actions filter: ListFilter) throws(StoreError) -> ListedPage<ActionRow> {
    try read { try Self.page(ActionRow.self, ListSQL(filter, of: .actions), filter, $0) }
  }

  /// The sites that each theme concerns, by its row.
  private static func themes(_ db: Connection) throws -> [Int64: Set<String>] {
    var themes: [Int64: Set<String>] = [:]
    let rows = try db.rows("SELECT \(StoredRecord.columns) FROM record WHERE kind = 'theme'")
    for (row, record) in zip(rows, try StoredRecord.all(rows, db)) {
      let view = ThemeView(
        RecordSnapshot(
          id: record.id, kind: record.kind, scope: record.scope, state: record.state))
      try themes[row["id"]] = Set(view.sites)
    }
    return themes
  }

  private static func page<Table: ListedTable>(
    _ type: TableRow<Table>.Type, _ sql: ListSQL, _ filter: ListFilter, _ db: Connection
  ) throws -> ListedPage<TableRow<Table>> {
    var page = ListedPage<TableRow<Table>>()
    let (count, statement) = (sql.count, sql.page(type.columns))
    db.readAhead([sharedIdentifiersQuery, Query(statement.sql, statement.arguments)])
    page.total = try db.value(count.sql, count.arguments, as: Int.self) ?? 0
    let shared = try sharedIdentifiers(db)
    try db.forEach(statement.sql, statement.arguments) { row in
      guard page.rows.count < filter.limit else {
        page.hasMore = true
        return
      }
      try page.rows.append(
        ListedRow(
          owner: row[0], row: TableRow<Table>(row, from: 1).named(shared),
          place: ListPlace(key: row["listKey"], name: row["listName"]),
          changedAt: row["listChange"]))
    }
    return page
  }

  /// The records of a page, by the rows that name them.
  package func records(
    ofRows owners: some Sequence<Int64>
  ) throws(StoreError) -> [Int64: StoredRecord] {
    let list = "[\(Set(owners).map(String.init).joined(separator: ","))]"
    return try read { db in
      let sql = """
        SELECT \(StoredRecord.columns) FROM record
        WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
        """
      var records: [Int64: StoredRecord] = [:]
      let rows = try db.rows(sql, [list])
      for (row, record) in zip(rows, try StoredRecord.all(rows, db)) {
        try records[row["id"]] = record
      }
      return records
    }
  }

  /// The incidents with these identifiers, as lists name them.
  package func incidents(named names: some Sequence<String>) throws(StoreError) -> [IncidentRow] {
    let list = JSONValue(Array(Set(names))).serialized()
    return try read { db in
      let shared = try Self.sharedIdentifiers(db)
      let columns = (["ownerRow"] + IncidentRow.columns).joined(separator: ", ")
      let rows = try db.rows(
        "SELECT \(columns) FROM incident WHERE id IN (SELECT value FROM json_each(?))", [list])
      return rows.map { IncidentRow($0, from: 1).named(shared) }
    }
  }

  /// When records last changed, by their kind; milliseconds since 1970.
  package func changes(ofKind kind: RecordKind) throws(StoreError) -> [String: Int64] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT lower(hex(uuid)) AS name, max(changedAt) AS at
        FROM record JOIN recordChange ON ownerRow = record.id
        WHERE kind = ? AND kind <> 'incident' GROUP BY uuid
        """, [kind.rawValue])
      return try Dictionary(
        rows.map { try ($0["name"] as String, $0["at"] as Int64) }, uniquingKeysWith: { $1 })
    }
  }
}

public import IRMER
public import RecordStore
internal import Records
internal import Replication
internal import Storage

/// Some of the incidents that a search finds.
public struct IncidentPage: Hashable, Sendable {
  /// In the order of the search.
  public var incidents: [ListedIncident] = []
  /// How many the search finds in all.
  public var total = 0

  public init() {}
}

extension RecordStore {
  /// Every incident, or those of one outcome, in the order in which they arrived here.
  public func listedIncidents(
    _ outcome: Assessment.Outcome? = nil
  ) throws(StoreError) -> [ListedIncident] {
    var search = IncidentSearch()
    search.outcome = outcome
    return try read { db in
      var listed: [ListedIncident] = []
      try Self.forEach(search.rows(on: .earliest), search, db) { listed.append($1) }
      return listed
    }
  }

  /// The number of incidents here.
  public func incidentCount() throws(StoreError) -> Int {
    try read { try $0.value("SELECT count(*) FROM incident", as: Int.self) ?? 0 }
  }

  /// Some of the incidents that a search finds, and how many there are. Where it is not for words, only
  /// those are read.
  ///
  /// - Parameter today: from which deadlines are counted.
  package func incidents(
    matching search: IncidentSearch, on today: CalendarDate, offset: Int, limit: Int
  ) throws(StoreError) -> IncidentPage {
    let (offset, limit) = (max(offset, 0), max(limit, 0))
    return try read { db in
      var page = IncidentPage()
      guard search.searchesText else {
        let count = search.count(on: today)
        page.total = try db.value(count.sql, count.arguments, as: Int.self) ?? 0
        let rows = search.rows(on: today, (limit, offset))
        try Self.forEach(rows, search, db) { page.incidents.append($1) }
        return page
      }
      try Self.forEach(search.rows(on: today), search, db) { _, incident in
        if page.total >= offset, page.incidents.count < limit { page.incidents.append(incident) }
        page.total += 1
      }
      return page
    }
  }

  /// The rows of the incidents that a search may find, in its order: eight bytes each. Words are not
  /// looked for yet.
  package func incidentRows(
    matching search: IncidentSearch, on today: CalendarDate
  ) throws(StoreError) -> [Int64] {
    let statement = search.names(on: today)
    return try read { try $0.values(statement.sql, statement.arguments, as: Int64.self) }
  }

  /// The incidents of some of these rows that a search finds, in the order of the rows.
  package func incidents(
    at rows: some Collection<Int64>, matching search: IncidentSearch
  ) throws(StoreError) -> [(row: Int64, incident: ListedIncident)] {
    try read { db in
      var found: [Int64: ListedIncident] = [:]
      try Self.forEach(IncidentSearch.rows(at: rows), search, db) { found[$0] = $1 }
      return rows.compactMap { row in found[row].map { (row, $0) } }
    }
  }

  /// The record of an incident's row.
  package func record(ofIncident row: Int64) throws(StoreError) -> StoredRecord {
    try read { try Self.record(at: row, $0) }
  }

  private static func forEach(
    _ statement: (sql: String, arguments: [any StoredValue]), _ search: IncidentSearch,
    _ db: Connection, _ body: (Int64, ListedIncident) -> Void
  ) throws {
    let shared = try sharedIdentifiers(db)
    let clock = IncidentRow.columns.count + 1
    try db.forEach(statement.sql, statement.arguments) { row in
      let (owner, incident) = (try row[0] as Int64, IncidentRow(row, from: 1))
      let isFound = try search.accepts(incident) { try record(at: owner, db).searchedText }
      guard isFound else { return }
      let notification: NotificationRow? =
        (try row[clock] as Int64?) == nil ? nil : NotificationRow(row, from: clock + 1)
      body(
        owner,
        ListedIncident(
          incident: incident.named(shared), notification: notification?.named(shared)))
    }
  }

  private static func record(at row: Int64, _ db: Connection) throws -> StoredRecord {
    let sql = "SELECT \(StoredRecord.columns) FROM record WHERE id = ?"
    guard let found = try db.first(sql, [row]) else {
      throw StoreError.damaged(detail: "an incident's row without its record")
    }
    return try StoredRecord(found, db)
  }
}

extension StoredRecord {
  /// The texts that are searched for words, in lower case, a line for each value.
  fileprivate var searchedText: String {
    state.live.compactMap { $0.value?.text }.joined(separator: "\n").lowercased()
  }
}

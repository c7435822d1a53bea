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
    search.outcome = outcome?.rawValue
    var listed: [ListedIncident] = []
    try forEachIncident(matching: search, on: .earliest) { incident, _ in listed.append(incident) }
    return listed
  }

  /// The number of incidents here.
  public func incidentCount() throws(StoreError) -> Int {
    try read { try $0.value("SELECT count(*) FROM incident", as: Int.self) ?? 0 }
  }

  /// Each incident that a search finds, one after the other, in its order. No more than one is held.
  ///
  /// - Parameters:
  ///   - today: from which deadlines are counted.
  ///   - body: is given the incident, and what reads its record.
  package func forEachIncident(
    matching search: IncidentSearch, on today: CalendarDate,
    _ body: (ListedIncident, @escaping () throws -> StoredRecord) throws -> Void
  ) throws(StoreError) {
    try read { try Self.forEach(search.rows(on: today), search, $0, body) }
  }

  /// Some of the incidents that a search finds, and how many there are. Where it is not for words, only
  /// those are read.
  package func incidents(
    matching search: IncidentSearch, on today: CalendarDate, offset: Int, limit: Int
  ) throws(StoreError) -> IncidentPage {
    let (offset, limit) = (max(offset, 0), max(limit, 0))
    return try read { db in
      var page = IncidentPage()
      guard search.searchesText else {
        let count = search.count(on: today)
        page.total = try db.value(count.sql, count.arguments, as: Int.self) ?? 0
        try Self.forEach(search.rows(on: today, (limit, offset)), search, db) { incident, _ in
          page.incidents.append(incident)
        }
        return page
      }
      try Self.forEach(search.rows(on: today), search, db) { incident, _ in
        if page.total >= offset, page.incidents.count < limit { page.incidents.append(incident) }
        page.total += 1
      }
      return page
    }
  }

  private static func forEach(
    _ statement: (sql: String, arguments: [any StoredValue]), _ search: IncidentSearch,
    _ db: Connection, _ body: (ListedIncident, @escaping () throws -> StoredRecord) throws -> Void
  ) throws {
    let shared = try sharedIdentifiers(db)
    let clock = IncidentRow.columns.count + 1
    try db.forEach(statement.sql, statement.arguments) { row in
      let (owner, incident) = (try row[0] as Int64, IncidentRow(row, from: 1))
      func record() throws -> StoredRecord { try self.record(at: owner, db) }
      guard try search.accepts(incident, text: { try record().searchedText }) else { return }
      let notification: NotificationRow? =
        (try row[clock] as Int64?) == nil ? nil : NotificationRow(row, from: clock + 1)
      try body(
        ListedIncident(
          incident: incident.named(shared), notification: notification?.named(shared)), record)
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

internal import Foundation
internal import GRDB
public import IRMER
public import Records
internal import Replication

// Lists are read from the plain tables, so that no record has to be decoded and judged again.

/// An incident as lists show it.
public struct ListedIncident: Hashable, Sendable {
  /// The incident's row.
  public let incident: IncidentRow
  /// `nil` where no notification is or was required.
  public let notification: NotificationRow?
}

/// A clinical audit as lists show it.
public struct ListedAudit: Hashable, Sendable {
  /// The audit's row.
  public let audit: AuditRow
  /// Its actions.
  public let actions: [ActionRow]
}

/// All plain tables at one moment, each in the order in which its records arrived here.
public struct ListedTables: Hashable, Sendable {
  /// All incidents.
  public var incidents: [IncidentRow] = []
  /// All notifications.
  public var notifications: [NotificationRow] = []
  /// All audits.
  public var audits: [AuditRow] = []
  /// All actions.
  public var actions: [ActionRow] = []
  /// All fields in conflict.
  public var conflicts: [ConflictRow] = []
}

extension RecordStore {
  /// All plain tables, read in one transaction.
  public func listedTables() throws(StoreError) -> ListedTables {
    try read { db in
      var tables = ListedTables()
      let shared = try Self.sharedIdentifiers(db)
      let themes = Set(
        try Int64.fetchAll(db, sql: "SELECT id FROM record WHERE kind = 'theme'"))
      try Self.forEach(IncidentRow.self, db) { tables.incidents.append($1.named(shared)) }
      try Self.forEach(NotificationRow.self, db) { owner, row in
        var row = row
        if themes.contains(owner) { row.kind = .theme }
        tables.notifications.append(row.named(shared))
      }
      try Self.forEach(AuditRow.self, db) { tables.audits.append($1.named(shared)) }
      try Self.forEach(ActionRow.self, db) { tables.actions.append($1.named(shared)) }
      try Self.forEach(ConflictRow.self, db) { tables.conflicts.append($1.named(shared)) }
      return tables
    }
  }

  /// Every incident, or those of one outcome, in the order in which they arrived here.
  public func listedIncidents(
    _ outcome: Assessment.Outcome? = nil
  ) throws(StoreError) -> [ListedIncident] {
    try read { db in
      var notifications: [Int64: NotificationRow] = [:]
      try Self.forEach(NotificationRow.self, db) { notifications[$0] = $1 }
      var listed: [ListedIncident] = []
      let shared = try Self.sharedIdentifiers(db)
      try Self.forEach(IncidentRow.self, db) { owner, row in
        guard outcome.map({ $0.rawValue == row.outcome }) ?? true else { return }
        listed.append(
          ListedIncident(
            incident: row.named(shared), notification: notifications[owner]?.named(shared)))
      }
      return listed
    }
  }

  /// The incidents that arrived here last, at most `limit`, in the order in which they arrived. Only these
  /// are read.
  public func listedIncidents(last limit: Int) throws(StoreError) -> [ListedIncident] {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      let columns = (["ownerRow"] + IncidentRow.columns).joined(separator: ", ")
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: "SELECT \(columns) FROM incident ORDER BY ownerRow DESC LIMIT ?"),
        arguments: [max(limit, 0)])
      return try rows.reversed().map { row in
        var cells = StoredCells(row)
        let owner = Int64(cells.count())
        let notification = try Self.notification(of: owner, db)
        return ListedIncident(
          incident: IncidentRow(reading: &cells).named(shared),
          notification: notification?.named(shared))
      }
    }
  }

  private static func notification(
    of owner: Int64, _ db: Database
  ) throws -> NotificationRow? {
    let columns = NotificationRow.columns.joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM notification WHERE ownerRow = ?")
    return try Row.fetchOne(statement, arguments: [owner]).map { row in
      var cells = StoredCells(row)
      return NotificationRow(reading: &cells)
    }
  }

  /// The number of incidents here.
  public func incidentCount() throws(StoreError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM incident") ?? 0 }
  }

  /// Every audit, in the order in which they arrived here.
  public func listedAudits() throws(StoreError) -> [ListedAudit] {
    try read { db in
      var actions: [Int64: [ActionRow]] = [:]
      try Self.forEach(ActionRow.self, db, where: "kind = 'audit'") { owner, row in
        actions[owner, default: []].append(row)
      }
      var listed: [ListedAudit] = []
      let shared = try Self.sharedIdentifiers(db)
      try Self.forEach(AuditRow.self, db) { owner, row in
        listed.append(
          ListedAudit(
            audit: row.named(shared), actions: (actions[owner] ?? []).map { $0.named(shared) }))
      }
      return listed
    }
  }

  /// Records with an open action due by a day.
  public func recordsWithOpenActions(
    dueBy limit: CalendarDate
  ) throws(StoreError) -> [StoredRecord] {
    try records(
      where: "id IN (SELECT ownerRow FROM action WHERE isOpen AND due <= ?)", "\(limit)")
  }

  /// Records that a replica other than this one has written to.
  public func recordsChangedByOthers() throws(StoreError) -> [StoredRecord] {
    try records(
      where: """
        id IN (SELECT record FROM entry WHERE record IS NOT NULL
          AND log IN (SELECT id FROM log WHERE replica <> ?))
        """, Data(identity.replica.bytes))
  }

  private func records(
    where condition: String, _ argument: any DatabaseValueConvertible
  ) throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record WHERE \(condition) ORDER BY id"
      return try Row.fetchAll(db, sql: sql, arguments: [argument.databaseValue])
        .map { try StoredRecord($0, db) }
    }
  }

  /// Every row of a table with the row of `record` that it belongs to.
  private static func forEach<R: ReadModelRow & ReadableRow>(
    _ type: R.Type, _ db: Database, where condition: String = "TRUE", _ body: (Int64, R) -> Void
  ) throws {
    let names = (["ownerRow"] + R.columns).joined(separator: ", ")
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT \(names) FROM \(R.table) WHERE \(condition) ORDER BY ownerRow")
    while let row = try cursor.next() {
      var cells = StoredCells(row)
      body(Int64(cells.count()), R(reading: &cells))
    }
  }
}

/// A row in a list, whose identifier opens its record: prefixed with the site where another site
/// has a record of the same UUID.
protocol NamedRow {
  static var name: WritableKeyPath<Self, String> { get }
  var site: String { get }
}

extension NamedRow {
  func named(_ shared: Set<String>) -> Self {
    guard !shared.isEmpty, shared.contains(self[keyPath: Self.name]) else { return self }
    var row = self
    row[keyPath: Self.name] = "\(site):\(row[keyPath: Self.name])"
    return row
  }
}

extension IncidentRow: NamedRow {
  static var name: WritableKeyPath<IncidentRow, String> { \.id }
}

extension NotificationRow: NamedRow {
  static var name: WritableKeyPath<NotificationRow, String> { \.incident }
}

extension AuditRow: NamedRow {
  static var name: WritableKeyPath<AuditRow, String> { \.id }
}

extension ActionRow: NamedRow {
  static var name: WritableKeyPath<ActionRow, String> { \.record }
}

extension ConflictRow: NamedRow {
  static var name: WritableKeyPath<ConflictRow, String> { \.record }
}

/// The cells of a row in the order of its columns. A value of the wrong type reads as empty: a file
/// that somebody altered must not end the process, and `verify` reports it.
struct StoredCells: RowCells {
  private let row: Row
  private var index = 0

  init(_ row: Row) { self.row = row }

  private mutating func next() -> DatabaseValue {
    defer { index += 1 }
    return row[index]
  }

  mutating func text() -> String? { String.fromDatabaseValue(next()) }
  mutating func count() -> Int { Int.fromDatabaseValue(next()) ?? 0 }
}

internal import Foundation
public import IRMER
public import RecordStore
public import Records
internal import Replication
package import Storage

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

extension RecordStore {
  /// Every row of a table, one after the other, in the order in which their records arrived here.
  package func forEachListed<Table: ListedTable>(
    _ type: TableRow<Table>.Type, _ body: (TableRow<Table>) throws -> Void
  ) throws(StoreError) {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      try Self.forEach(type, db) { try body($1.named(shared)) }
    }
  }

  /// Every audit, in the order in which they arrived here.
  public func listedAudits() throws(StoreError) -> [ListedAudit] {
    try read { db in
      var actions: [Int64: [ActionRow]] = [:]
      db.readAhead(Self.listedAuditsQueries)
      try Self.forEach(ActionRow.self, db, where: Self.isOfAudit) { owner, row in
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

  private static let isOfAudit = "kind = 'audit'"
  /// What ``listedAudits()`` reads.
  package static let listedAuditsQueries = [
    sharedIdentifiersQuery, every(AuditRow.self), every(ActionRow.self, where: isOfAudit),
  ]

  /// Records with an open action due by a day.
  public func recordsWithOpenActions(
    dueBy limit: CalendarDate
  ) throws(StoreError) -> [StoredRecord] {
    try records(
      where: "id IN (SELECT ownerRow FROM action WHERE isOpen = 1 AND due <= ?)", "\(limit)")
  }

  /// Records that a replica other than this one has written to.
  public func recordsChangedByOthers() throws(StoreError) -> [StoredRecord] {
    try records(
      where: "id IN (\(Self.rowsChangedByOthers))", identity.replica.bytes)
  }

  private func records(
    where condition: String, _ argument: any StoredValue
  ) throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record WHERE \(condition) ORDER BY id"
      return try StoredRecord.all(db.rows(sql, [argument.columnValue]), db)
    }
  }

  /// Every row of a table with the row of `record` that it is made from.
  private static func forEach<Table: ReadModelTable>(
    _ type: TableRow<Table>.Type, _ db: Connection, where condition: String = "TRUE",
    _ body: (Int64, TableRow<Table>) throws -> Void
  ) throws {
    try db.forEach(every(type, where: condition).sql) { row in
      try body(row[0], TableRow(row, from: 1))
    }
  }

  private static func every<Table: ReadModelTable>(
    _ type: TableRow<Table>.Type, where condition: String = "TRUE"
  ) -> Query {
    let table = Table.layout.description
    return Query(
      "SELECT \(table.columnNames) FROM \(table.name) WHERE \(condition) ORDER BY ownerRow")
  }
}

/// A row in a list, whose identifier opens its record: with the site in front where another site has a
/// record of the same UUID.
package protocol ListedTable: ReadModelTable {
  static var name: KeyPath<Self, TableColumn<Self, String>> { get }
  var site: TableColumn<Self, String> { get }
}

extension TableRow where Table: ListedTable {
  package func named(_ shared: Set<String>) -> Self {
    guard !shared.isEmpty else { return self }
    let name = self[dynamicMember: Table.name]
    guard shared.contains(name) else { return self }
    var row = self
    row[dynamicMember: Table.name] = "\(self.site):\(name)"
    return row
  }
}

extension IncidentTable: ListedTable {
  package static var name: KeyPath<IncidentTable, TableColumn<IncidentTable, String>> { \.id }
}

extension NotificationTable: ListedTable {
  package static var name: KeyPath<NotificationTable, TableColumn<NotificationTable, String>> {
    \.incident
  }
}

extension AuditTable: ListedTable {
  package static var name: KeyPath<AuditTable, TableColumn<AuditTable, String>> { \.id }
}

extension ActionTable: ListedTable {
  package static var name: KeyPath<ActionTable, TableColumn<ActionTable, String>> { \.record }
}

extension ConflictTable: ListedTable {
  package static var name: KeyPath<ConflictTable, TableColumn<ConflictTable, String>> { \.record }
}

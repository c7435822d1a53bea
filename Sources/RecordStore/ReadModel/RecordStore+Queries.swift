internal import Foundation
public import Replication
package import Storage

/// A record as the store has it.
public struct StoredRecord: Hashable, Sendable {
  /// The record's UUID.
  public let id: RecordID
  /// The record's kind.
  public let kind: String
  /// Whose record it is.
  public let scope: Scope
  /// The merged operations.
  public let state: MergedRecord

  /// The record's name: scope and UUID.
  public var key: RecordKey { RecordKey(scope: scope, record: id) }
}

/// One entry of a record's history.
public struct HistoryEntry: Hashable, Sendable {
  /// The entry.
  public let reference: EntryReference
  /// Its header.
  public let header: EntryHeader
  /// `nil` where the payload was redacted.
  public let payload: EntryPayload?
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// When it arrived here; milliseconds since 1970.
  public let receivedAt: Int64

  /// How many milliseconds the author's clock was ahead of ours, where that is worth a note.
  public var skewMilliseconds: Int64? {
    HybridClock.skewMilliseconds(of: header.time, receivedAt: receivedAt)
  }
}

extension RecordStore {
  /// Every record of a kind, in the order in which they arrived here.
  public func records(kind: String) throws(StoreError) -> [StoredRecord] {
    try read { try StoredRecord.all($0.rows([Self.recordsQuery(kind: kind)])[0], $0) }
  }

  /// What ``records(kind:)`` reads first.
  package static func recordsQuery(kind: String) -> Query {
    // The second condition lets SQLite use the index of the rarer kinds.
    let rare = kind == "incident" ? "" : "AND kind <> 'incident'"
    return Query(
      "SELECT \(StoredRecord.columns) FROM record WHERE kind = ? \(rare) ORDER BY id", [kind])
  }

  /// Some records of a kind, in the order in which they arrived here.
  ///
  /// - Parameter place: where the part before ended; 0 for the first.
  /// - Returns: the records, and where this part ended: `nil` where it is the last.
  public func records(
    kind: String, after place: Int64, limit: Int
  ) throws(StoreError) -> (records: [StoredRecord], last: Int64?) {
    try read { db in
      let rows = try db.rows(
        """
        SELECT \(StoredRecord.columns) FROM record WHERE kind = ? AND id > ? ORDER BY id LIMIT ?
        """, [kind, place, limit])
      let last = rows.count < limit ? nil : try rows.last.map { try $0["id"] as Int64 }
      return (try StoredRecord.all(rows, db), last)
    }
  }

  /// Every record, one after the other, without holding them all in memory.
  public func forEachRecord(
    _ body: (StoredRecord) throws -> Void
  ) throws(StoreError) {
    try read { db in
      let sql = "SELECT \(StoredRecord.columns) FROM record ORDER BY id"
      guard db.isEngine else {
        return try db.forEach(sql) { try body(try StoredRecord($0, db)) }
      }
      let rows = try db.rows(sql)
      for start in stride(from: 0, to: rows.count, by: StoredRecord.aheadMax) {
        let part = rows[start..<min(rows.count, start + StoredRecord.aheadMax)]
        for record in try StoredRecord.all(part, db) { try body(record) }
        db.forgetReadAhead()
      }
    }
  }

  /// Every entry of a record that is merged here, by time.
  ///
  /// - Parameter scope: the record's; `nil` for any scope that has a record of that identifier.
  public func history(
    of id: RecordID, in scope: Scope? = nil
  ) throws(StoreError) -> [HistoryEntry] {
    try read { db in
      let entries = try EntryTable.merged(of: id, in: scope, db).map(HistoryEntry.init)
      return entries.sorted {
        ($0.header.time, $0.reference) < ($1.header.time, $1.reference)
      }
    }
  }

  /// What ``history(of:in:)`` reads.
  package static func historyQuery(of id: RecordID, in scope: Scope?) -> Query {
    EntryTable.queryMerged(of: id, in: scope)
  }

  /// Which replica writes each log that is known here.
  public func replicas() throws(StoreError) -> [LogID: ReplicaID] {
    try read { db in
      var replicas: [LogID: ReplicaID] = [:]
      for row in try db.rows("SELECT log, replica FROM log") {
        if let log = row.value("log", as: LogID.self),
          let replica = row.value("replica", as: ReplicaID.self)
        {
          replicas[log] = replica
        }
      }
      return replicas
    }
  }
}

extension StoredRecord {
  package static let columns = "id, uuid, kind, scope, state"
  /// Records that are read together where all are read, each of some 20 kB.
  static let aheadMax = 512

  /// The records of some rows, of which a database server is asked at once for the entries of those
  /// that have only one.
  package static func all(_ rows: some Collection<Row>, _ db: Connection) throws -> [StoredRecord] {
    if db.isEngine {
      let single = try rows.filter { try ($0["state"] as [UInt8]).isEmpty }
      let queries = try single.map { RecordState.query(of: try $0["id"]) }
      db.readAhead(queries)
    }
    return try rows.map { try StoredRecord($0, db) }
  }

  /// - Parameter row: of ``columns``.
  package init(_ row: Row, _ db: Connection) throws {
    guard let id = row.value("uuid", as: RecordID.self),
      let scope = row.value("scope", as: Scope.self)
    else {
      throw StoreError.damaged(detail: "a record's identifier or scope")
    }
    self.id = id
    self.scope = scope
    kind = try row["kind"]
    state = try RecordState.read(row["state"] as [UInt8], of: row["id"], db)
  }
}

extension HistoryEntry {
  init(_ entry: EntryRow, in log: LogID, by replica: ReplicaID) throws {
    reference = EntryReference(log: log, sequence: entry.sequence, check: entry.hash.check)
    header = try entry.storedHeader()
    payload = try entry.stored(in: log)?.payload
    self.replica = replica
    receivedAt = entry.receivedAt
  }
}

internal import Replication
internal import Storage

// Entries by the record that they are part of.

extension EntryTable {
  private static let merged = """
    SELECT \(EntryRow.columns), log.log FROM entry JOIN log ON log.id = entry.log
    WHERE entry.record = ? AND entry.state = ?
    """

  /// What ``merged(of:_:)`` asks.
  ///
  /// - Parameter row: of the record.
  static func queryMerged(of row: Int64) -> Query {
    Query(merged, [row, EntryState.merged.rawValue])
  }

  /// The merged entries of a record, and the log of each, in no particular order.
  ///
  /// - Parameter row: of the record.
  static func merged(
    of row: Int64, _ db: Connection
  ) throws -> [(entry: EntryRow, log: LogID)] {
    var statement = try db.statement(merged)
    statement.bind(row)
    statement.bind(EntryState.merged.rawValue)
    return try statement.all { (try EntryRow($0), LogID(bytes: try $0.bytes(7))) }
      .compactMap { entry, log in log.map { (entry, $0) } }
  }

  /// What ``merged(of:in:_:)`` asks.
  static func queryMerged(of id: RecordID, in scope: Scope?) -> Query {
    Query(
      """
      SELECT log.log AS name, log.replica, entry.sequence, entry.header, entry.payload,
        entry.digest, entry.hash, entry.state, entry.receivedAt
      FROM record JOIN entry ON entry.record = record.id JOIN log ON log.id = entry.log
      WHERE record.uuid = ? AND (CAST(? AS TEXT) IS NULL OR record.scope = ?)
      """, [id, scope, scope])
  }

  /// The merged entries of the records of one identifier, the log of each and who writes it.
  ///
  /// - Parameter scope: the record's; `nil` for any scope that has a record of that identifier.
  static func merged(
    of id: RecordID, in scope: Scope?, _ db: Connection
  ) throws -> [(entry: EntryRow, log: LogID, replica: ReplicaID)] {
    return try db.rows([queryMerged(of: id, in: scope)])[0].map { row in
      guard let log = row.value("name", as: LogID.self),
        let replica = row.value("replica", as: ReplicaID.self)
      else { throw StoreError.damaged(detail: "an entry's log") }
      return (try EntryRow(row, from: 2), log, replica)
    }
  }

  /// The rows of the records without a stored state of which the log has entries from a sequence
  /// number on.
  static func recordsAsEntered(
    of log: LogRow, from sequence: UInt64, _ db: Connection
  ) throws -> [Int64] {
    try db.values(
      """
      SELECT DISTINCT record.id FROM entry JOIN record ON record.id = entry.record
      WHERE entry.log = ? AND entry.sequence >= ? AND length(record.state) = 0
      """, [log.key, sequence], as: Int64.self)
  }
}

extension RecordStore {
  /// The rows of `record` that a replica other than this one has written to: a part of a statement,
  /// with the other replica's bytes for its parameter.
  package static let rowsChangedByOthers = """
    SELECT record FROM entry WHERE record IS NOT NULL
      AND log IN (SELECT id FROM log WHERE replica <> ?)
    """
}

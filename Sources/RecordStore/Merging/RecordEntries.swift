internal import Replication
internal import Storage

/// The merged entries of a record.
enum RecordEntries {
  struct Placed {
    let log: LogID
    let row: EntryRow
    let header: EntryHeader
    /// `nil` where it was redacted.
    let payload: EntryPayload?

    var place: EntryReference {
      EntryReference(log: log, sequence: row.sequence, check: row.hash.check)
    }
    var name: EntryReference { header.origin ?? place }
  }

  /// The columns of an entry, and the name of its log.
  static let selection = """
    SELECT \(EntryRow.columns), log.log FROM entry JOIN log ON log.id = entry.log
    WHERE entry.record = ? AND entry.state = ?
    """

  /// What finds them.
  ///
  /// - Parameter row: of the record.
  static func query(of row: Int64) -> Query {
    Query(selection, [row, EntryState.merged.rawValue])
  }

  /// - Parameter row: of the record.
  static func merged(of row: Int64, _ db: Connection) throws -> [Placed] {
    var statement = try db.statement(selection)
    statement.bind(row)
    statement.bind(EntryState.merged.rawValue)
    let rows = try statement.all { (try EntryRow($0), LogID(bytes: try $0.bytes(7))) }
    return try rows.compactMap { row, log in
      guard let log else { return nil }
      let header = try row.storedHeader()
      let payload = try row.stored(in: log)?.payload
      return Placed(log: log, row: row, header: header, payload: payload)
    }
  }
}

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

  /// - Parameter row: of the record.
  static func merged(of row: Int64, _ db: Connection) throws -> [Placed] {
    try EntryTable.merged(of: row, db).map { entry, log in
      Placed(
        log: log, row: entry, header: try entry.storedHeader(),
        payload: try entry.stored(in: log)?.payload)
    }
  }
}

internal import Replication
internal import Storage

// What `verify` reads: entries as they are stored, also those that cannot be read.

extension EntryTable {
  /// An entry as it is stored.
  struct Found {
    /// `nil` where it cannot be read.
    let entry: EntryRow?
    let sequence: Int64
    /// As stored.
    let hash: Digest?
    /// The identifier of the record that it is filed under.
    let record: [UInt8]?
  }

  /// The entries of a log in their order, one after the other.
  static func forEach(
    of log: LogRow, _ db: Connection, _ body: (Found) throws -> Void
  ) throws {
    try db.forEach(
      """
      SELECT \(EntryRow.columns),
        (SELECT uuid FROM record WHERE record.id = entry.record) AS filedUnder
      FROM entry WHERE log = ? ORDER BY sequence
      """, [log.key]
    ) { row in
      try body(
        Found(
          entry: try? EntryRow(row), sequence: row["sequence"],
          hash: row.value("hash", as: Digest.self), record: row["filedUnder"]))
    }
  }

  /// An entry that is not merged, or listed among those that wait.
  struct Listing {
    let log: LogID
    let sequence: Int64
    /// `nil` where there is no such entry.
    let state: EntryState?
    let isListed: Bool
    /// What was decided about it, as listed.
    let decision: String?
  }

  /// The entries that are not merged, and those that are listed although they are, or are not there.
  static func listings(_ db: Connection) throws -> [Listing] {
    let sql = """
      SELECT log.log AS name, entry.sequence, entry.state, quarantine.decision,
        quarantine.log IS NOT NULL AS listed
      FROM entry JOIN log ON log.id = entry.log LEFT JOIN quarantine
        ON quarantine.log = entry.log AND quarantine.sequence = entry.sequence
      WHERE entry.state <> 0
      UNION ALL
      SELECT log.log, quarantine.sequence, coalesce(entry.state, -1), decision, 1 = 1
      FROM quarantine
      JOIN log ON log.id = quarantine.log
      LEFT JOIN entry ON entry.log = quarantine.log AND entry.sequence = quarantine.sequence
      WHERE coalesce(entry.state, 0) = 0 AND (decision IS NULL OR decision <> 'released'
        OR entry.state IS NULL)
      """
    return try db.rows(sql).compactMap { row in
      guard let log = row.value("name", as: LogID.self) else { return nil }
      return try Listing(
        log: log, sequence: row["sequence"], state: EntryState(rawValue: row["state"]),
        isListed: row["listed"], decision: row["decision"])
    }
  }
}

internal import Replication
internal import Storage

// Entries that a fork moved to another log, by the position that they had.

extension EntryTable {
  struct Moved {
    let entry: EntryRow
    let log: LogID
    /// Of the log in which the entry is now.
    let key: Int64
    /// Who writes that log.
    let replica: ReplicaID
  }

  /// What ``moved(from:_:)`` asks.
  static func queryMoved(from name: EntryReference) -> Query {
    Query(
      """
      SELECT log.replica, log.log, log.id, entry.sequence, entry.header, entry.payload,
        entry.digest, entry.hash, entry.state, entry.receivedAt
      FROM movedEntry JOIN log ON log.id = movedEntry.log
      JOIN entry ON entry.log = movedEntry.log AND entry.sequence = movedEntry.sequence
      WHERE originLog = ? AND originSequence = ?
      """, [name.log, name.sequence])
  }

  /// The entries whose name this is and that are in another log now.
  static func moved(from name: EntryReference, _ db: Connection) throws -> [Moved] {
    try db.rows([queryMoved(from: name)])[0].compactMap { row in
      let entry = try EntryRow(row, from: 3)
      guard let replica = row.value(0, as: ReplicaID.self),
        let log = row.value(1, as: LogID.self), try entry.storedHeader().origin == name
      else { return nil }
      return Moved(entry: entry, log: log, key: try row.integer(2), replica: replica)
    }
  }
}

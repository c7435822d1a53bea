internal import Foundation
internal import GRDB
public import Replication

extension RecordStore {
  /// Which of these entries a fork moved, and where they are now part of their records.
  ///
  /// - Parameter names: the names that their operations use.
  public func moved(
    among names: some Collection<EntryReference>
  ) throws(StoreError) -> [EntryReference: EntryPlace] {
    try read { db in
      var moved: [EntryReference: EntryPlace] = [:]
      for name in Set(names) { moved[name] = try MovedEntries.place(of: name, db) }
      return moved
    }
  }

  /// Which of these logs had entries that are in another log now.
  public func logsThatEntriesLeft(
    among logs: some Collection<LogID>
  ) throws(StoreError) -> Set<LogID> {
    try read { db in
      let sql = "SELECT EXISTS (SELECT 1 FROM movedEntry WHERE originLog = ?)"
      return Set(
        try logs.filter {
          try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [Data($0.bytes)]) ?? false
        })
    }
  }
}

/// Where entries are after a fork made them move.
enum MovedEntries {
  /// Where an entry is merged that is no longer at the position of its name.
  fileprivate static func place(of name: EntryReference, _ db: Database) throws -> EntryPlace? {
    let first = try LogRow.find(name.log, db)?.hash(at: name.sequence, db)
    guard first?.check != name.check else { return nil }
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT log.log AS name, movedEntry.sequence AS place, header FROM movedEntry
          JOIN log ON log.id = movedEntry.log
          JOIN entry ON entry.log = movedEntry.log AND entry.sequence = movedEntry.sequence
          WHERE originLog = ? AND originSequence = ? AND entry.state = ?
          """),
      arguments: [
        Data(name.log.bytes), Int64(clamping: name.sequence), EntryState.merged.rawValue,
      ])
    for row in rows {
      guard let header = try? EntryHeader(decoding: Array(row["header"] as Data)),
        header.origin == name, let log = LogID(bytes: row["name"] as Data)
      else { continue }
      return EntryPlace(log: log, sequence: UInt64(row["place"] as Int64))
    }
    return nil
  }

  static func note(
    _ origin: EntryReference, log: LogRow, sequence: UInt64, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO movedEntry (originLog, originSequence, log, sequence)
        VALUES (?, ?, ?, ?)
        """,
      arguments: [Data(origin.log.bytes), Int64(origin.sequence), log.key, Int64(sequence)])
  }
}

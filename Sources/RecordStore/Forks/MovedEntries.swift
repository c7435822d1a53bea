internal import Foundation
public import Replication
internal import Storage

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
          try db.value(sql, [$0.bytes], as: Bool.self) ?? false
        })
    }
  }
}

/// Where entries are after a fork made them move.
enum MovedEntries {
  /// Where an entry is merged that is no longer at the position of its name.
  fileprivate static func place(of name: EntryReference, _ db: Connection) throws -> EntryPlace? {
    let first = try LogRow.find(name.log, db)?.hash(at: name.sequence, db)
    guard first?.check != name.check else { return nil }
    for moved in try EntryTable.moved(from: name, db) where moved.entry.state == .merged {
      return EntryPlace(log: moved.log, sequence: moved.entry.sequence)
    }
    return nil
  }

  static func note(
    _ origin: EntryReference, log: LogRow, sequence: UInt64, _ db: Connection
  ) throws {
    try db.send(
      """
      INSERT INTO movedEntry (originLog, originSequence, log, sequence)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, [origin.log, origin.sequence, log.key, sequence])
  }
}

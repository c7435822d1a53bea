internal import Foundation
internal import Replication
internal import Storage

extension RecordStore {
  /// When the oldest entry arrived that the centre is not known to have; milliseconds since 1970.
  /// `nil` when there is none.
  public func oldestPending() throws(StoreError) -> Int64? {
    try read { db in
      var oldest: Int64?
      for log in try LogRow.all(db) where log.head > log.acknowledged {
        let next = log.acknowledged + 1
        let received = try db.value(
          "SELECT receivedAt FROM entry WHERE log = ? AND sequence = ?", [log.key, next],
          as: Int64.self)
        oldest = [oldest, received].compactMap(\.self).min()
      }
      return oldest
    }
  }

  /// How many paths are in conflict, over all records.
  public func conflictCount() throws(StoreError) -> Int {
    try read { try $0.value("SELECT count(*) FROM conflict", as: Int.self) ?? 0 }
  }

  /// The records with a conflict to settle, in the order in which they arrived here.
  public func recordsInConflict() throws(StoreError) -> [StoredRecord] {
    try read { db in
      let sql = """
        SELECT \(StoredRecord.columns) FROM record
        WHERE id IN (SELECT ownerRow FROM conflict) ORDER BY id
        """
      return try StoredRecord.all(db.rows(sql), db)
    }
  }
}

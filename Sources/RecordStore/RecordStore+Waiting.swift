internal import Foundation
internal import GRDB
internal import Replication

extension RecordStore {
  /// When the oldest entry was written that the centre is not known to have; milliseconds since
  /// 1970, by the clock of who wrote it. `nil` when nothing waits.
  public func oldestPending() throws(StoreError) -> Int64? {
    try read { db in
      var oldest: Int64?
      for log in try LogRow.all(db) where log.head > log.acknowledged {
        let next = Int64(log.acknowledged) + 1
        let received = try Int64.fetchOne(
          db, sql: "SELECT receivedAt FROM entry WHERE log = ? AND sequence = ?",
          arguments: [log.key, next])
        oldest = [oldest, received].compactMap(\.self).min()
      }
      return oldest
    }
  }

  /// How many paths are in conflict, over all records.
  public func conflictCount() throws(StoreError) -> Int {
    try read { db in
      var count = 0
      let states = try Row.fetchCursor(db, sql: "SELECT state FROM record")
      while let row = try states.next() {
        count += try MergedRecord(decoding: Array(row["state"] as Data)).conflicts.count
      }
      return count
    }
  }
}

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
        let received = try EntryTable.receivedAt(log, log.acknowledged + 1, db)
        oldest = [oldest, received].compactMap(\.self).min()
      }
      return oldest
    }
  }
}

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
}

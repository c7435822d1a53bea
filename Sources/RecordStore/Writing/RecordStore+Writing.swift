internal import Foundation
internal import Replication
internal import Storage

extension RecordStore {
  /// How many entries are appended before the owner signs a checkpoint: half of what a segment may
  /// hold, so that every segment can end in one.
  static let entriesBetweenCheckpoints: UInt64 = UInt64(LogSegment.entriesMax / 2)
  /// How many bytes: what a line of 30 kbit/s transfers in some ten seconds, since less than the
  /// entries of one checkpoint cannot be sent.
  static let bytesBetweenCheckpoints = 32 * 1024

  /// Writes changes in one transaction, in order. They are on the disk when this returns.
  ///
  /// A change that is too large for one entry becomes several entries of its record.
  ///
  /// - Returns: the first entry of each change.
  @discardableResult
  public func write(_ changes: [Change]) throws(StoreError) -> [Written] {
    try write { db in
      var merging = Merging(self)
      var appender = try Appender(store: self, db)
      var written: [Written] = []
      for change in changes {
        let pieces = try change.pieces().map { try appender.append($0, to: &merging, db) }
        written += pieces.prefix(1)
      }
      try merging.write(db)
      try appender.finish(db)
      return written
    }
  }
}

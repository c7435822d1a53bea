internal import Foundation
public import Replication
internal import Storage

// The centre has given up one line of its own log: it was restored from an older copy, wrote more,
// and then got its earlier line back from another site. What it had written since continues in
// another log of the centre. A store that still has the abandoned line replaces it with the
// centre's; nothing of it is written again, because the centre has done so.

extension ForkHealing {
  /// Removes our line from the log where every entry of it is also in another log here.
  ///
  /// - Returns: the log, cut back to what both lines share; `nil` where an entry is only here, so
  ///   that nothing was changed.
  func giveUpOurs(_ db: Connection) throws -> LogRow? {
    let line = try EntryTable.line(of: log, from: from, db)
    guard let continuedAs = try Self.copies(of: line, in: log, db) else { return nil }
    try keep(line.map { ($0.sequence, $0.sealed, $0.hash) }, db)
    try RecordState.writeOut(of: log, from: from, db)
    try Self.cut(log, from: from, db)
    try Self.note(log, from: from, now: now, continuedAs: continuedAs.first, db)
    return try row(db)
  }

  /// The logs that have copies of all these entries; `nil` if one of them has none.
  ///
  /// An entry without a readable header or without a payload is never copied.
  static func copies(
    of line: [EntryRow], in log: LogRow, _ db: Connection
  ) throws -> [LogID]? {
    var logs: [LogID] = []
    for row in line {
      guard let header = try? EntryHeader(decoding: row.sealed.header), row.sealed.payload != nil
      else { continue }
      let name = header.origin ?? log.reference(to: row.sequence, hash: row.hash)
      guard let copy = try copy(of: name, asMerged: row.state == .merged, besides: log, db) else {
        return nil
      }
      logs.append(copy)
    }
    return logs
  }

  private static func copy(
    of name: EntryReference, asMerged: Bool, besides log: LogRow, _ db: Connection
  ) throws -> LogID? {
    for moved in try EntryTable.moved(from: name, db) where moved.key != log.key {
      if moved.entry.state == .merged || !asMerged { return moved.log }
    }
    return nil
  }
}

extension RecordStore {
  /// Whether every entry here of a log from a sequence number on is also in other logs here, so
  /// that another replica's line of the log can be accepted.
  public func hasCopies(of name: LogID, from sequence: UInt64) throws(StoreError) -> Bool {
    try read { db in
      guard let log = try LogRow.find(name, db), sequence >= 1 else { return false }
      let line = try EntryTable.line(of: log, from: sequence, db)
      return try ForkHealing.copies(of: line, in: log, db) != nil
    }
  }
}

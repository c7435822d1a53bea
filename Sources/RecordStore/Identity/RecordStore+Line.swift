internal import Foundation
package import Replication
internal import Storage

extension RecordStore {
  /// What to report to the centre with the next request. A new token is on the disk before it is
  /// sent, and is sent until the centre has answered, so that a lost answer does no harm.
  package func lineClaim() throws(StoreError) -> LineClaim {
    if let claim = try read(Self.currentClaim) { return claim }
    return try write { db in
      if let claim = try Self.currentClaim(db) { return claim }
      let row = try db.first("SELECT line, acknowledged FROM continuity")
      let line = try (row?["line"] as Int64?) ?? Int64(UInt32.random(in: 1 ... .max))
      let known = try UInt64(bitPattern: (row?["acknowledged"] as Int64?) ?? 0)
      let token = (known >> 32 &+ 1) << 32 | UInt64(UInt32.random(in: .min ... .max))
      try db.send(
        "UPDATE continuity SET line = ?, offered = ?, offeredFor = ?",
        [line, Int64(bitPattern: token), try Self.ownEntries(db)])
      return LineClaim(line: UInt32(truncatingIfNeeded: line), acknowledged: known, offered: token)
    }
  }

  /// - Returns: `nil` where the store wrote entries since it last offered a token.
  static func currentClaim(_ db: Connection) throws -> LineClaim? {
    guard
      let row = try db.first("SELECT line, acknowledged, offered, offeredFor FROM continuity"),
      let line = try row["line"] as Int64?
    else { return nil }
    let offered = try row["offered"] as Int64?
    guard try offered != nil || row["offeredFor"] as Int64 == ownEntries(db) else { return nil }
    return try LineClaim(
      line: UInt32(truncatingIfNeeded: line),
      acknowledged: UInt64(bitPattern: (row["acknowledged"] as Int64?) ?? 0),
      offered: UInt64(bitPattern: offered ?? 0))
  }

  private static func ownEntries(_ db: Connection) throws -> Int64 {
    let sql = "SELECT coalesce(sum(head), 0) FROM log WHERE own = 1"
    return try db.value(sql, as: Int64.self) ?? 0
  }

  /// Records the centre's answer: that it knows a later state of this store, which then continues
  /// in new logs, or that it has the token.
  package func noteLine(isBehind: Bool) throws(StoreError) {
    if isBehind {
      return try write {
        try Continuity.beginNewLogs(
          StoreDifference(cause: .putBack), at: environment.now(), $0)
      }
    }
    let isOpen = try read { db in
      try db.value("SELECT offered IS NOT NULL FROM continuity", as: Bool.self) ?? false
    }
    guard isOpen else { return }
    try write { db in
      try db.send("UPDATE continuity SET acknowledged = offered, offered = NULL")
    }
  }
}

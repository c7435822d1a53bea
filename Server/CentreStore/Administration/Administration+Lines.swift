internal import Foundation
package import RecordStore
package import Replication
internal import Storage

extension Administration {
  /// How many lines are remembered for one device: each is a store that was restored or copied.
  static let linesMax = 64

  /// Compares the line that a store reports with the one that is known, and stores it.
  ///
  /// - Returns: whether a later state of the store is known; nothing is stored then.
  package func isBehind(
    _ claim: LineClaim, of replica: ReplicaID, at now: Int64
  ) throws(StoreError) -> Bool {
    let comparison = try compare(claim, of: replica)
    guard comparison == .later else { return comparison == .behind }
    try store.write { db in
      try db.send(
        """
        INSERT INTO deviceLine (replica, line, token, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (replica, line) DO UPDATE SET token = excluded.token, at = excluded.at
        """,
        [
          replica, Int64(claim.line), Int64(bitPattern: claim.kept), now,
        ])
      try db.send(
        """
        DELETE FROM deviceLine WHERE replica = ? AND line NOT IN (
          SELECT line FROM deviceLine WHERE replica = ? ORDER BY at DESC, line LIMIT ?)
        """, [replica, replica, Self.linesMax])
    }
    return false
  }

  /// How a reported line relates to the one that is known.
  package enum LineComparison { case behind, same, later }

  package func compare(
    _ claim: LineClaim, of replica: ReplicaID
  ) throws(StoreError) -> LineComparison {
    let known = try store.read { try Self.token(of: replica, claim.line, $0) }
    if let known, claim.isBehind(known) { return .behind }
    return claim.kept == 0 || known == claim.kept ? .same : .later
  }

  private static func token(
    of replica: ReplicaID, _ line: UInt32, _ db: Connection
  ) throws -> UInt64? {
    let query = tokenQuery(of: replica, line)
    return try db.value(query.sql, query.values, as: Int64.self).map { UInt64(bitPattern: $0) }
  }

  static func tokenQuery(of replica: ReplicaID, _ line: UInt32) -> Query {
    Query("SELECT token FROM deviceLine WHERE replica = ? AND line = ?", [replica, Int64(line)])
  }
}

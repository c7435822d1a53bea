internal import Foundation
internal import Replication
internal import Storage

/// How many entries of each replica wait for another entry, counted by index once per transaction.
///
/// All of them are judged again when that entry arrives, in whichever request.
struct WaitingRoom {
  /// `nil` where no limit applies.
  let limits: IntakeLimits?
  private var counts: [ReplicaID: Int] = [:]

  init(_ limits: IntakeLimits?) { self.limits = limits }

  /// Counts one more, unless the limit is reached.
  ///
  /// - Returns: whether there is room.
  mutating func take(_ replica: ReplicaID, _ db: Connection) throws -> Bool {
    guard let limits else { return true }
    let most = limits.waitingPerReplicaMax
    let count = try counts[replica] ?? Self.count(of: replica, upTo: most, db)
    counts[replica] = min(count + 1, most)
    return count < most
  }

  private static func count(of replica: ReplicaID, upTo most: Int, _ db: Connection) throws -> Int {
    try db.value(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM log
        CROSS JOIN quarantine INDEXED BY quarantineByLog ON quarantine.log = log.id
        WHERE log.replica = ? AND decision IS NULL AND reason IN (\(AdmissionReason.sqlList))
        LIMIT \(most)) AS found
      """, [replica], as: Int.self) ?? 0
  }
}

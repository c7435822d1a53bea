internal import GRDB
public import Replication

/// How far this store has each log, as it tells one replica that asked.
public struct FrontierAnswer: Hashable, Sendable {
  public var frontier = Frontier()
  /// Logs of which the other side has another line of entries.
  public var forked: [LogID] = []
}

extension RecordStore {
  /// The centre's frontier for a replica: of the logs that it may read or has itself.
  ///
  /// What waits in quarantine is not served, so it does not count for a replica that lacks it: the
  /// two sides agree when everything that may travel has. A replica that wrote or relayed the
  /// entry itself is told that it arrived.
  ///
  /// - Parameters:
  ///   - claimed: the frontier of the replica that asks.
  ///   - scopes: what it may read.
  public func answer(
    to claimed: Frontier, scopes: Set<Scope>
  ) throws(StoreError) -> FrontierAnswer {
    try read { db in
      var answer = FrontierAnswer()
      for log in try LogRow.all(db) where log.head > 0 {
        let theirs = claimed[log.log]
        guard theirs != nil || scopes.contains(log.descriptor.scope) else { continue }
        if let theirs, theirs.check != 0, theirs.sequence <= log.head,
          try log.hash(at: theirs.sequence, db)?.check != theirs.check
        {
          answer.forked.append(log.log)
        }
        let servable = try Quarantine.firstWaiting(in: log, db).map { $0 - 1 } ?? log.head
        let shown = min(log.head, max(servable, theirs?.sequence ?? 0))
        guard shown > 0, let hash = try log.hash(at: shown, db) else { continue }
        answer.frontier[log.log] = Frontier.Position(sequence: shown, check: hash.check)
      }
      return answer
    }
  }
}

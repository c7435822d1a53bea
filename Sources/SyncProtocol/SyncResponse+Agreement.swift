internal import Replication

// Whether an answer and what a store holds are the same.

extension SyncResponse {
  /// Whether the centre now holds every segment that was prepared.
  ///
  /// - Parameter logs: logs that it does not take.
  func accepted(all prepared: SyncSession.Prepared, but logs: Set<LogID>) -> Bool {
    prepared.isComplete
      && prepared.segments.allSatisfy {
        frontier.sequence(of: $0.log) >= $0.last || logs.contains($0.log)
      }
  }

  /// The logs that both sides do not hold to the same position, with the same entries. Of a log that the
  /// centre does not take it may have less than the store, or another line.
  func differences(from stored: SyncSession.Stored) -> Set<LogID> {
    let ours = stored.frontier
    guard ours.positions != frontier.positions else { return [] }
    let lines = Set(forked)
    return Set(ours.positions.keys).union(frontier.positions.keys).filter { log in
      let isLess = frontier.sequence(of: log) < ours.sequence(of: log)
      return frontier[log] != ours[log]
        && !(stored.notTaken.contains(log) && (isLess || lines.contains(log)))
    }
  }
}

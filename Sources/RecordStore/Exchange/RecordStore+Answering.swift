public import Replication
internal import Storage

/// How much of each log this store has, as reported to one replica that asked.
public struct FrontierAnswer: Hashable, Sendable {
  /// How much of each log this store holds.
  public var frontier = Frontier()
  /// Logs of which the other side has another line of entries.
  public var forked: [LogID] = []
}

extension RecordStore {
  /// The centre's frontier for a replica: of the logs that it may read or has itself.
  ///
  /// Quarantined entries are not served, so they do not count for a replica that lacks them: the
  /// two sides agree when everything that may be sent was sent. A replica that wrote or relayed
  /// such an entry itself learns that it arrived, even where it is on a line that had to leave its
  /// log here and continues in another.
  ///
  /// Of a log that it may not read, a replica learns only what it has shown to know: not how much
  /// of the log is here.
  ///
  /// - Parameters:
  ///   - claimed: the frontier of the replica that asks.
  ///   - delivered: how much of each log it delivered with this request.
  ///   - scopes: what it may read.
  public func answer(
    to claimed: Frontier, delivered: [LogID: UInt64] = [:], scopes: Set<Scope>
  ) throws(StoreError) -> FrontierAnswer {
    try read { db in
      var answer = FrontierAnswer()
      db.readAhead([EntryTable.anythingWaits])
      let logs = try LogRow.all(of: scopes, and: claimed.positions.keys, db)
        .filter { $0.head > 0 }
      db.readAhead(logs.flatMap { Self.queries(about: claimed[$0.log], $0) })
      let waiting = try Quarantine.firstWaiting(in: logs, db)
      db.readAhead(waiting.map { Self.lastCheckpoint(of: $0.key, before: $0.value) })
      for log in logs {
        let theirs = claimed[log.log]
        let isReadable = scopes.contains(log.descriptor.scope)
        guard theirs != nil || isReadable else { continue }
        if let theirs, try Self.isOtherLine(theirs, log, db) {
          answer.forked.append(log.log)
          let name = EntryReference(
            log: log.log, sequence: theirs.sequence, check: theirs.check)
          if try ForkHealing.hasMoved(name, db) {
            answer.frontier[log.log] = theirs
            continue
          }
        }
        let servable = try Self.servable(log, upTo: waiting[log.key], db)
        var shown = min(log.head, max(servable, theirs?.sequence ?? 0))
        if !isReadable {
          shown = try Self.known(theirs, delivered[log.log] ?? 0, of: log, db)
        }
        guard shown > 0, let hash = try log.hash(at: shown, db) else { continue }
        answer.frontier[log.log] = Frontier.Position(sequence: shown, check: hash.check)
      }
      return answer
    }
  }

  /// How much of a log a replica has shown to know.
  private static func known(
    _ claim: Frontier.Position?, _ delivered: UInt64, of log: LogRow, _ db: Connection
  ) throws -> UInt64 {
    let delivered = min(delivered, log.head)
    guard let claim, claim.sequence > delivered, claim.sequence <= log.head,
      try log.hash(at: claim.sequence, db)?.check == claim.check
    else { return delivered }
    return claim.sequence
  }

  /// Whether a claim is of another line of entries than the log here.
  private static func isOtherLine(
    _ claim: Frontier.Position, _ log: LogRow, _ db: Connection
  ) throws -> Bool {
    if claim.sequence <= log.head {
      return try log.hash(at: claim.sequence, db)?.check != claim.check
    }
    let name = EntryReference(log: log.log, sequence: claim.sequence, check: claim.check)
    return try ForkHealing.hasMoved(name, db)
  }

  /// How far a log can be served: up to the last checkpoint before a quarantined entry.
  private static func servable(
    _ log: LogRow, upTo waiting: UInt64?, _ db: Connection
  ) throws -> UInt64 {
    guard let waiting else { return log.head }
    let query = lastCheckpoint(of: log.key, before: waiting)
    return try db.value(query.sql, query.values, as: UInt64.self) ?? 0
  }

  private static func lastCheckpoint(of log: Int64, before sequence: UInt64) -> Query {
    Query(
      "SELECT max(sequence) FROM checkpoint WHERE log = ? AND sequence < ?",
      [log, sequence])
  }

  /// What is asked to compare a claim with a log.
  private static func queries(about claim: Frontier.Position?, _ log: LogRow) -> [Query] {
    guard let claim, claim.sequence != log.head else { return [] }
    return claim.sequence < log.head
      ? [log.queryHash(at: claim.sequence)]
      : [ForkHealing.queryHashes(of: log.log, at: claim.sequence)]
  }
}

package import Replication
internal import Storage

// What bundles and the exchange need of the store beyond what one batch needs.

extension RecordStore {
  /// The reason for entries of a replica that the centre has not endorsed, as far as is known here.
  package static let unknownReplica = "unknown-replica"

  /// A log that is here, and its chain hash at a sequence number that is here.
  package func chain(
    of log: LogID, at sequence: UInt64
  ) throws(StoreError) -> (LogDescriptor, Digest)? {
    try read { db in
      guard let row = try LogRow.find(log, db), let hash = try row.hash(at: sequence, db) else {
        return nil
      }
      return (row.descriptor, hash)
    }
  }

  /// The logs of a stick's segments that a site does not take: beyond what one replica may have, or what
  /// all have together for which no centre vouches.
  package func logsBeyondLimits(
    _ segments: [LogSegment], endorsed: Set<EndorsedReplica>
  ) throws(StoreError) -> [LogID: LogSegment.VerificationFailure] {
    try read { db in
      let here = try LogRow.all(db)
      var room = StrangersRoom(own: identity.replica, endorsed: endorsed)
      room.entries = try EntryTable.countAside(
        upTo: IntakeLimits.strangersEntriesAtSiteMax, db)
      for log in here { room.note(log.descriptor) }
      let known = Dictionary(here.map { ($0.log, $0) }) { first, _ in first }
      var beyond: [LogID: LogSegment.VerificationFailure] = [:]
      for segment in segments where beyond[segment.log] == nil && segment.isWithinBounds {
        let log = known[segment.log]
        guard let descriptor = log?.descriptor ?? segment.descriptor else { continue }
        let new = segment.last > log?.head ?? 0 ? segment.last - (log?.head ?? 0) : 0
        beyond[segment.log] = room.refusal(of: Int(clamping: new), in: descriptor)
      }
      return beyond
    }
  }

  /// Follows the centre about entries that wait here until it has judged them, because the replica
  /// was unknown or because of their contents: releases those that the centre has since shown to
  /// have merged (it sent that replica's entries, or acknowledged these), and keeps out those that
  /// a person there keeps out. What waits there, too, goes on waiting here.
  ///
  /// - Returns: how many entries were released.
  @discardableResult
  package func releaseVouched() throws(StoreError) -> Int {
    let waiting = try quarantine().filter {
      $0.reason == Self.unknownReplica || AdmissionReason(rawValue: $0.reason) != nil
    }
    guard !waiting.isEmpty else { return 0 }
    let endorsed = try endorsed()
    let acknowledged = try acknowledgedFrontier()
    let held = try held()
    let heldByLog = Dictionary(grouping: held, by: \.log)
    let decided = waiting.filter { entry in
      heldByLog[entry.log]?.contains { $0.isDecided && $0.holds(entry) } ?? false
    }
    if !decided.isEmpty {
      try decide(
        .keptOut, on: decided.map { ($0.log, $0.sequence) }, by: "centre",
        why: "the centre keeps it out")
    }
    let known = waiting.filter { entry in
      let isHeld = heldByLog[entry.log]?.contains { $0.holds(entry) } ?? false
      return !isHeld
        && (entry.reason == Self.unknownReplica
          && endorsed.contains(EndorsedReplica(replica: entry.replica, scope: entry.scope))
          || entry.sequence <= acknowledged.sequence(of: entry.log))
    }
    return try decide(
      .released, on: known.map { ($0.log, $0.sequence) }, by: "centre",
      why: "the centre has merged what this replica wrote")
  }
}

extension HeldEntries {
  func holds(_ entry: QuarantinedEntry) -> Bool {
    log == entry.log && (first...last).contains(entry.sequence)
  }
}

/// How much a site still takes from replicas that its centre does not vouch for.
private struct StrangersRoom {
  let own: ReplicaID
  let endorsed: Set<EndorsedReplica>
  var entries = 0
  private var logs: [LogID: LogDescriptor] = [:]
  private var counts: [ReplicaID: Int] = [:]
  private var strangers = 0

  init(own: ReplicaID, endorsed: Set<EndorsedReplica>) {
    (self.own, self.endorsed) = (own, endorsed)
  }

  private func isStranger(_ log: LogDescriptor) -> Bool {
    log.replica != own
      && !endorsed.contains(EndorsedReplica(replica: log.replica, scope: log.scope))
  }

  mutating func note(_ log: LogDescriptor) {
    guard logs.updateValue(log, forKey: log.id) == nil else { return }
    counts[log.replica, default: 0] += 1
    if isStranger(log) { strangers += 1 }
  }

  /// Why entries of a log are not taken; where they are, they are counted.
  mutating func refusal(
    of new: Int, in log: LogDescriptor
  ) -> LogSegment.VerificationFailure? {
    let isStranger = isStranger(log)
    if logs[log.id] == nil {
      guard counts[log.replica, default: 0] < IntakeLimits().logsPerReplicaMax,
        !isStranger || strangers < IntakeLimits.strangersAtSiteMax
      else { return .tooManyLogs }
    }
    if isStranger, new > 0 {
      guard entries < IntakeLimits.strangersEntriesAtSiteMax else { return .tooManyEntries }
      entries += new
    }
    note(log)
    return nil
  }
}

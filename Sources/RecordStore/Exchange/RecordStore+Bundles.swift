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

  /// The logs that these segments would begin beyond ``IntakeLimits/strangersAtSiteMax``.
  package func strangersBeyondLimit(
    _ segments: [LogSegment], endorsed: Set<ReplicaID>
  ) throws(StoreError) -> Set<LogID> {
    let begun = segments.filter { segment in
      guard let replica = segment.descriptor?.replica else { return false }
      return replica != identity.replica && !endorsed.contains(replica)
    }.map(\.log)
    guard !begun.isEmpty else { return [] }
    return try read { db in
      let known = try LogRow.find(begun, db)
      let here = try LogRow.all(db).count { log in
        !log.isOwn && log.descriptor.replica != identity.replica
          && !endorsed.contains(log.descriptor.replica)
      }
      let new = begun.filter { known[$0] == nil }
      return Set(new.dropFirst(max(0, IntakeLimits.strangersAtSiteMax - here)))
    }
  }

  /// Follows the centre about entries that wait here until it has judged them, because the replica
  /// was unknown or because of their contents: releases those that the centre has since shown to
  /// have merged (it sent that replica's entries, or acknowledged these), and keeps out those that
  /// a person there keeps out.
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
    let decided = waiting.filter { entry in held.contains { $0.isDecided && $0.holds(entry) } }
    if !decided.isEmpty {
      try decide(
        .keptOut, on: decided.map { ($0.log, $0.sequence) }, by: "centre",
        why: "the centre keeps it out")
    }
    let known = waiting.filter { entry in
      let isHeld = held.contains { $0.holds(entry) }
      return !decided.contains(entry)
        && (entry.reason == Self.unknownReplica
          && endorsed.contains(EndorsedReplica(replica: entry.replica, scope: entry.scope))
          || (!isHeld && entry.sequence <= acknowledged.sequence(of: entry.log)))
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

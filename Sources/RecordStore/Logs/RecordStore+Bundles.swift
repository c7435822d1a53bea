internal import GRDB
package import Replication

// What bundles and the exchange ask of the store beyond what one batch needs.

extension RecordStore {
  /// The reason under which entries wait whose replica nobody here has heard the centre vouch for.
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

  /// Follows the centre with what waits here until it has judged it, because the replica was not known
  /// or for what the entry says: releases what the centre has since shown that it merged (it sent that
  /// replica's entries, or acknowledged these), and keeps out what a person there keeps out.
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

public import Replication

/// What happens to the entries of a received log.
public enum Admission: Hashable, Sendable {
  case merge
  /// Stored unchanged and listed until somebody decides; never shown as part of a record.
  case quarantine(reason: String)
  /// Of a scope that this store may not read: stored unmerged and relayed.
  case relay
}

/// What to do when a received log has another line of entries than this store.
public enum ForkPolicy: Hashable, Sendable {
  /// Append nothing and report it: the sender heals it. The centre, over HTTPS.
  case refuse
  /// Theirs keeps the log; ours continues in a new log of this replica. A site, from its centre.
  case yield
  /// As ``yield``, unless theirs had to leave the log here before. A centre, for its own logs:
  /// another line can only be from before a restore.
  case recover
  /// Theirs keeps the log; ours is dropped from it where every entry of it is in another log here.
  /// A site, for the centre's logs.
  case replace
  /// Ours keeps the log; theirs continues in a new log of this replica. A bundle, and the centre
  /// when somebody relays another replica's log.
  case adopt
}

/// The result of ingesting segments.
public struct Ingested: Hashable, Sendable {
  /// Entries that became part of a record.
  public var merged = 0
  /// Entries that wait for a decision.
  public var quarantined = 0
  /// Entries of a scope that this store may not read, stored to be relayed.
  public var relayed = 0
  /// Entries that were here already.
  public var known = 0
  /// Entries that follow ones missing here; they will be sent again.
  public var missing = 0
  /// Logs whose entries differ from those under the same numbers here.
  public var forked: Set<LogID> = []
  /// Of these, the ones left unchanged: where the lines diverge.
  public var divergedAt: [LogID: UInt64] = [:]
  /// Segments that failed verification, and why. Nothing of them was stored.
  public var refused: [LogID: LogSegment.VerificationFailure] = [:]
  /// Of these, the ones that may belong to another line of the log that diverges before their first
  /// entry.
  public var divergedBeforeStart: Set<LogID> = []
  /// Segments left for another request, because this one's limit of work was reached.
  public var postponed = 0
  /// Logs that are new here.
  public var newLogs = 0
  /// Bytes of new entries that were merged.
  public var mergedBytes = 0
  /// Bytes of new entries that were stored without being merged.
  public var asideBytes = 0
  /// Records that changed.
  public var records: Set<RecordID> = []

  /// Nothing was ingested.
  public init() {}

  /// Entries that are new here, in any state.
  public var new: Int { merged + quarantined + relayed }

  /// Adds the counts of a later batch.
  public mutating func add(_ other: Ingested) {
    merged += other.merged
    quarantined += other.quarantined
    relayed += other.relayed
    known += other.known
    missing += other.missing
    forked.formUnion(other.forked)
    divergedAt.merge(other.divergedAt, uniquingKeysWith: min)
    refused.merge(other.refused) { first, _ in first }
    divergedBeforeStart.formUnion(other.divergedBeforeStart)
    postponed += other.postponed
    newLogs += other.newLogs
    mergedBytes += other.mergedBytes
    asideBytes += other.asideBytes
    records.formUnion(other.records)
  }
}

public import Replication

/// What becomes of the entries of a log that comes in.
public enum Admission: Hashable, Sendable {
  case merge
  /// Kept whole and listed until somebody decides; never shown as part of a record.
  case quarantine(reason: String)
  /// Of a scope that this store may not read: kept unmerged and passed on.
  case carry
}

/// What to do when a log comes in with another line of entries than this store has.
public enum ForkPolicy: Hashable, Sendable {
  /// Take nothing and say so: whoever sent it heals it. The centre, over HTTPS.
  case refuse
  /// Theirs keeps the log; ours goes on under a new log of this replica. A site, from its centre.
  case yield
  /// As ``yield``, unless theirs had to leave the log here before. A centre, of its own logs: another
  /// line can only be what was here before a restore.
  case recover
  /// Theirs keeps the log; ours is dropped from it where every entry of it is in another log here.
  /// A site, of the centre's logs.
  case replace
  /// Ours keeps the log; theirs goes on under a new log of this replica. A bundle, and the centre
  /// when somebody passes on another's log.
  case adopt
}

/// What came of the segments that were offered.
public struct Ingested: Hashable, Sendable {
  /// Entries that became part of a record.
  public var merged = 0
  /// Entries that wait for a decision.
  public var quarantined = 0
  /// Entries of a scope that this store may not read, kept to be passed on.
  public var carried = 0
  /// Entries that were here already.
  public var known = 0
  /// Entries that follow ones that are missing here; they will be sent again.
  public var missing = 0
  /// Logs whose entries differ from those under the same numbers here.
  public var forked: Set<LogID> = []
  /// Of these, the ones about which nothing was done: where the lines part.
  public var divergedAt: [LogID: UInt64] = [:]
  /// Segments that do not prove themselves, and why. Nothing of them was kept.
  public var refused: [LogID: LogSegment.VerificationFailure] = [:]
  /// Of these, the ones that may be another line of the log, from before their first entry on.
  public var divergedBeforeStart: Set<LogID> = []
  /// Segments that were left for another request, because this one's work was spent.
  public var postponed = 0
  /// Logs that are new here.
  public var newLogs = 0
  /// Bytes of entries that are new here: merged, and kept aside.
  public var mergedBytes = 0
  /// Bytes of what was kept without being merged.
  public var asideBytes = 0
  /// Records that changed.
  public var records: Set<RecordID> = []

  /// Nothing was taken in.
  public init() {}

  /// Entries that are new here, in whatever state.
  public var new: Int { merged + quarantined + carried }

  /// Adds the counts of a later batch.
  public mutating func add(_ other: Ingested) {
    merged += other.merged
    quarantined += other.quarantined
    carried += other.carried
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

public import Replication
internal import Storage

/// What other replicas may make a store keep and do, each with its reason. A centre enforces the
/// limits on what devices send; a site accepts what its centre admitted.
///
/// What exceeds a limit is not lost: the store that wrote it keeps it, and learns which limit it
/// was.
public struct IntakeLimits: Hashable, Sendable {
  /// Logs of one replica. A replica starts another when its store was copied or restored: once a
  /// year or so. A hundred devices of a site at this limit still fit into one frontier
  /// (`ProtocolLimits.positionsMax`).
  public var logsPerReplicaMax = 64

  /// Logs of one scope, by any replica: a replica has two scopes, and all its logs fit into one frontier,
  /// with its own (``logsPerReplicaMax``) and those that sticks bring (``strangersAtSiteMax``).
  public var logsPerScopeMax = 3800

  /// Logs of one scope whose replicas are not known to any centre. A device that joins again relays
  /// those of the site's other devices.
  public var strangersPerScopeMax = 512

  /// Logs that sticks bring to a site of replicas for which no centre vouches, in all scopes together:
  /// a courier between sites carries a few dozen.
  public static let strangersAtSiteMax = 512

  /// Entries of a site's store that are in no record, from which on sticks bring no more of such replicas:
  /// each may wait for years, and every synchronisation looks at them.
  public static let strangersEntriesAtSiteMax = 16_384

  /// Different entries under one number of one log. Each was written by another copy of a store;
  /// every segment that continues from there is checked against all of them.
  public var linesPerLogMax = 8

  /// Positions at which one log has forked.
  public var forksPerLogMax = 64

  /// Values and removals that are live in one record: an incident with 4,000 patients. A record is
  /// read, merged and judged as a unit, at every edit of it.
  public var recordOperationsMax = 32_768

  /// Bytes of these values and their paths: a fourth of what a store can read again as one record.
  public var recordBytesMax = 16 * 1024 * 1024

  /// Operations of one record that were superseded: thirty edits a day for ten years.
  public var recordSupersededMax = 131_072

  /// Entries of one replica that wait for another entry. All of them may wait for the same one, and
  /// are judged in the request that brings it: a tenth of a second. Those beyond wait for a person
  /// (`over-quota`). A colleague whose first entries were lost would make a thousand edits before
  /// anybody asked.
  public var waitingPerReplicaMax = 4096

  /// What the records of one request may cost to judge, in values read (``RecordDomain/work(_:)``): half a
  /// second. A thousand new incidents cost 40,000.
  public var workMax = 262_144

  /// What each new entry adds to that, whatever its record costs to judge: the time in which 60 values
  /// are read goes into its hash, its row and its place in the indexes. So one request brings at most
  /// 4,369 new entries, and the others come with the next.
  public var workOfEntry = 60

  /// The replica that what is received is noted of; see ``StoreExtension``.
  public var sender: ReplicaID?

  /// - Parameter sender: Whose allowance is used; nil where none applies.
  public init(sender: ReplicaID? = nil) { self.sender = sender }
}

extension Merging {
  /// Whether the record that an entry belongs to, if it exists yet, has no room for it.
  mutating func isFull(
    for entry: Entry, in scope: Scope, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    let touched = try find(Key(scope: scope, record: entry.header.record), db)
    return touched.map { isFull($0, for: entry, limits) } ?? false
  }

  /// Whether a record has no room for an entry.
  func isFull(_ touched: Touched, for entry: Entry, _ limits: IntakeLimits) -> Bool {
    let live = touched.state.live.count + entry.payload.operations.count
    let targets = entry.payload.operations.reduce(0) { $0 + $1.supersedes.count }
    return live > limits.recordOperationsMax
      || touched.bytes + entry.payload.valueBytes > limits.recordBytesMax
      || touched.state.superseded.count + targets > limits.recordSupersededMax
  }
}

/// Thrown for entries that the store quarantines because they exceed a limit.
struct OverQuota: Error {}

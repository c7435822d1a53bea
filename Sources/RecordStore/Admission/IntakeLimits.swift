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

  /// Values and removals that are live in one record, or were removed with a list element and may return:
  /// an incident with 4,000 patients. A record is read, merged and judged as a unit, at every edit of it.
  /// What an entry replaces does not count, and a fourth more is there for whoever wrote little of the
  /// record: no one device fills it for the others.
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

extension IntakeLimits {
  /// Whether a record may become so large, whoever writes: nothing of it grows beyond its limit. What is
  /// beyond it already, by the reserve or because an earlier version counted less, may stay as it is.
  func admits(_ use: RecordUse, from now: RecordUse) -> Bool {
    use.operations <= max(recordOperationsMax, now.operations)
      && use.bytes <= max(recordBytesMax, now.bytes)
      && use.superseded <= max(recordSupersededMax, now.superseded)
  }

  /// Whether a record may become so large by those who wrote little of it, or because a person decided so.
  /// What is superseded then was live before, so both are bounded together: an edit that replaces all that
  /// somebody filled has room.
  func admitsForOthers(_ use: RecordUse, from now: RecordUse) -> Bool {
    let operations = max(recordOperationsMax + recordOperationsMax / 4, now.operations)
    return use.operations <= operations
      && use.bytes <= max(recordBytesMax + recordBytesMax / 8, now.bytes)
      && use.operations + use.superseded <= operations + recordSupersededMax
  }

  /// Whether somebody wrote little of a record: a sixteenth of the operations that may be live, and a
  /// thirty-second of their bytes. Four such replicas have room beside one that filled it.
  func isLittle(_ share: RecordUse) -> Bool {
    share.operations + share.superseded <= recordOperationsMax / 16
      && share.bytes <= recordBytesMax / 32
  }
}

extension Merging {
  /// Whether the record that an entry belongs to, if it exists yet, has no room for it.
  mutating func isFull(
    for entry: Entry, in log: LogDescriptor, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    let key = Key(scope: log.scope, record: entry.header.record)
    guard try find(key, db) != nil else { return false }
    return try use(after: entry, in: log, limits, db) == nil
  }

  /// Whether an entry has no room even if a person releases it: its record, if that exists yet, would exceed
  /// the limit that holds for everyone.
  mutating func isBeyondReserve(
    for entry: Entry, in log: LogDescriptor, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    let key = Key(scope: log.scope, record: entry.header.record)
    guard let found = try find(key, db) else { return false }
    return !limits.admitsForOthers(found.use(with: entry.payload), from: found.holding)
  }

  /// What a record that was touched holds once an entry is merged; `nil` where it has no room for it.
  ///
  /// What the entry replaces does not count, so a full record can be corrected by whoever may write it, also
  /// where others have used the reserve. If the record would grow beyond its limits even so, an entry has
  /// room in that reserve if the replica that wrote it first wrote little of the record.
  ///
  /// - Parameter log: the log that holds the entry.
  mutating func use(
    after entry: Entry, in log: LogDescriptor, _ limits: IntakeLimits, _ db: Connection
  ) throws -> RecordUse? {
    let key = Key(scope: log.scope, record: entry.header.record)
    let touched = try touch(key, kind: entry.header.kind, db)
    let (now, use) = (touched.holding, touched.use(with: entry.payload))
    let isWithin = limits.admits(use, from: now)
    guard isWithin || limits.admitsForOthers(use, from: now) else { return nil }
    if isWithin, touched.shares.isEmpty { return use }
    let writer = try Self.writer(of: entry, in: log, db)
    if isWithin, touched.shares[writer] == nil { return use }
    // It is counted once in a transaction, and only in a record that is full.
    let before = try touched.shares[writer] ?? touched.share(of: Self.logs(of: writer, db))
    var share = before
    share.operations += entry.payload.operations.count
    share.bytes += entry.payload.valueBytes
    let hasRoom = isWithin || limits.isLittle(share)
    noteShare(hasRoom ? share : before, of: writer, in: key)
    return hasRoom ? use : nil
  }

  /// The replica that wrote an entry first, in whatever log it is now.
  private static func writer(
    of entry: Entry, in log: LogDescriptor, _ db: Connection
  ) throws -> ReplicaID {
    guard let origin = entry.header.origin, origin.log != log.id else { return log.replica }
    return try LogRow.find(origin.log, db)?.descriptor.replica ?? log.replica
  }

  private static func logs(of replica: ReplicaID, _ db: Connection) throws -> Set<LogID> {
    Set(try db.values("SELECT log FROM log WHERE replica = ?", [replica], as: LogID.self))
  }
}

/// Thrown for entries that the store quarantines because they exceed a limit.
struct OverQuota: Error {}

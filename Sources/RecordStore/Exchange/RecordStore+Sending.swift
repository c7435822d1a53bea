internal import Foundation
public import Replication
internal import Storage

/// What one batch may hold.
public struct BatchLimits: Hashable, Sendable {
  /// The most entries of a batch.
  public var entries: Int
  /// The most bytes of a batch.
  public var bytes: Int

  /// Both limits hold.
  public init(entries: Int, bytes: Int) { (self.entries, self.bytes) = (entries, bytes) }

  /// 1,000 entries, and a little less than 1 MiB to leave room for their envelope.
  public static let standard = BatchLimits(entries: 1000, bytes: 1_000_000)
}

/// Segments for another replica, and whether more remain.
public struct Outgoing: Hashable, Sendable {
  /// The segments to send.
  public let segments: [LogSegment]
  /// More of them, packed as they are kept here: see
  /// ``RecordStore/keepNextSegment(of:packing:)``.
  package let kept: [KeptSegment]
  /// Whether nothing is left to send after it.
  public let isComplete: Bool
}

extension RecordStore {
  /// How much of each log of the scopes this store has; of every scope for `nil`.
  public func frontier(of scopes: Set<Scope>? = nil) throws(StoreError) -> Frontier {
    try read { db in
      var frontier = Frontier()
      for log in try LogRow.all(of: scopes, db) where log.head > 0 {
        frontier[log.log] = Frontier.Position(sequence: log.head, check: log.headHash.check)
      }
      return frontier
    }
  }

  /// How much of each log of the scopes this store has, and of other logs as many as there is room for.
  package func frontier(
    of scopes: Set<Scope>, andOthersUpTo countMax: Int
  ) throws(StoreError) -> Frontier {
    var frontier = try frontier(of: scopes)
    let others = try self.frontier().positions.filter { frontier[$0.key] == nil }
    let room = max(0, countMax - frontier.positions.count)
    for (log, position) in others.sorted(by: { $0.key < $1.key }).prefix(room) {
      frontier[log] = position
    }
    return frontier
  }

  /// Whether the store can send a request without writing first: its heads are signed, and what it
  /// reports to the centre about itself is on the disk.
  package func isReadyToSend() throws(StoreError) -> Bool {
    try read { db in try !Self.hasUnsignedHeads(db) && Self.currentClaim(db) != nil }
  }

  private static func hasUnsignedHeads(_ db: Connection) throws -> Bool {
    try db.value(unsignedHeads.sql, as: Bool.self) ?? false
  }

  static let unsignedHeads = Query("SELECT 1 FROM log WHERE own = 1 AND head > signed")

  /// Whether this replica wrote entries that are not signed yet.
  package func hasUnsignedHeads() throws(StoreError) -> Bool { try read(Self.hasUnsignedHeads) }

  /// Signs the heads of this replica's logs, so that every entry in them can be sent.
  public func signHeads() throws(StoreError) {
    guard try read(Self.hasUnsignedHeads) else { return }
    try write { db in
      for var log in try LogRow.all(db) where log.isSigned(by: key) && log.head > log.signed {
        try CheckpointTable.sign(&log, by: key, db)
        try log.saveHead(db)
      }
    }
    if access == .writing { continuity.noteHeads(database) }
  }

  /// The descriptor of every log here.
  public func descriptors() throws(StoreError) -> [LogDescriptor] {
    try read { try LogRow.all($0).map(\.descriptor) }
  }

  /// A log's descriptor; `nil` if it is not known here.
  public func descriptor(of log: LogID) throws(StoreError) -> LogDescriptor? {
    try read { try LogRow.find(log, $0)?.descriptor }
  }

  /// The descriptors of those of the logs that are known here.
  package func descriptors(
    of logs: some Collection<LogID>
  ) throws(StoreError) -> [LogID: LogDescriptor] {
    try read { try LogRow.find(Array(logs), $0).mapValues(\.descriptor) }
  }

  /// The chain check at a position in a log, `nil` beyond what this store has.
  public func check(of log: LogID, at sequence: UInt64) throws(StoreError) -> UInt32? {
    try read { db in
      try LogRow.find(log, db)?.hash(at: sequence, db)?.check
    }
  }

  /// Segments that continue from a frontier, within the limits; at least one if any is missing.
  ///
  /// - Parameters:
  ///   - frontier: what the other side has.
  ///   - scopes: what the other side may read; `nil` for everything this store holds.
  ///   - logs: sends nothing of these.
  ///   - withholdingQuarantine: leaves out what follows an entry that is quarantined here: only the
  ///     centre, which decides about it, does that.
  public func outgoing(
    after frontier: Frontier, scopes: Set<Scope>? = nil, excluding logs: Set<LogID> = [],
    withholdingQuarantine: Bool = false, limits: BatchLimits = .standard
  ) throws(StoreError) -> Outgoing {
    try outgoing(
      after: frontier, scopes: scopes, excluding: logs,
      withholdingQuarantine: withholdingQuarantine, copying: false, limits: limits)
  }

  /// - Parameter isCopying: whether segments that are kept packed are copied, for a receiver that has all
  ///   that the frontier says.
  package func outgoing(
    after frontier: Frontier, scopes: Set<Scope>?, excluding logs: Set<LogID>,
    withholdingQuarantine: Bool, copying isCopying: Bool, limits: BatchLimits
  ) throws(StoreError) -> Outgoing {
    try read { db in
      var batch = BatchFiller(limits: limits, isCopying: isCopying)
      let open = try inOrderOfSending(
        try LogRow.all(of: scopes, db).filter {
          !logs.contains($0.log) && frontier.sequence(of: $0.log) < $0.head
        }, db)
      let ends = withholdingQuarantine ? try Quarantine.firstWaiting(in: open, db) : [:]
      for (index, log) in open.enumerated() where batch.isComplete {
        if index.isMultiple(of: BatchFiller.logsAheadMax) {
          db.readAhead(
            open[index...].prefix(BatchFiller.logsAheadMax).flatMap { log in
              batch.queries(
                of: log, after: frontier.sequence(of: log.log), before: ends[log.key])
            })
        }
        try batch.add(log, after: frontier.sequence(of: log.log), before: ends[log.key], db)
      }
      return Outgoing(
        segments: batch.segments, kept: batch.kept, isComplete: batch.isComplete)
    }
  }
}

extension RecordStore {
  /// A site sends what it wrote first, then what replicas wrote that its centre vouches for: the centre may
  /// not take what sticks brought of others, and what is not taken is sent again in every request.
  private func inOrderOfSending(_ logs: [LogRow], _ db: Connection) throws -> [LogRow] {
    guard identity.side == .site, logs.count > 1 else { return logs }
    let endorsed = Set(try db.values("SELECT replica FROM endorsedReplica", as: ReplicaID.self))
    let own = logs.filter { $0.isOwn || $0.descriptor.replica == identity.replica }
    let others = logs.filter { !$0.isOwn && $0.descriptor.replica != identity.replica }
    return own + others.filter { endorsed.contains($0.descriptor.replica) }
      + others.filter { !endorsed.contains($0.descriptor.replica) }
  }
}

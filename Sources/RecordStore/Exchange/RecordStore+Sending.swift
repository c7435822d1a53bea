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
    try read { db in
      var batch = BatchFiller(limits: limits)
      let open = try inOrderOfSending(
        try LogRow.all(of: scopes, db).filter {
          !logs.contains($0.log) && frontier.sequence(of: $0.log) < $0.head
        }, db)
      let ends = withholdingQuarantine ? try Quarantine.firstWaiting(in: open, db) : [:]
      for (index, log) in open.enumerated() where batch.isComplete {
        if index.isMultiple(of: BatchFiller.logsAheadMax) {
          db.readAhead(
            open[index...].prefix(BatchFiller.logsAheadMax).map { log in
              batch.checkpoints(
                of: log, after: frontier.sequence(of: log.log), before: ends[log.key])
            })
        }
        try batch.add(log, after: frontier.sequence(of: log.log), before: ends[log.key], db)
      }
      return Outgoing(segments: batch.segments, isComplete: batch.isComplete)
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

/// Fills a batch with segments, each ending in a checkpoint. It is full with the first run of entries
/// that does not fit: what other logs have is not read then.
private struct BatchFiller {
  /// Logs whose checkpoints are asked for at once.
  static let logsAheadMax = 32

  let limits: BatchLimits
  private(set) var segments: [LogSegment] = []
  private(set) var isComplete = true
  private var entries = 0
  private var bytes = 0

  init(limits: BatchLimits) { self.limits = limits }

  mutating func add(
    _ log: LogRow, after position: UInt64, before end: UInt64?, _ db: Connection
  ) throws {
    var position = position
    let checkpoints = try db.rows([checkpoints(of: log, after: position, before: end)])[0]
    let ends = try checkpoints.map { try $0["sequence"] as UInt64 }
    var pending: (entries: [SealedEntry], signature: [UInt8], first: UInt64, bytes: Int)?
    for (index, checkpoint) in checkpoints.enumerated() {
      let upTo = ends[index]
      if index.isMultiple(of: Self.runsAheadMax) {
        var start = position + 1
        db.readAhead(
          ends[index...].prefix(Self.runsAheadMax).map { end in
            defer { start = end + 1 }
            return EntryTable.query(run: start...end, of: log)
          })
      }
      let run = try Self.entries(of: log, position + 1...upTo, db)
      let size = run.reduce(0) { $0 + $1.byteCount + 16 } + 128
      let continued = pending.flatMap { open in
        open.entries.count + run.count <= LogSegment.entriesMax
          && open.bytes + size <= LogSegment.bytesMax ? open : nil
      }
      let count = segments.count + (pending == nil ? 0 : 1)
      let fitsBatch =
        entries + run.count <= limits.entries && bytes + size <= limits.bytes
        && (continued != nil || count < LogSegment.perMessageMax)
      guard count == 0 || fitsBatch else {
        isComplete = false
        break
      }
      let signature = try checkpoint["signature"] as [UInt8]
      if let open = continued {
        pending = (open.entries + run, signature, open.first, open.bytes + size)
      } else {
        if let open = pending { append(log, open.first, open.entries, open.signature) }
        pending = (run, signature, position + 1, size)
      }
      entries += run.count
      bytes += size
      position = upTo
    }
    if let open = pending { append(log, open.first, open.entries, open.signature) }
  }

  private mutating func append(
    _ log: LogRow, _ first: UInt64, _ entries: [SealedEntry], _ signature: [UInt8]
  ) {
    segments.append(
      LogSegment(
        log: log.log, descriptor: first == 1 ? log.descriptor : nil, first: first,
        entries: entries, signature: signature))
  }

  /// The runs of entries between checkpoints that are asked for at once: a writer signs every 32 kB,
  /// so that an answer of 1 MB is about as many. One run has at most what a segment may hold.
  private static let runsAheadMax = 32

  /// Each is of one entry at least, so that a batch has no use for more than the entries that it holds.
  func checkpoints(
    of log: LogRow, after position: UInt64, before end: UInt64?
  ) -> Query {
    let last = end.map { $0 - 1 } ?? log.head
    return Query(
      """
      SELECT sequence, signature FROM checkpoint
      WHERE log = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?
      """, [log.key, position, last, limits.entries + 1])
  }

  /// An entry that is kept out is sent without its payload: the chain needs its hash, and not
  /// its contents.
  private static func entries(
    of log: LogRow, _ range: ClosedRange<UInt64>, _ db: Connection
  ) throws -> [SealedEntry] {
    try EntryTable.run(of: log, range, db) { entry in
      guard entry.state == .keptOut else { return entry.sealed }
      return SealedEntry(
        header: entry.sealed.header, body: .redacted(entry.sealed.payloadDigest))
    }
  }
}

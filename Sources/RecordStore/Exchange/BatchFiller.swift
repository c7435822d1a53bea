internal import Replication
internal import Storage

/// Fills a batch with segments, each ending in a checkpoint. It is full with the first run of entries
/// that does not fit: what other logs have is not read then.
struct BatchFiller {
  /// Logs whose checkpoints are asked for at once.
  static let logsAheadMax = 32

  let limits: BatchLimits
  /// Whether segments that are kept packed are copied.
  let isCopying: Bool
  private(set) var segments: [LogSegment] = []
  /// The segments that are copied.
  private(set) var kept: [KeptSegment] = []
  private(set) var isComplete = true
  private var entries = 0
  private var bytes = 0

  init(limits: BatchLimits, isCopying: Bool) {
    (self.limits, self.isCopying) = (limits, isCopying)
  }

  /// How many segments it has.
  private var count: Int { segments.count + kept.count }

  /// What ``add(_:after:before:_:)`` asks first.
  func queries(of log: LogRow, after position: UInt64, before end: UInt64?) -> [Query] {
    let last = end.map { $0 - 1 } ?? log.head
    let rows = checkpoints(of: log, after: position, upTo: last)
    return isCopying ? [KeptSegments.query(of: log, after: position, upTo: last), rows] : [rows]
  }

  mutating func add(
    _ log: LogRow, after position: UInt64, before end: UInt64?, _ db: Connection
  ) throws {
    let last = end.map { $0 - 1 } ?? log.head
    guard isCopying else { return try addRows(of: log, after: position, upTo: last, db) }
    let run = KeptSegments.run(
      try KeptSegments.find(of: log, after: position, upTo: last, db))
    guard let first = run.first, let lastKept = run.last else {
      return try addRows(of: log, after: position, upTo: last, db)
    }
    try addRows(of: log, after: position, upTo: first.first - 1, db)
    guard isComplete else { return }
    guard count > 0 || bytes + first.bytes <= limits.bytes else {
      // A line that carries no whole segment gets the entries of one checkpoint.
      return try addRows(of: log, after: first.first - 1, upTo: last, db)
    }
    let fitting = fitting(run)
    if let end = fitting.last {
      let frames = try KeptSegments.frames(of: log, from: first.first, to: end.first, db)
      for (place, frame) in zip(fitting, frames) {
        kept.append(KeptSegment(frame: frame, entries: Int(place.last - place.first + 1)))
      }
    }
    // Behind a gap nothing is sent now: rows are stored before or after all copies.
    guard fitting.count == run.count, lastKept.isLast else {
      isComplete = false
      return
    }
    try addRows(of: log, after: lastKept.last, upTo: last, db)
  }

  /// Those of the kept segments that there is room for.
  private mutating func fitting(_ run: [KeptSegments.Place]) -> [KeptSegments.Place] {
    let before = count
    var fitting: [KeptSegments.Place] = []
    for place in run {
      guard bytes + place.bytes <= limits.bytes, before + fitting.count < LogSegment.perMessageMax
      else { break }
      fitting.append(place)
      bytes += place.bytes
    }
    return fitting
  }

  /// Adds entries that are read row by row.
  private mutating func addRows(
    of log: LogRow, after position: UInt64, upTo last: UInt64, _ db: Connection
  ) throws {
    guard position < last else { return }
    var position = position
    let checkpoints = try db.rows([checkpoints(of: log, after: position, upTo: last)])[0]
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
      let size = Self.size(of: run)
      let continued = pending.flatMap { open in
        open.entries.count + run.count <= LogSegment.entriesMax
          && open.bytes + size <= LogSegment.bytesMax ? open : nil
      }
      let count = count + (pending == nil ? 0 : 1)
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
  private func checkpoints(
    of log: LogRow, after position: UInt64, upTo last: UInt64
  ) -> Query {
    Query(
      """
      SELECT sequence, signature FROM checkpoint
      WHERE log = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?
      """, [log.key, position, last, limits.entries + 1])
  }

  /// The bytes of a run of entries, and about those of their envelope.
  static func size(of run: some Sequence<SealedEntry>) -> Int {
    run.reduce(0) { $0 + $1.byteCount + 16 } + 128
  }

  /// An entry that is kept out is sent without its payload: the chain needs its hash, and not
  /// its contents.
  static func entries(
    of log: LogRow, _ range: ClosedRange<UInt64>, _ db: Connection
  ) throws -> [SealedEntry] {
    try EntryTable.run(of: log, range, db) { entry in
      guard entry.state == .keptOut else { return entry.sealed }
      return SealedEntry(
        header: entry.sealed.header, body: .redacted(entry.sealed.payloadDigest))
    }
  }
}

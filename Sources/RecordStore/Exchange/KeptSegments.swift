package import Replication
internal import Storage

/// The table of segments that a centre keeps packed, so that each answer copies their bytes.
///
/// It can be made again from the entries at any time. A trigger removes a segment when one of its entries
/// changes or leaves its log: what is redacted is not in it afterwards.
enum KeptSegments {
  /// A segment that is kept.
  struct Place {
    let first: UInt64
    let last: UInt64
    /// How many bytes its field has in an answer, before it is compressed.
    let bytes: Int
    /// Whether no other one comes after it.
    var isLast = false
  }

  /// Those from the first on that follow each other without a gap.
  static func run(_ places: [Place]) -> [Place] {
    var run: [Place] = []
    for place in places {
      if let last = run.last, last.last + 1 != place.first { break }
      run.append(place)
    }
    if run.count == places.count, let last = run.indices.last { run[last].isLast = true }
    return run
  }

  /// What ``find(of:after:upTo:_:)`` asks.
  static func query(of log: LogRow, after position: UInt64, upTo last: UInt64) -> Query {
    Query(
      """
      SELECT first, last, bytes FROM keptSegment
      WHERE log = ? AND first > ? AND last <= ? ORDER BY first LIMIT ?
      """, [log.key, position, last, LogSegment.perMessageMax])
  }

  /// Those of a log that begin after a position and end at most at another, in their order.
  static func find(
    of log: LogRow, after position: UInt64, upTo last: UInt64, _ db: Connection
  ) throws -> [Place] {
    try db.rows([query(of: log, after: position, upTo: last)])[0].map {
      try Place(first: $0[0], last: $0[1], bytes: $0[2])
    }
  }

  /// The frames of segments that are kept, which follow each other, in their order.
  static func frames(
    of log: LogRow, from first: UInt64, to last: UInt64, _ db: Connection
  ) throws -> [[UInt8]] {
    try db.rows(
      """
      SELECT frame FROM keptSegment WHERE log = ? AND first BETWEEN ? AND ? ORDER BY first
      """, [log.key, first, last]
    ).map { try $0.bytes(0) }
  }

  static func insert(
    _ segment: LogSegment, of log: LogRow, frame: [UInt8], bytes: Int, _ db: Connection
  ) throws {
    try db.send(
      """
      INSERT INTO keptSegment (log, first, last, bytes, frame) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """, [log.key, segment.first, segment.last, bytes, frame])
  }

  /// The first entries of a log that are in no kept segment: up to the next one, or to the log's end.
  private static func gap(of log: LogRow, _ db: Connection) throws -> ClosedRange<UInt64>? {
    let begins = try db.value(
      "SELECT 1 FROM keptSegment WHERE log = ? AND first = 1", [log.key], as: Int.self)
    var end: UInt64 = 0
    if begins != nil {
      end =
        try db.value(
          """
          SELECT min(last) FROM keptSegment AS kept WHERE log = ? AND NOT EXISTS (
            SELECT 1 FROM keptSegment AS later
            WHERE later.log = kept.log AND later.first = kept.last + 1)
          """, [log.key], as: UInt64.self) ?? 0
    }
    let next = try db.value(
      "SELECT min(first) FROM keptSegment WHERE log = ? AND first > ?", [log.key, end],
      as: UInt64.self)
    let last = next.map { $0 - 1 } ?? log.head
    return end < last ? end + 1...last : nil
  }

  /// The next segment of a log to keep: as many runs of entries as a segment may have, or all up to the
  /// next kept one.
  ///
  /// - Parameters:
  ///   - end: an entry that waits for a decision: nothing from there on is kept.
  ///   - entriesMax: the most entries of a segment of several runs.
  /// - Returns: `nil` while more entries would fit into it.
  static func next(
    of log: LogRow, before end: UInt64?, entriesMax: Int, _ db: Connection
  ) throws -> LogSegment? {
    guard let gap = try gap(of: log, db) else { return nil }
    let (first, last) = (gap.lowerBound, min(gap.upperBound, end.map { $0 - 1 } ?? log.head))
    guard first <= last else { return nil }
    let read = first...min(last, first + UInt64(LogSegment.entriesMax) - 1)
    let all = try BatchFiller.entries(of: log, read, db)
    let checkpoints = try db.rows(
      """
      SELECT sequence, signature FROM checkpoint
      WHERE log = ? AND sequence >= ? AND sequence <= ? ORDER BY sequence
      """, [log.key, first, read.upperBound])
    var (count, bytes, signature): (Int, Int, [UInt8]) = (0, 0, [])
    for checkpoint in checkpoints {
      let upTo = Int(try checkpoint[0] as UInt64 - first) + 1
      bytes += BatchFiller.size(of: all[count..<upTo])
      guard count == 0 || upTo <= entriesMax && bytes <= LogSegment.bytesMax else {
        return segment(of: log, gap, all.prefix(count), signature)
      }
      (count, signature) = (upTo, try checkpoint[1])
    }
    // More would fit, unless what follows is kept, or is a run that does not end in what was read.
    let isFull = first + UInt64(count) - 1 == gap.upperBound && gap.upperBound < log.head
    let isCut = read.upperBound < last && count > 0
    return isFull || isCut ? segment(of: log, gap, all.prefix(count), signature) : nil
  }

  private static func segment(
    of log: LogRow, _ gap: ClosedRange<UInt64>, _ entries: ArraySlice<SealedEntry>,
    _ signature: [UInt8]
  ) -> LogSegment {
    LogSegment(
      log: log.log, descriptor: gap.lowerBound == 1 ? log.descriptor : nil,
      first: gap.lowerBound, entries: Array(entries), signature: signature)
  }
}

/// How far a log's segments are kept.
package struct KeptProgress: Hashable, Sendable {
  /// How many entries the log has.
  package let entries: UInt64
  /// How many segments of it are kept. A redaction removes one.
  package var kept: Int
}

/// A segment as it is kept.
package struct KeptSegment: Hashable, Sendable {
  /// Packed and compressed, as it is sent.
  package let frame: [UInt8]
  package let entries: Int
}

extension RecordStore {
  /// The logs of which another segment may be kept, and how far each has come.
  ///
  /// - Parameter known: how far each had come when it was looked at last: those that are there still are
  ///   left out.
  package func logsToKeep(
    since known: [LogID: KeptProgress]
  ) throws(StoreError) -> [LogID: KeptProgress] {
    guard identity.side == .centre else { return [:] }
    return try read { db in
      var counts: [Int64: Int] = [:]
      for row in try db.rows("SELECT log, count(*) FROM keptSegment GROUP BY log") {
        counts[try row[0]] = try row[1]
      }
      return try LogRow.all(db).reduce(into: [:]) { logs, log in
        let progress = KeptProgress(entries: log.head, kept: counts[log.key] ?? 0)
        if progress != known[log.log] { logs[log.log] = progress }
      }
    }
  }

  /// How many entries are in kept segments, and the bytes of these as they are kept.
  package func keptSegmentTotals() throws(StoreError) -> (entries: Int, bytes: Int) {
    try read { db in
      let row = try db.first(
        "SELECT sum(last - first + 1) AS entries, sum(length(frame)) AS bytes FROM keptSegment")
      return (row?.value("entries", as: Int.self) ?? 0, row?.value("bytes", as: Int.self) ?? 0)
    }
  }

  /// Whether so much of a log follows its kept segments that another one can be kept.
  package func hasSegmentToKeep(of log: LogID) throws(StoreError) -> Bool {
    try read { try Self.nextToKeep(of: log, LogSegment.entriesMax, $0) } != nil
  }

  /// Keeps the next segment of a log packed, for answers that copy it. Nothing waits for the disk: what is lost
  /// is made again.
  ///
  /// - Parameters:
  ///   - entriesMax: the most entries of it, where these are of several checkpoints.
  ///   - packing: makes the bytes to keep, and says how many they are before they are compressed.
  /// - Returns: whether there was one.
  package func keepNextSegment(
    of log: LogID, entriesMax: Int = LogSegment.entriesMax,
    packing: (LogSegment) throws -> (frame: [UInt8], bytes: Int)
  ) throws(StoreError) -> Bool {
    let keep = { (db: Connection) throws -> Bool in
      guard let (row, segment) = try Self.nextToKeep(of: log, entriesMax, db) else { return false }
      let (frame, bytes) = try packing(segment)
      try KeptSegments.insert(segment, of: row, frame: frame, bytes: bytes, db)
      return true
    }
    // On a database server only a durable transaction waits for other writers: what one of them redacts
    // meanwhile must not be kept.
    return try database.isEngine ? write(keep) : writeUnflushed(keep)
  }

  private static func nextToKeep(
    of log: LogID, _ entriesMax: Int, _ db: Connection
  ) throws -> (LogRow, LogSegment)? {
    guard let row = try LogRow.find(log, db) else { return nil }
    let end = try Quarantine.firstWaiting(in: [row], db)[row.key]
    return try KeptSegments.next(of: row, before: end, entriesMax: entriesMax, db).map { (row, $0) }
  }
}

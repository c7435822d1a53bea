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

  static func frame(of log: LogRow, at first: UInt64, _ db: Connection) throws -> [UInt8]? {
    try db.value(
      "SELECT frame FROM keptSegment WHERE log = ? AND first = ?", [log.key, first],
      as: [UInt8].self)
  }

  /// Where the kept segments of a log end; 0 where it has none.
  static func end(of log: LogRow, _ db: Connection) throws -> UInt64 {
    let sql = "SELECT max(last) FROM keptSegment WHERE log = ?"
    return try db.value(sql, [log.key], as: UInt64.self) ?? 0
  }

  static func insert(
    _ segment: LogSegment, of log: LogRow, frame: [UInt8], bytes: Int, _ db: Connection
  ) throws {
    try db.send(
      "INSERT INTO keptSegment (log, first, last, bytes, frame) VALUES (?, ?, ?, ?, ?)",
      [log.key, segment.first, segment.last, bytes, frame])
  }

  /// The next segment of a log to keep: as many runs of entries as a segment may have.
  ///
  /// - Parameters:
  ///   - end: an entry that waits for a decision: nothing from there on is kept.
  ///   - entriesMax: the most entries of a segment of several runs.
  /// - Returns: `nil` while more entries would fit into it.
  static func next(
    of log: LogRow, before end: UInt64?, entriesMax: Int, _ db: Connection
  ) throws -> LogSegment? {
    let first = try self.end(of: log, db) + 1
    let last = end.map { $0 - 1 } ?? log.head
    let checkpoints = try db.rows(
      """
      SELECT sequence, signature FROM checkpoint
      WHERE log = ? AND sequence >= ? AND sequence <= ? ORDER BY sequence LIMIT ?
      """, [log.key, first, last, entriesMax + 1])
    var (entries, bytes, signature): ([SealedEntry], Int, [UInt8]) = ([], 0, [])
    var position = first - 1
    for checkpoint in checkpoints {
      let upTo = try checkpoint[0] as UInt64
      let run = try BatchFiller.entries(of: log, position + 1...upTo, db)
      bytes += BatchFiller.size(of: run)
      let fits = entries.count + run.count <= entriesMax && bytes <= LogSegment.bytesMax
      guard entries.isEmpty || fits else {
        return LogSegment(
          log: log.log, descriptor: first == 1 ? log.descriptor : nil, first: first,
          entries: entries, signature: signature)
      }
      entries += run
      signature = try checkpoint[1]
      position = upTo
    }
    return nil
  }
}

/// A segment as it is kept.
package struct KeptSegment: Hashable, Sendable {
  /// Packed and compressed, as it is sent.
  package let frame: [UInt8]
  package let entries: Int
}

extension RecordStore {
  /// The logs of which another segment may be kept, and how many entries each has.
  ///
  /// - Parameter known: how many each had when it was looked at last: those with as many are left out.
  package func logsToKeep(since known: [LogID: UInt64]) throws(StoreError) -> [LogID: UInt64] {
    guard identity.side == .centre else { return [:] }
    return try read { db in
      try LogRow.all(db).reduce(into: [:]) { logs, log in
        if log.head != known[log.log] ?? 0 { logs[log.log] = log.head }
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
    try writeUnflushed { db in
      guard let (row, segment) = try Self.nextToKeep(of: log, entriesMax, db) else { return false }
      let (frame, bytes) = try packing(segment)
      try KeptSegments.insert(segment, of: row, frame: frame, bytes: bytes, db)
      return true
    }
  }

  private static func nextToKeep(
    of log: LogID, _ entriesMax: Int, _ db: Connection
  ) throws -> (LogRow, LogSegment)? {
    guard let row = try LogRow.find(log, db) else { return nil }
    let end = try Quarantine.firstWaiting(in: [row], db)[row.key]
    return try KeptSegments.next(of: row, before: end, entriesMax: entriesMax, db).map { (row, $0) }
  }
}

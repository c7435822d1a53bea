internal import Replication
internal import Storage

/// The table of entries. Nothing else names it in SQL, but for migrations: how entries are stored is
/// decided behind these functions.
///
/// This part reads and writes by position; the other parts by record, by state, and by where an entry
/// was before.
enum EntryTable {
  private static let placed = """
    SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND sequence = ?
    """
  private static let run = """
    SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND sequence BETWEEN ? AND ?
    ORDER BY sequence
    """
  private static let placedHash = "SELECT hash FROM entry WHERE log = ? AND sequence = ?"
  private static let placedHeader = """
    SELECT header, hash FROM entry WHERE log = ? AND sequence = ?
    """

  // MARK: Reading

  static func find(_ log: LogRow, _ sequence: UInt64, _ db: Connection) throws -> EntryRow? {
    try db.first(placed, [log.key, sequence]).map(EntryRow.init)
  }

  /// The entries at some places of logs; `nil` where there is none.
  static func find(
    _ places: [(log: LogRow, sequence: UInt64)], _ db: Connection
  ) throws -> [EntryRow?] {
    try db.rows(placed, each: places.map { [$0.log.key, $0.sequence] })
      .map { try $0.first.map(EntryRow.init) }
  }

  /// The entries of a log from a sequence number on, in their order.
  static func line(
    of log: LogRow, from sequence: UInt64, _ db: Connection
  ) throws -> [EntryRow] {
    try db.rows(
      """
      SELECT \(EntryRow.columns) FROM entry WHERE log = ? AND sequence >= ? ORDER BY sequence
      """, [log.key, sequence]
    ).map(EntryRow.init)
  }

  /// The entries of a log with these sequence numbers, in their order, one after the other.
  static func run<T>(
    of log: LogRow, _ range: ClosedRange<UInt64>, _ db: Connection, _ body: (EntryRow) throws -> T
  ) throws -> [T] {
    var statement = try db.statement(run)
    statement.bind(log.key)
    statement.bind(Int64(range.lowerBound))
    statement.bind(Int64(range.upperBound))
    return try statement.all { try body(EntryRow($0)) }
  }

  /// What ``run(of:_:_:_:)`` asks.
  static func query(run range: ClosedRange<UInt64>, of log: LogRow) -> Query {
    Query(run, [log.key, Int64(range.lowerBound), Int64(range.upperBound)])
  }

  /// The chain hash at a position; `nil` where there is no entry.
  static func hash(_ log: LogRow, _ sequence: UInt64, _ db: Connection) throws -> Digest? {
    let query = queryHash(log, sequence)
    let data = try db.value(query.sql, query.values, as: [UInt8].self)
    return data.flatMap { Digest(bytes: $0) }
  }

  /// What ``hash(_:_:_:)`` asks.
  static func queryHash(_ log: LogRow, _ sequence: UInt64) -> Query {
    Query(placedHash, [log.key, sequence])
  }

  /// The chain hashes of a range of entries.
  static func hashes(
    of log: LogRow, _ range: ClosedRange<UInt64>, _ db: Connection
  ) throws -> [UInt64: Digest] {
    let sql = "SELECT sequence, hash FROM entry WHERE log = ? AND sequence BETWEEN ? AND ?"
    var found: [UInt64: Digest] = [:]
    try db.forEach(sql, [log.key, range.lowerBound, range.upperBound]) { row in
      found[try row[0] as UInt64] = Digest(bytes: try row.bytes(1))
    }
    return found
  }

  /// The record and the check of an entry; `nil` where there is none that can be read.
  static func known(
    _ log: LogRow, _ sequence: UInt64, _ db: Connection
  ) throws -> KnownEntry? {
    var statement = try db.statement(placedHeader)
    statement.bind(log.key)
    statement.bind(sequence)
    return try statement.first { row in
      guard let header = try? EntryHeader(decoding: try row.bytes(0)),
        let hash = Digest(bytes: try row.bytes(1))
      else { return nil }
      return KnownEntry(record: header.record, check: hash.check)
    } ?? nil
  }

  /// What ``known(_:_:_:)`` asks.
  static func queryKnown(_ log: LogRow, _ sequence: UInt64) -> Query {
    Query(placedHeader, [log.key, sequence])
  }

  /// When an entry arrived here; milliseconds since 1970. `nil` where there is none.
  static func receivedAt(
    _ log: LogRow, _ sequence: UInt64, _ db: Connection
  ) throws -> Int64? {
    try db.value(
      "SELECT receivedAt FROM entry WHERE log = ? AND sequence = ?", [log.key, sequence],
      as: Int64.self)
  }

  // MARK: By name

  private static let named = """
    SELECT log.scope, entry.hash, entry.state FROM log
    LEFT JOIN entry ON entry.log = log.id AND entry.sequence = ? WHERE log.log = ?
    """

  /// What ``standing(at:_:)`` asks.
  static func queryStanding(at name: EntryReference) -> Query {
    Query(named, [name.sequence, name.log])
  }

  /// The scope of a log that is here, and of the entry at a position in it the check and the state,
  /// which are `nil` where there is none.
  static func standing(
    at name: EntryReference, _ db: Connection
  ) throws -> (scope: String, check: UInt32?, state: EntryState?)? {
    var statement = try db.statement(named)
    statement.bind(name.sequence)
    statement.bind(name.log)
    return try statement.first { row in
      try (
        scope: row.text(0), check: row.isNull(1) ? nil : Digest(bytes: row.bytes(1))?.check,
        state: row.isNull(2) ? nil : EntryState(rawValue: Int(row.integer(2)))
      )
    }
  }

  /// What ``smallPayload(_:_:)`` asks.
  static func querySmallPayload(_ name: EntryReference) -> Query {
    Query(
      """
      SELECT entry.payload, entry.hash FROM log JOIN entry ON entry.log = log.id
      WHERE log.log = ? AND entry.sequence = ? AND length(entry.payload) <= 4096
      """, [name.log, name.sequence])
  }

  /// The payload of an entry where it was written.
  ///
  /// - Returns: `nil` where it takes more than 4 kB as stored, has moved, or has no contents any more.
  static func smallPayload(_ name: EntryReference, _ db: Connection) throws -> [UInt8]? {
    guard let row = try db.rows([querySmallPayload(name)])[0].first,
      try Digest(bytes: row.bytes(1))?.check == name.check
    else { return nil }
    return try PackedBytes.unpacked(row.bytes(0))
  }

  // MARK: Writing

  static func insert(
    log: LogRow, sequence: UInt64, sealed: SealedEntry, packed: [UInt8]? = nil, hash: Digest,
    record: Int64?, state: EntryState, receivedAt: Int64, _ db: Connection
  ) throws {
    let sql = """
      INSERT INTO entry (log, sequence, header, payload, digest, hash, record, state, receivedAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    var statement = try db.statement(sql)
    statement.bind(log.key)
    statement.bind(sequence)
    statement.bind(sealed.header)
    switch sealed.body {
    case .payload(let bytes):
      statement.bind(packed ?? PackedBytes.packed(bytes))
      statement.bindNull()
    case .redacted(let digest):
      statement.bindNull()
      statement.bind(digest)
    }
    statement.bind(hash)
    if let record { statement.bind(record) } else { statement.bindNull() }
    statement.bind(state.rawValue)
    statement.bind(receivedAt)
    try statement.run()
  }

  /// Replaces a payload by its hash.
  static func clear(
    _ log: LogRow, _ sequence: UInt64, digest: Digest, _ db: Connection
  ) throws {
    try db.send(
      "UPDATE entry SET payload = NULL, digest = ? WHERE log = ? AND sequence = ?",
      [digest, log.key, sequence])
  }

  /// Removes the entries of a log from a sequence number on.
  static func cut(_ log: LogRow, from sequence: UInt64, _ db: Connection) throws {
    try db.send("DELETE FROM entry WHERE log = ? AND sequence >= ?", [log.key, sequence])
  }

  /// Packs payloads anew that begin with a zero: before ``PackedBytes`` they were stored as they were.
  static func repack(_ db: Connection) throws {
    let begins = try db.rows(
      "SELECT log, sequence, payload FROM entry WHERE substr(payload, 1, 1) = ?",
      [[PackedBytes.mark]])
    for row in begins {
      let payload = try row.bytes(2)
      try db.send(
        "UPDATE entry SET payload = ? WHERE log = ? AND sequence = ?",
        [PackedBytes.packed(payload), row.integer(0), row.integer(1)])
    }
  }
}

internal import Replication
internal import Storage

/// Whether an entry is part of the records here.
enum EntryState: Int {
  case merged = 0
  /// Stored unchanged and listed with the reason, until somebody decides.
  case quarantined = 1
  /// Of a scope that this store may not read: only relayed.
  case carried = 2
  /// Decided: it is kept out.
  case keptOut = 3
}

/// An entry as this store has it.
struct EntryRow {
  let sequence: UInt64
  let sealed: SealedEntry
  let hash: Digest
  let state: EntryState
  let receivedAt: Int64

  init(_ row: Row) throws { try self.init(row, from: 0) }

  /// - Parameters:
  ///   - row: has ``columns``, in their order.
  ///   - first: the place of the first of them.
  init(_ row: Row, from first: Int) throws {
    guard let hash = Digest(bytes: row.bytes(first + 4)),
      let state = EntryState(rawValue: Int(row.integer(first + 5)))
    else { throw StoreError.damaged(detail: "an entry's hash or state") }
    let body: SealedEntry.Body
    if !row.isNull(first + 2) {
      body = .payload(row.bytes(first + 2))
    } else if let digest = Digest(bytes: row.bytes(first + 3)) {
      body = .redacted(digest)
    } else {
      throw StoreError.damaged(detail: "an entry without payload or digest")
    }
    sequence = UInt64(row.integer(first))
    sealed = SealedEntry(header: row.bytes(first + 1), body: body)
    self.hash = hash
    self.state = state
    receivedAt = row.integer(first + 6)
  }

  static let columns = "sequence, header, payload, digest, hash, state, receivedAt"

  static func find(_ log: LogRow, _ sequence: UInt64, _ db: Connection) throws -> EntryRow? {
    try db.first(placed, [log.key, Int64(sequence)]).map(EntryRow.init)
  }

  /// The entries at some places of logs; `nil` where there is none.
  static func find(
    _ places: [(log: LogRow, sequence: UInt64)], _ db: Connection
  ) throws -> [EntryRow?] {
    try db.rows(placed, each: places.map { [$0.log.key, Int64($0.sequence)] })
      .map { try $0.first.map(EntryRow.init) }
  }

  private static let placed = "SELECT \(columns) FROM entry WHERE log = ? AND sequence = ?"

  static func insert(
    log: LogRow, sequence: UInt64, sealed: SealedEntry, hash: Digest, record: Int64?,
    state: EntryState, receivedAt: Int64, _ db: Connection
  ) throws {
    let sql = """
      INSERT INTO entry (log, sequence, header, payload, digest, hash, record, state, receivedAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    var statement = try db.statement(sql)
    statement.bind(log.key)
    statement.bind(Int64(sequence))
    statement.bind(sealed.header)
    switch sealed.body {
    case .payload(let bytes):
      statement.bind(bytes)
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
}

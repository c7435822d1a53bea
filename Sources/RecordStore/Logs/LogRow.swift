internal import Foundation
internal import Replication
internal import Storage

/// A log as this store has it.
struct LogRow {
  let key: Int64
  let descriptor: LogDescriptor
  let log: LogID
  var head: UInt64
  var headHash: Digest
  let isOwn: Bool
  let isOpen: Bool
  var signed: UInt64
  var unsignedBytes: Int
  let acknowledged: UInt64

  init(_ row: Row) throws {
    let encoded = row["descriptor"] as [UInt8]
    guard let hash = row.value("headHash", as: Digest.self) else {
      throw StoreError.damaged(detail: "a log's head hash")
    }
    key = row["id"]
    descriptor = try LogDescriptor(decoding: encoded[...])
    log = descriptor.id
    head = UInt64(row["head"] as Int64)
    headHash = hash
    isOwn = row["own"]
    isOpen = row["open"]
    signed = UInt64(row["signed"] as Int64)
    unsignedBytes = row["unsignedBytes"]
    acknowledged = UInt64(row["acknowledged"] as Int64)
  }

  /// Whether this key may sign it: a store whose key was replaced has own logs of the former key.
  func isSigned(by key: ReplicaKey) -> Bool { descriptor.publicKey == key.publicBytes }

  static func find(_ log: LogID, _ db: Connection) throws -> LogRow? {
    let statement = "SELECT * FROM log WHERE log = ?"
    return try db.first(statement, [log]).map(LogRow.init)
  }

  static func all(_ db: Connection) throws -> [LogRow] {
    try db.rows("SELECT * FROM log ORDER BY id").map(LogRow.init)
  }

  /// The logs of some scopes, of every one for `nil`, and those named, in the order in which they
  /// arrived: at a centre of many sites an exchange must not read the logs of all of them.
  static func all(
    of scopes: Set<Scope>?, and names: some Sequence<LogID> = EmptyCollection(), _ db: Connection
  ) throws -> [LogRow] {
    guard let scopes else { return try all(db) }
    let places = Array(repeating: "?", count: scopes.count).joined(separator: ", ")
    let statement = "SELECT * FROM log WHERE scope IN (\(places)) ORDER BY id"
    let arguments = scopes.map(\.code)
    var logs = try db.rows(statement, arguments).map(LogRow.init)
    let found = Set(logs.map(\.log))
    for name in names where !found.contains(name) {
      if let log = try find(name, db) { logs.append(log) }
    }
    return logs.sorted { $0.key < $1.key }
  }

  /// The log that this replica writes a scope's entries to now.
  static func open(for scope: Scope, _ db: Connection) throws -> LogRow? {
    let sql = "SELECT * FROM log WHERE own = 1 AND open = 1 AND scope = ?"
    return try db.first(sql, [scope]).map(LogRow.init)
  }

  static func insert(
    _ descriptor: LogDescriptor, own: Bool, open: Bool = false, _ db: Connection
  ) throws -> LogRow {
    try db.send(
      """
      INSERT INTO log (log, replica, scope, descriptor, headHash, own, open)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        descriptor.id, descriptor.replica, descriptor.scope, descriptor.encoded(),
        descriptor.genesis, own, open,
      ])
    guard let row = try find(descriptor.id, db) else {
      throw StoreError.damaged(detail: "a log that was just made is not there")
    }
    return row
  }

  /// The chain hash at a sequence number that this store has; the genesis at 0.
  func hash(at sequence: UInt64, _ db: Connection) throws -> Digest? {
    if sequence == 0 { return descriptor.genesis }
    if sequence == head { return headHash }
    guard sequence < head else { return nil }
    let sql = "SELECT hash FROM entry WHERE log = ? AND sequence = ?"
    let data = try db.value(sql, [key, Int64(sequence)], as: [UInt8].self)
    return data.flatMap { Digest(bytes: $0) }
  }

  func saveHead(_ db: Connection) throws {
    let sql = """
      UPDATE log SET head = ?, headHash = ?, signed = ?, unsignedBytes = ? WHERE id = ?
      """
    try db.send(
      sql,
      [
        Int64(head), headHash, Int64(signed), unsignedBytes, key,
      ])
  }

  func reference(to sequence: UInt64, hash: Digest) -> EntryReference {
    EntryReference(log: log, sequence: sequence, check: hash.check)
  }
}

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
    let sql = "SELECT \(columns) FROM entry WHERE log = ? AND sequence = ?"
    return try db.first(sql, [log.key, Int64(sequence)])
      .map(EntryRow.init)
  }

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

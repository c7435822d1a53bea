internal import Foundation
internal import GRDB
internal import Replication

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
    let encoded = Array(row["descriptor"] as Data)
    guard let hash = Digest(bytes: row["headHash"] as Data) else {
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

  static func find(_ log: LogID, _ db: Database) throws -> LogRow? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM log WHERE log = ?")
    return try Row.fetchOne(statement, arguments: [Data(log.bytes)]).map(LogRow.init)
  }

  static func all(_ db: Database) throws -> [LogRow] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM log ORDER BY id")).map(LogRow.init)
  }

  /// The logs of some scopes, of every one for `nil`, and those named, in the order in which they
  /// arrived: at a centre of many sites an exchange must not read the logs of all of them.
  static func all(
    of scopes: Set<Scope>?, and names: some Sequence<LogID> = EmptyCollection(), _ db: Database
  ) throws -> [LogRow] {
    guard let scopes else { return try all(db) }
    let places = Array(repeating: "?", count: scopes.count).joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: "SELECT * FROM log WHERE scope IN (\(places)) ORDER BY id")
    let arguments = StatementArguments(scopes.map(\.code))
    var logs = try Row.fetchAll(statement, arguments: arguments).map(LogRow.init)
    let found = Set(logs.map(\.log))
    for name in names where !found.contains(name) {
      if let log = try find(name, db) { logs.append(log) }
    }
    return logs.sorted { $0.key < $1.key }
  }

  /// The log that this replica writes a scope's entries to now.
  static func open(for scope: Scope, _ db: Database) throws -> LogRow? {
    let sql = "SELECT * FROM log WHERE own = 1 AND open = 1 AND scope = ?"
    return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [scope.code]).map(LogRow.init)
  }

  static func insert(
    _ descriptor: LogDescriptor, own: Bool, open: Bool = false, _ db: Database
  ) throws -> LogRow {
    try db.execute(
      sql: """
        INSERT INTO log (log, replica, scope, descriptor, headHash, own, open)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        Data(descriptor.id.bytes), Data(descriptor.replica.bytes), descriptor.scope.code,
        Data(descriptor.encoded()), Data(descriptor.genesis.bytes), own, open,
      ])
    guard let row = try find(descriptor.id, db) else {
      throw StoreError.damaged(detail: "a log that was just made is not there")
    }
    return row
  }

  /// The chain hash at a sequence number that this store has; the genesis at 0.
  func hash(at sequence: UInt64, _ db: Database) throws -> Digest? {
    if sequence == 0 { return descriptor.genesis }
    if sequence == head { return headHash }
    guard sequence < head else { return nil }
    let sql = "SELECT hash FROM entry WHERE log = ? AND sequence = ?"
    let data = try Data.fetchOne(
      db.cachedStatement(sql: sql), arguments: [key, Int64(sequence)])
    return data.flatMap { Digest(bytes: $0) }
  }

  func saveHead(_ db: Database) throws {
    let sql = """
      UPDATE log SET head = ?, headHash = ?, signed = ?, unsignedBytes = ? WHERE id = ?
      """
    try db.cachedStatement(sql: sql).execute(arguments: [
      Int64(head), Data(headHash.bytes), Int64(signed), unsignedBytes, key,
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

  init(_ row: Row) throws {
    guard let hash = Digest(bytes: row["hash"] as Data),
      let state = EntryState(rawValue: row["state"])
    else { throw StoreError.damaged(detail: "an entry's hash or state") }
    let body: SealedEntry.Body
    if let payload = row["payload"] as Data? {
      body = .payload(Array(payload))
    } else if let digest = (row["digest"] as Data?).flatMap({ Digest(bytes: $0) }) {
      body = .redacted(digest)
    } else {
      throw StoreError.damaged(detail: "an entry without payload or digest")
    }
    sequence = UInt64(row["sequence"] as Int64)
    sealed = SealedEntry(header: Array(row["header"] as Data), body: body)
    self.hash = hash
    self.state = state
    receivedAt = row["receivedAt"]
  }

  /// - Parameter row: of ``columns``, in their order.
  init(_ row: DirectRow) throws {
    guard let hash = Digest(bytes: row.bytes(4)),
      let state = EntryState(rawValue: Int(row.integer(5)))
    else { throw StoreError.damaged(detail: "an entry's hash or state") }
    let body: SealedEntry.Body
    if !row.isNull(2) {
      body = .payload(row.bytes(2))
    } else if let digest = Digest(bytes: row.bytes(3)) {
      body = .redacted(digest)
    } else {
      throw StoreError.damaged(detail: "an entry without payload or digest")
    }
    sequence = UInt64(row.integer(0))
    sealed = SealedEntry(header: row.bytes(1), body: body)
    self.hash = hash
    self.state = state
    receivedAt = row.integer(6)
  }

  static let columns = "sequence, header, payload, digest, hash, state, receivedAt"

  static func find(_ log: LogRow, _ sequence: UInt64, _ db: Database) throws -> EntryRow? {
    let sql = "SELECT \(columns) FROM entry WHERE log = ? AND sequence = ?"
    return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [log.key, Int64(sequence)])
      .map(EntryRow.init)
  }

  static func insert(
    log: LogRow, sequence: UInt64, sealed: SealedEntry, hash: Digest, record: Int64?,
    state: EntryState, receivedAt: Int64, _ db: Database
  ) throws {
    let sql = """
      INSERT INTO entry (log, sequence, header, payload, digest, hash, record, state, receivedAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    var statement = try DirectStatement(sql, db)
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

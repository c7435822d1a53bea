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
    let encoded = try row["descriptor"] as [UInt8]
    guard let hash = row.value("headHash", as: Digest.self) else {
      throw StoreError.damaged(detail: "a log's head hash")
    }
    key = try row["id"]
    descriptor = try decodingStored("a log's descriptor") { () throws(MalformedBytes) in
      try LogDescriptor(decoding: encoded[...])
    }
    log = descriptor.id
    head = try row["head"]
    headHash = hash
    isOwn = try row["own"]
    isOpen = try row["open"]
    signed = try row["signed"]
    guard signed <= head else { throw StoreError.damaged(detail: "how far a log is signed") }
    unsignedBytes = try row["unsignedBytes"]
    acknowledged = try row["acknowledged"]
  }

  /// Whether this key may sign it: a store whose key was replaced has own logs of the former key.
  func isSigned(by key: ReplicaKey) -> Bool { descriptor.publicKey == key.publicBytes }

  static func find(_ log: LogID, _ db: Connection) throws -> LogRow? {
    try db.first(named, [log]).map(LogRow.init)
  }

  /// Those of the logs that are here.
  static func find(_ logs: [LogID], _ db: Connection) throws -> [LogID: LogRow] {
    let found = try db.rows(named, each: logs.map { [$0] })
    return try zip(logs, found).reduce(into: [:]) { rows, found in
      rows[found.0] = try found.1.first.map(LogRow.init)
    }
  }

  static func query(_ log: LogID) -> Query { Query(named, [log]) }

  private static let named = "SELECT * FROM log WHERE log = ?"

  static let everyLog = Query("SELECT * FROM log ORDER BY id")

  static func all(_ db: Connection) throws -> [LogRow] {
    try db.rows(everyLog.sql).map(LogRow.init)
  }

  /// The logs of some scopes, of every one for `nil`, and those named, in the order in which they
  /// arrived: at a centre of many sites an exchange must not read the logs of all of them.
  static func all(
    of scopes: Set<Scope>?, and names: some Sequence<LogID> = EmptyCollection(), _ db: Connection
  ) throws -> [LogRow] {
    guard let scopes else { return try all(db) }
    db.readAhead(queries(of: scopes, and: names))
    var logs = try db.rows([query(of: scopes)])[0].map(LogRow.init)
    let known = Set(logs.map(\.log))
    logs += try find(names.filter { !known.contains($0) }, db).values
    return logs.sorted { $0.key < $1.key }
  }

  private static func query(of scopes: Set<Scope>) -> Query {
    // PostgreSQL reads no empty list.
    let places =
      scopes.isEmpty
      ? "NULL" : Array(repeating: "?", count: scopes.count).joined(separator: ", ")
    return Query(
      "SELECT * FROM log WHERE scope IN (\(places)) ORDER BY id", scopes.map(\.code).sorted())
  }

  /// What ``all(of:and:_:)`` asks first.
  static func queries(of scopes: Set<Scope>, and names: some Sequence<LogID>) -> [Query] {
    [query(of: scopes)] + names.prefix(namedAheadMax).map(query)
  }

  /// Logs that are asked for by name together with those of a scope, although most of them are among
  /// these.
  private static let namedAheadMax = 64

  /// The log that this replica writes a scope's entries to now.
  static func open(for scope: Scope, _ db: Connection) throws -> LogRow? {
    let sql = "SELECT * FROM log WHERE own = 1 AND open = 1 AND scope = ?"
    return try db.first(sql, [scope]).map(LogRow.init)
  }

  static func insert(
    _ descriptor: LogDescriptor, own: Bool, open: Bool = false, _ db: Connection
  ) throws -> LogRow {
    let key = try Int64(db.value(lastKey.sql, as: UInt64.self) ?? 0) + 1
    try db.send(
      """
      INSERT INTO log (id, log, replica, scope, descriptor, headHash, own, open)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        key, descriptor.id, descriptor.replica, descriptor.scope, descriptor.encoded(),
        descriptor.genesis, own, open,
      ])
    return LogRow(new: descriptor, key: key, isOwn: own, isOpen: open)
  }

  /// The key of the log that was added last.
  static let lastKey = Query("SELECT max(id) FROM log")

  private init(new descriptor: LogDescriptor, key: Int64, isOwn: Bool, isOpen: Bool) {
    (self.descriptor, self.key, self.isOwn, self.isOpen) = (descriptor, key, isOwn, isOpen)
    (log, head, headHash) = (descriptor.id, 0, descriptor.genesis)
    (signed, unsignedBytes, acknowledged) = (0, 0, 0)
  }

  /// The chain hash at a sequence number that this store has; the genesis at 0.
  func hash(at sequence: UInt64, _ db: Connection) throws -> Digest? {
    if sequence == 0 { return descriptor.genesis }
    if sequence == head { return headHash }
    guard sequence < head else { return nil }
    return try EntryTable.hash(self, sequence, db)
  }

  /// What ``hash(at:_:)`` asks about an entry before the head.
  func queryHash(at sequence: UInt64) -> Query {
    EntryTable.queryHash(self, sequence)
  }

  /// The chain hashes of a range of entries.
  func hashes(at range: ClosedRange<UInt64>, _ db: Connection) throws -> [UInt64: Digest] {
    try EntryTable.hashes(of: self, range, db)
  }

  func saveHead(_ db: Connection) throws {
    let sql = """
      UPDATE log SET head = ?, headHash = ?, signed = ?, unsignedBytes = ? WHERE id = ?
      """
    try db.send(
      sql,
      [
        head, headHash, signed, unsignedBytes, key,
      ])
  }

  func reference(to sequence: UInt64, hash: Digest) -> EntryReference {
    EntryReference(log: log, sequence: sequence, check: hash.check)
  }
}

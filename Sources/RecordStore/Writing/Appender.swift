internal import Replication
internal import Storage

/// Appends this replica's entries to its own logs within one transaction.
struct Appender {
  let store: RecordStore
  private var generator: StoreEnvironment.Generator
  private var clock: HybridClock
  private let latestNoted: HybridTime
  var logs: [Scope: LogRow] = [:]
  /// Logs for entries that move without being part of the records.
  var unmergedLogs: [Scope: LogRow] = [:]
  /// References drawn in this transaction.
  private var drawn: Set<String> = []

  static let latestTime = Query("SELECT latestTime FROM identity")

  init(store: RecordStore, _ db: Connection) throws {
    self.store = store
    generator = store.environment.generator
    let latest = try db.value(Self.latestTime.sql, as: Int64.self) ?? 0
    latestNoted = HybridTime(bits: UInt64(bitPattern: latest))
    clock = HybridClock(latest: latestNoted)
  }

  /// Whose entries it appends.
  var replica: ReplicaID { store.identity.replica }

  mutating func append(
    _ change: Change, to merging: inout Merging, _ db: Connection
  ) throws -> Written {
    var log = try log(for: change.scope, db)
    var operations = change.operations
    var reference: String?
    if let year = change.referenceYear {
      let new = try ReferenceDrawing.draw(
        scope: change.scope, year: year, taken: drawn, store.environment.domain,
        using: &generator, db)
      drawn.insert(new)
      operations.append(Operation(path: StoredReference.path, value: .text(new)))
      reference = new
    }
    let key = Merging.Key(scope: change.scope, record: change.record)
    let before = try merging.settled(key, kind: change.kind, db)
    try Self.checkReason(of: change, before.state)
    let seen = before.state.latestTime(among: operations.flatMap(\.supersedes))
    let time = clock.next(wallMilliseconds: store.environment.now(), after: seen)
    let entry = Entry(
      header: EntryHeader(
        time: time, record: change.record, kind: change.kind, author: change.author),
      payload: EntryPayload(
        salt: EntryPayload.salt(using: &generator), reason: change.reason,
        operations: operations, redaction: change.redaction))
    let sealed = SealedEntry(
      header: entry.header.encoded(), body: .payload(entry.payload.encoded(in: log.log)))
    try Self.checkLimits(entry, sealed, in: log.log)
    let name = try append(entry, sealed, to: &log, merging: &merging, db)
    logs[change.scope] = log
    if let redaction = change.redaction {
      try RedactionTables.apply(redaction.target, in: key, at: store.environment.now(), db)
    }
    return Written(entry: name, record: change.record, time: time, reference: reference)
  }

  /// Appends an entry that never left this store, under a new name. See ``UnsentEntries``.
  mutating func rewrite(
    _ header: EntryHeader, _ payload: EntryPayload, scope: Scope, merging: inout Merging,
    _ db: Connection
  ) throws -> EntryReference {
    var log = try log(for: scope, db)
    let sealed = SealedEntry(
      header: header.encoded(), body: .payload(payload.encoded(in: log.log)))
    let entry = Entry(header: header, payload: payload)
    let name = try append(entry, sealed, to: &log, merging: &merging, db)
    logs[scope] = log
    if let redaction = payload.redaction {
      let key = Merging.Key(scope: scope, record: header.record)
      try RedactionTables.apply(redaction.target, in: key, at: store.environment.now(), db)
    }
    return name
  }

  mutating func append(
    _ entry: Entry, _ sealed: SealedEntry, to log: inout LogRow, merging: inout Merging,
    _ db: Connection
  ) throws -> EntryReference {
    let hash = sealed.chained(to: log.headHash)
    let name = log.reference(to: log.head + 1, hash: hash)
    let row = try merging.add(entry, at: name, scope: log.descriptor.scope, db)
    return try append(sealed, to: &log, record: row, state: .merged, db)
  }

  func append(
    _ sealed: SealedEntry, to log: inout LogRow, record: Int64?, state: EntryState,
    _ db: Connection
  ) throws -> EntryReference {
    let sequence = log.head + 1
    let hash = sealed.chained(to: log.headHash)
    try EntryTable.insert(
      log: log, sequence: sequence, sealed: sealed, hash: hash, record: record, state: state,
      receivedAt: store.environment.now(), db)
    log.head = sequence
    log.headHash = hash
    log.unsignedBytes += sealed.byteCount
    if log.head - log.signed >= RecordStore.entriesBetweenCheckpoints
      || log.unsignedBytes >= RecordStore.bytesBetweenCheckpoints
    {
      try CheckpointTable.sign(&log, by: store.key, db)
    }
    return log.reference(to: sequence, hash: hash)
  }

  /// Stores the new ends of the logs and clears the cache: the next entry reads them again.
  mutating func settle(_ db: Connection) throws {
    for log in logs.values { try log.saveHead(db) }
    for log in unmergedLogs.values { try log.saveHead(db) }
    if store.access == .writing {
      store.continuity.noteAppended(to: logs.values.map(\.log), store.database)
    }
    logs = [:]
    unmergedLogs = [:]
  }

  mutating func finish(_ db: Connection) throws {
    try settle(db)
    guard clock.latest != latestNoted else { return }
    try db.send("UPDATE identity SET latestTime = ?", [clock.latest])
  }

  mutating func log(for scope: Scope, _ db: Connection) throws -> LogRow {
    if let known = logs[scope] { return known }
    if let open = try LogRow.open(for: scope, db) { return open }
    return try ReferenceDrawing.newLog(
      publicKey: store.identity.publicKey, scope: scope, isOpen: true, generator: &generator, db)
  }

  mutating func unmergedLog(for scope: Scope, _ db: Connection) throws -> LogRow {
    if let known = unmergedLogs[scope] { return known }
    return try ReferenceDrawing.newLog(
      publicKey: store.identity.publicKey, scope: scope, isOpen: false, generator: &generator, db)
  }

  /// A conflict is settled only with a reason, from every program and page.
  private static func checkReason(of change: Change, _ state: MergedRecord) throws {
    guard !change.reason.contains(where: { !$0.isWhitespace }) else { return }
    if let path = state.conflictSettled(by: change.operations) {
      throw StoreError.reasonRequired(path: path.text)
    }
  }

  /// Everything that a reader of the entry would refuse it for.
  private static func checkLimits(
    _ entry: Entry, _ sealed: SealedEntry, in log: LogID
  ) throws {
    let operations = entry.payload.operations + (entry.payload.redaction?.operations ?? [])
    let targets = operations.flatMap(\.supersedes).map(\.entry.log)
    let logs = Set(targets + [entry.payload.redaction?.target.log].compactMap(\.self))
    guard (sealed.payload?.count ?? 0) <= EntryLimits.payloadBytesMax,
      sealed.header.count + EntryLimits.originBytesMax <= EntryLimits.headerBytesMax,
      entry.payload.operations.count <= EntryLimits.operationsMax,
      operations.allSatisfy({ $0.supersedes.count <= EntryLimits.supersedesMax }),
      logs.subtracting([log]).count <= EntryLimits.logsMax,
      entry.payload.reason.utf8.count <= EntryLimits.reasonBytesMax
    else {
      throw StoreError.tooLarge(
        detail: "one change holds at most \(EntryLimits.payloadBytesMax / 1024) KiB, "
          + "\(EntryLimits.operationsMax) fields, values of \(EntryLimits.logsMax) devices and a "
          + "reason of \(EntryLimits.reasonBytesMax) bytes")
    }
    guard (1...EntryLimits.roleBytesMax).contains(entry.header.author.utf8.count),
      (1...EntryLimits.kindBytesMax).contains(entry.header.kind.utf8.count),
      EntryLimits.areOneLine(entry.header.kind, entry.header.author)
    else {
      throw StoreError.tooLarge(
        detail:
          "a role has at most \(EntryLimits.roleBytesMax) bytes on one line, a kind of record "
          + "\(EntryLimits.kindBytesMax)")
    }
  }
}

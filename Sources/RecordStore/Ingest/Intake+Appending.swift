internal import Replication
internal import Storage

extension Intake {
  /// Appends the new entries of a segment whose beginning agrees with the log.
  mutating func append(
    _ arrived: ArrivedSegment, _ hashes: [Digest], to log: LogRow, _ admission: MovedAdmission,
    _ db: Connection
  ) throws {
    let segment = arrived.segment
    var log = log
    let start = log.head + 1
    outcome.known += Int(min(start, segment.last + 1) - segment.first)
    guard segment.last >= start else { return }
    try merging.ahead.readRedactions(of: log, start...segment.last, db)
    for sequence in start...segment.last {
      let offset = Int(sequence - segment.first)
      try append(
        arrived.entries[offset], hashes[offset], at: sequence, log: log, admission, db)
      log.head = sequence
      log.headHash = hashes[offset]
    }
    log.signed = segment.last
    try CheckpointTable.insert(
      log: log, sequence: segment.last, signature: segment.signature, db)
    try log.saveHead(db)
    // A copy of this store continued one of our logs. Never write there again.
    if log.isOwn {
      try ForkHealing.retire(log, from: start, now: now, db)
      forgetAhead()
    } else {
      noteHead(of: log)
    }
  }

  private mutating func append(
    _ arrived: ArrivedEntry, _ hash: Digest, at sequence: UInt64, log: LogRow,
    _ admission: MovedAdmission, _ db: Connection
  ) throws {
    let name = log.reference(to: sequence, hash: hash)
    let header = arrived.header
    let sealed = try RedactionTables.remains(
      of: arrived.sealed, header, standingAt: name, in: log.descriptor.scope,
      knowing: merging.ahead, db)
    var state = EntryState.merged
    var reason: String?
    switch try admission.decide(origin: header?.origin, merging.ahead, db) {
    case .merge: break
    case .relay: state = .relayed
    case .quarantine(let why): (state, reason) = (.quarantined, why)
    }
    var row: Int64?
    var base: EntryPlace?
    if state == .merged {
      do {
        let entry = try sealed.payload == nil && arrived.packed != nil ? nil : arrived.entry.get()
        let verdict = try admission.verdict(on: sealed, header, entry, name, &merging, db)
        if case .waits(let why, let on) = verdict {
          guard try waitingRoom.take(log.descriptor.replica, db) else { throw OverQuota() }
          (state, reason, base) = (.quarantined, why.rawValue, on)
        } else {
          row = try entry.map { try merge($0, name, log: log, db) }
        }
      } catch is MalformedBytes {
        (state, reason) = (.quarantined, Quarantine.malformed)
      } catch is OverQuota {
        (state, reason) = (.quarantined, Quarantine.overQuota)
      }
    }
    try EntryTable.insert(
      log: log, sequence: sequence, sealed: sealed, packed: arrived.packed, hash: hash,
      record: row, state: state, receivedAt: now, db)
    reconsideration.arrived(EntryPlace(log: log.log, sequence: sequence))
    merging.ahead.note(state, at: name, origin: header?.origin, in: log.descriptor.scope)
    if let origin = header?.origin {
      try MovedEntries.note(origin, log: log, sequence: sequence, db)
      reconsideration.arrived(EntryPlace(log: origin.log, sequence: origin.sequence))
    }
    switch state {
    case .merged:
      outcome.merged += 1
      outcome.mergedBytes += sealed.byteCount
    case .relayed: outcome.relayed += 1
    case .quarantined, .keptOut:
      outcome.quarantined += 1
      outcome.asideBytes += sealed.byteCount
      try Quarantine.insert(
        log, sequence, reason: reason ?? "", record: header?.record, on: base, since: now, db)
    }
  }

  /// - Returns: the row of the entry's record.
  private mutating func merge(
    _ entry: Entry, _ name: EntryReference, log: LogRow, _ db: Connection
  ) throws -> Int64 {
    let key = Merging.Key(scope: log.descriptor.scope, record: entry.header.record)
    var use: RecordUse?
    if let limits {
      use = try merging.use(after: entry, in: log.descriptor, limits, db)
      if use == nil { throw OverQuota() }
    }
    let row = try merging.add(entry, at: name, scope: log.descriptor.scope, db)
    if let use { merging.noteBytes(use, in: key) }
    reconsideration.merged(entry, in: log.descriptor.scope, merging)
    outcome.records.insert(entry.header.record)
    if let redaction = entry.payload.redaction {
      try RedactionTables.apply(redaction.target, in: key, at: now, db)
      merging.ahead.note(redacted: redaction.target, in: key)
    }
    return row
  }
}

internal import GRDB
public import Replication

extension RecordStore {
  /// Takes in segments, in one transaction: what proves itself and follows on what is here.
  ///
  /// Taking the same segments again changes nothing.
  ///
  /// - Parameter admission: what becomes of a log's entries, asked once for each log.
  public func ingest(
    _ segments: [LogSegment], onFork policy: ForkPolicy,
    admission: (LogDescriptor) -> Admission
  ) throws(StoreError) -> Ingested {
    try write { db in
      var intake = try Intake(store: self, policy: policy, db)
      for segment in segments { try intake.take(segment, admission: admission, db) }
      return try intake.finish(db)
    }
  }
}

/// One transaction's worth of segments.
private struct Intake {
  private let store: RecordStore
  private let policy: ForkPolicy
  private let now: Int64
  private var merging = Merging()
  private var appender: Appender
  private var outcome = Ingested()

  init(store: RecordStore, policy: ForkPolicy, _ db: Database) throws {
    self.store = store
    self.policy = policy
    now = store.environment.now()
    appender = try Appender(store: store, db)
  }

  mutating func take(
    _ segment: LogSegment, admission: (LogDescriptor) -> Admission, _ db: Database
  ) throws {
    guard segment.first > 0, !segment.entries.isEmpty,
      segment.entries.count <= LogSegment.entriesMax
    else {
      outcome.refused[segment.log] = segment.entries.isEmpty ? .empty : .tooLong
      return
    }
    let found = try LogRow.find(segment.log, db)
    guard let descriptor = found?.descriptor ?? segment.descriptor else {
      outcome.missing += segment.entries.count
      return
    }
    guard descriptor.id == segment.log else {
      outcome.refused[segment.log] = .foreignDescriptor
      return
    }
    let own = try found?.hash(at: segment.first - 1, db)
    let previous = own ?? (segment.first == 1 ? descriptor.genesis : nil)
    let flaw: LogSegment.Flaw?
    switch Self.proof(of: segment, after: previous, descriptor) {
    case .success(let hashes):
      return try place(segment, hashes, in: found, descriptor, admission, db)
    case .failure(let found): flaw = found
    case nil: flaw = nil
    }
    if let found, try follow(segment, in: found, admission, db) { return }
    // Another line from before the first entry looks just like a bad signature; the frontiers'
    // checks tell the two apart, and a sender that is asked begins further down.
    if let flaw {
      outcome.refused[segment.log] = flaw
    } else {
      outcome.missing += segment.entries.count
    }
  }

  /// - Returns: the chain hashes; `nil` where what the segment follows on is not here.
  private static func proof(
    of segment: LogSegment, after previous: Digest?, _ descriptor: LogDescriptor
  ) -> Result<[Digest], LogSegment.Flaw>? {
    previous.map { previous in
      Result { () throws(LogSegment.Flaw) in
        try segment.verified(after: previous, descriptor: descriptor)
      }
    }
  }

  private mutating func place(
    _ segment: LogSegment, _ hashes: [Digest], in found: LogRow?, _ descriptor: LogDescriptor,
    _ admission: (LogDescriptor) -> Admission, _ db: Database
  ) throws {
    let log = try found ?? LogRow.insert(descriptor, own: false, db)
    if let fork = try firstDifference(segment, hashes, log, db) {
      let healing = ForkHealing(log: log, from: fork, now: now)
      try settle(healing, segment, hashes, log, admission(descriptor), db)
    } else {
      try append(segment, hashes, to: log, admission(descriptor), db)
    }
  }

  /// Takes a segment that goes on in a line that was kept when the log forked.
  ///
  /// - Returns: whether it does.
  private mutating func follow(
    _ segment: LogSegment, in log: LogRow, _ admission: (LogDescriptor) -> Admission,
    _ db: Database
  ) throws -> Bool {
    guard policy == .adopt else { return false }
    for previous in try ForkHealing.hashes(of: log.log, at: segment.first - 1, db) {
      guard
        let hashes = try? segment.verified(after: previous, descriptor: log.descriptor)
      else { continue }
      let healing = ForkHealing(log: log, from: segment.first, now: now, isContinued: true)
      try settle(healing, segment, hashes, log, admission(log.descriptor), db)
      return true
    }
    return false
  }

  mutating func finish(_ db: Database) throws -> Ingested {
    try merging.write(db)
    try appender.finish(db)
    return outcome
  }

  /// The first sequence number at which the segment holds another entry than the log here.
  private func firstDifference(
    _ segment: LogSegment, _ hashes: [Digest], _ log: LogRow, _ db: Database
  ) throws -> UInt64? {
    guard segment.first <= log.head else { return nil }
    for sequence in segment.first...min(segment.last, log.head)
    where try log.hash(at: sequence, db) != hashes[Int(sequence - segment.first)] {
      return sequence
    }
    return nil
  }

  private mutating func settle(
    _ healing: ForkHealing, _ segment: LogSegment, _ hashes: [Digest], _ log: LogRow,
    _ admission: Admission, _ db: Database
  ) throws {
    outcome.forked.insert(log.log)
    var healing = healing
    switch policy {
    case .refuse: return
    case .yield:
      let log = try healing.moveOurs(&appender, &merging, db)
      try append(segment, hashes, to: log, admission, db)
    case .adopt:
      // What may not become part of the records here is not written again in our name either.
      guard admission == .merge else { return }
      if log.isOwn { try ForkHealing.retire(log, from: healing.from, now: now, db) }
      outcome.merged += try healing.adopt(segment, hashes, &appender, &merging, db)
    }
  }

  /// Appends what is new of a segment whose beginning agrees with the log.
  private mutating func append(
    _ segment: LogSegment, _ hashes: [Digest], to log: LogRow, _ admission: Admission,
    _ db: Database
  ) throws {
    var log = log
    let start = log.head + 1
    outcome.known += Int(min(start, segment.last + 1) - segment.first)
    guard segment.last >= start else { return }
    for sequence in start...segment.last {
      let offset = Int(sequence - segment.first)
      try append(
        segment.entries[offset], hashes[offset], at: sequence, log: log, admission, db)
      log.head = sequence
      log.headHash = hashes[offset]
    }
    log.signed = segment.last
    try CheckpointTable.insert(
      log: log, sequence: segment.last, signature: segment.signature, db)
    try log.saveHead(db)
    // Somebody else wrote on in a log of ours: a copy of this store. Never write there again.
    if log.isOwn { try ForkHealing.retire(log, from: start, now: now, db) }
  }

  private mutating func append(
    _ sealed: SealedEntry, _ hash: Digest, at sequence: UInt64, log: LogRow,
    _ admission: Admission, _ db: Database
  ) throws {
    let name = log.reference(to: sequence, hash: hash)
    let sealed = try withoutRedacted(sealed, name, db)
    var state = EntryState.merged
    var reason: String?
    switch admission {
    case .merge: break
    case .carry: state = .carried
    case .quarantine(let why): (state, reason) = (.quarantined, why)
    }
    var row: Int64?
    if state == .merged {
      do {
        row = try merge(sealed, name, log: log, db)
      } catch is MalformedBytes {
        (state, reason) = (.quarantined, Quarantine.malformed)
      }
    }
    try EntryRow.insert(
      log: log, sequence: sequence, sealed: sealed, hash: hash, record: row, state: state,
      receivedAt: now, db)
    switch state {
    case .merged: outcome.merged += 1
    case .carried: outcome.carried += 1
    case .quarantined, .keptOut:
      outcome.quarantined += 1
      try Quarantine.insert(log, sequence, reason: reason ?? "", since: now, db)
    }
  }

  /// - Returns: the row of the entry's record; `nil` for a redacted entry, which has nothing to say.
  private mutating func merge(
    _ sealed: SealedEntry, _ name: EntryReference, log: LogRow, _ db: Database
  ) throws -> Int64? {
    guard let entry = try sealed.decoded(in: name.log) else { return nil }
    let row = try merging.add(entry, at: name, scope: log.descriptor.scope, db)
    outcome.records.insert(entry.header.record)
    if let origin = entry.header.origin {
      try MovedEntries.note(origin, log: log, sequence: name.sequence, db)
    }
    if let redaction = entry.payload.redaction {
      try RedactionTables.apply(redaction.target, at: now, db)
    }
    return row
  }

  /// An entry that was redacted here does not bring its payload back.
  private func withoutRedacted(
    _ sealed: SealedEntry, _ name: EntryReference, _ db: Database
  ) throws -> SealedEntry {
    guard sealed.payload != nil else { return sealed }
    let origin = try? EntryHeader(decoding: sealed.header).origin
    guard try RedactionTables.contains(origin ?? name, db) else { return sealed }
    return SealedEntry(header: sealed.header, body: .redacted(sealed.payloadDigest))
  }
}

extension SealedEntry {
  /// The entry, or `nil` where its payload was redacted.
  ///
  /// - Parameter log: the log it stands in; a moved entry's payload speaks of the log it came from.
  func decoded(in log: LogID) throws(MalformedBytes) -> Entry? {
    let header = try EntryHeader(decoding: header)
    guard let payload else { return nil }
    let home = header.origin?.log ?? log
    return Entry(header: header, payload: try EntryPayload(decoding: payload, in: home))
  }
}

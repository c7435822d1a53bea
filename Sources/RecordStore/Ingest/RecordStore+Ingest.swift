internal import GRDB
public import Replication

extension RecordStore {
  /// Verifies segments and appends them to their logs, in one transaction.
  ///
  /// Repeating it changes nothing. Segments that fail or leave a gap are reported and not stored.
  ///
  /// - Parameters:
  ///   - rules: whether entries are also judged one by one.
  ///   - admission: what happens to a log's entries.
  public func ingest(
    _ segments: [LogSegment], onFork policy: ForkPolicy, rules: EntryRules = .judged,
    admission: @escaping (LogDescriptor) -> Admission
  ) throws(StoreError) -> Ingested {
    try ingest(segments, onFork: { _ in policy }, rules: rules, admission: admission)
  }

  /// Ingests segments, with a policy for each log that turns out forked.
  ///
  /// - Parameter limits: what the sender may make this store keep and do; `nil` for none.
  public func ingest(
    _ segments: [LogSegment], onFork policy: (LogDescriptor) -> ForkPolicy,
    rules: EntryRules = .judged, limits: IntakeLimits? = nil,
    admission: @escaping (LogDescriptor) -> Admission
  ) throws(StoreError) -> Ingested {
    try write { db in
      var intake = try Intake(store: self, rules, limits: limits, db)
      for (index, segment) in segments.enumerated() {
        let isTaken = try intake.takeWithinWork(
          segment, onFork: policy, admission: admission, db)
        guard isTaken else {
          intake.postpone(segments.count - index)
          break
        }
      }
      return try intake.finish(db)
    }
  }
}

/// The segments of one transaction.
private struct Intake {
  private let store: RecordStore
  private let now: Int64
  /// Judges entries; `nil` where they have been judged.
  private let judge: EntryJudge?
  private var merging = Merging()
  private var appender: Appender
  private var reconsideration: Reconsideration
  private var waitingRoom = WaitingRoom()
  private var outcome = Ingested()
  private let limits: IntakeLimits?

  init(
    store: RecordStore, _ rules: EntryRules, limits: IntakeLimits?, _ db: Database
  ) throws {
    self.store = store
    self.limits = limits
    now = store.environment.now()
    appender = try Appender(store: store, db)
    judge = rules == .checked ? try EntryJudge(store.identity, db) : nil
    reconsideration = try Reconsideration(store, limits: limits, at: now, db)
  }

  /// Appends a segment unless its records would cost more to judge than a request may.
  ///
  /// The first segment of a request is always stored: if it alone exceeds the limit, it is
  /// quarantined completely, so that the log can continue.
  ///
  /// - Returns: whether it was appended; if not, nothing of it was.
  mutating func takeWithinWork(
    _ segment: LogSegment, onFork policy: (LogDescriptor) -> ForkPolicy,
    admission: @escaping (LogDescriptor) -> Admission, _ db: Database
  ) throws -> Bool {
    guard let limits else {
      try take(segment, onFork: policy, admission: admission, db)
      return true
    }
    let before = self
    var isWithin = true
    try db.inSavepoint {
      try take(segment, onFork: policy, admission: admission, db)
      isWithin = merging.settledWork() <= limits.workMax
      return isWithin ? .commit : .rollback
    }
    if isWithin { return true }
    self = before
    guard merging.touched.isEmpty else { return false }
    try take(
      segment, onFork: policy,
      admission: {
        admission($0) == .merge ? .quarantine(reason: Quarantine.overQuota) : admission($0)
      },
      db)
    return true
  }

  mutating func postpone(_ segments: Int) { outcome.postponed = segments }

  mutating func take(
    _ segment: LogSegment, onFork policy: (LogDescriptor) -> ForkPolicy,
    admission: @escaping (LogDescriptor) -> Admission, _ db: Database
  ) throws {
    guard segment.first > 0, segment.first < UInt64(Int64.max) - UInt64(LogSegment.entriesMax),
      !segment.entries.isEmpty, segment.entries.count <= LogSegment.entriesMax
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
    let policy = policy(descriptor)
    let own = try predecessor(of: segment, in: found, descriptor, db)
    let other =
      policy == .adopt
      ? try ForkHealing.hashes(
        of: segment.log, at: segment.first - 1, limit: limits?.linesPerLogMax ?? .max, db) : []
    guard own != nil || !other.isEmpty else {
      outcome.missing += segment.entries.count
      return
    }
    let candidates = [own].compactMap(\.self) + other
    guard let (before, hashes) = verified(segment, after: candidates, descriptor) else { return }
    guard let log = try found ?? begun(descriptor, segment, db) else { return }
    if found == nil { reconsideration.began(log.log) }
    let rule = MovedAdmission(log: log.descriptor, judge: judge, rule: admission)
    let isContinued = before != own
    let fork = isContinued ? segment.first : try firstDifference(segment, hashes, log, db)
    if let fork {
      let healing = ForkHealing(log: log, from: fork, now: now, isContinued: isContinued)
      try settle(healing, segment, hashes, log, policy, rule, db)
    } else {
      try append(segment, hashes, to: log, rule, db)
    }
  }

  /// Adds a log that is new here, unless its replica or its site has reached its limit.
  private mutating func begun(
    _ descriptor: LogDescriptor, _ segment: LogSegment, _ db: Database
  ) throws -> LogRow? {
    if let limits, try !LogCount.hasRoom(for: descriptor, limits, db) {
      outcome.refused[segment.log] = .tooManyLogs
      return nil
    }
    outcome.newLogs += 1
    return try LogRow.insert(descriptor, own: false, db)
  }

  mutating func finish(_ db: Database) throws -> Ingested {
    let settled = try reconsideration.run(&merging, db)
    outcome.add(settled)
    try merging.write(db)
    try appender.finish(db)
    if let sender = limits?.sender {
      var usage = Administration.DayUsage()
      (usage.mergedBytes, usage.asideBytes) = (outcome.mergedBytes, outcome.asideBytes)
      usage.logs = outcome.newLogs
      try Administration.spend(usage, of: sender, at: now, db)
    }
    return outcome
  }

  /// The hash of the entry here that the segment may continue.
  private func predecessor(
    of segment: LogSegment, in found: LogRow?, _ descriptor: LogDescriptor, _ db: Database
  ) throws -> Digest? {
    guard let found else { return segment.first == 1 ? descriptor.genesis : nil }
    return try found.hash(at: segment.first - 1, db)
  }

  /// The segment's hashes, and the preceding hash with which its checkpoint verifies.
  private mutating func verified(
    _ segment: LogSegment, after candidates: [Digest], _ descriptor: LogDescriptor
  ) -> (previous: Digest, hashes: [Digest])? {
    var found: LogSegment.VerificationFailure?
    for previous in candidates {
      do {
        return (previous, try segment.verified(after: previous, descriptor: descriptor))
      } catch let flaw {
        found = found ?? flaw
      }
    }
    outcome.refused[segment.log] = found
    // A line that diverges before the first entry looks just like a bad signature; the checks of
    // the frontiers distinguish the two, and a sender that compares them begins further down.
    if segment.first > 1 { outcome.divergedBeforeStart.insert(segment.log) }
    return nil
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
    _ policy: ForkPolicy, _ admission: MovedAdmission, _ db: Database
  ) throws {
    outcome.forked.insert(log.log)
    switch policy {
    case .refuse:
      outcome.divergedAt[log.log] = min(healing.from, outcome.divergedAt[log.log] ?? healing.from)
    case .recover where try hasLeft(segment, hashes, db):
      outcome.known += segment.entries.count
    case .yield, .recover:
      let log = try healing.moveOurs(&appender, &merging, db)
      try append(segment, hashes, to: log, admission, db)
    case .replace:
      guard let log = try healing.giveUpOurs(db) else {
        outcome.divergedAt[log.log] = min(healing.from, outcome.divergedAt[log.log] ?? healing.from)
        return
      }
      try append(segment, hashes, to: log, admission, db)
    case .adopt:
      // In a scope that we only relay, nothing is written in our name.
      if admission.rule(log.descriptor) == .carry { return }
      if let limits, try healing.hasTooManyLines(limits, db) {
        outcome.refused[log.log] = .tooManyLines
        return
      }
      let moved = try healing.adopt(
        segment, hashes, admission, limits: limits, &appender, &merging, db)
      outcome.merged += moved.merged
      outcome.quarantined += moved.apart
      for place in moved.places { reconsideration.arrived(place) }
    }
  }

  /// Whether this line left its log here before: its entries have been in another one since.
  private func hasLeft(
    _ segment: LogSegment, _ hashes: [Digest], _ db: Database
  ) throws -> Bool {
    guard let last = hashes.last else { return false }
    return try ForkHealing.hashes(of: segment.log, at: segment.last, db).contains(last)
  }

  /// Appends the new entries of a segment whose beginning agrees with the log.
  private mutating func append(
    _ segment: LogSegment, _ hashes: [Digest], to log: LogRow, _ admission: MovedAdmission,
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
    // A copy of this store continued one of our logs. Never write there again.
    if log.isOwn { try ForkHealing.retire(log, from: start, now: now, db) }
  }

  private mutating func append(
    _ sealed: SealedEntry, _ hash: Digest, at sequence: UInt64, log: LogRow,
    _ admission: MovedAdmission, _ db: Database
  ) throws {
    let name = log.reference(to: sequence, hash: hash)
    let header = try? EntryHeader(decoding: sealed.header)
    let sealed = try RedactionTables.remains(
      of: sealed, standingAt: name, in: log.descriptor.scope, db)
    var state = EntryState.merged
    var reason: String?
    switch try admission.decide(origin: header?.origin, db) {
    case .merge: break
    case .carry: state = .carried
    case .quarantine(let why): (state, reason) = (.quarantined, why)
    }
    var row: Int64?
    var base: EntryPlace?
    if state == .merged {
      do {
        let verdict = try admission.verdict(on: sealed, header, name, &merging, db)
        if case .waits(let why, let on) = verdict {
          guard try waitingRoom.take(log.descriptor.replica, limits, db) else { throw OverQuota() }
          (state, reason, base) = (.quarantined, why.rawValue, on)
        } else {
          row = try merge(sealed, header, name, log: log, db)
        }
      } catch is MalformedBytes {
        (state, reason) = (.quarantined, Quarantine.malformed)
      } catch is OverQuota {
        (state, reason) = (.quarantined, Quarantine.overQuota)
      }
    }
    try EntryRow.insert(
      log: log, sequence: sequence, sealed: sealed, hash: hash, record: row, state: state,
      receivedAt: now, db)
    reconsideration.arrived(EntryPlace(log: log.log, sequence: sequence))
    if let origin = header?.origin {
      try MovedEntries.note(origin, log: log, sequence: sequence, db)
      reconsideration.arrived(EntryPlace(log: origin.log, sequence: origin.sequence))
    }
    switch state {
    case .merged:
      outcome.merged += 1
      outcome.mergedBytes += sealed.byteCount
    case .carried: outcome.carried += 1
    case .quarantined, .keptOut:
      outcome.quarantined += 1
      outcome.asideBytes += sealed.byteCount
      try Quarantine.insert(
        log, sequence, reason: reason ?? "", record: header?.record, on: base, since: now, db)
    }
  }

  /// - Returns: the row of the entry's record; `nil` for a redacted entry, which has no operations.
  private mutating func merge(
    _ sealed: SealedEntry, _ header: EntryHeader?, _ name: EntryReference, log: LogRow,
    _ db: Database
  ) throws -> Int64? {
    guard let entry = try sealed.decoded(header, in: name.log) else { return nil }
    if let limits {
      let key = Merging.Key(scope: log.descriptor.scope, record: entry.header.record)
      let touched = try merging.touch(key, kind: entry.header.kind, db)
      if merging.isFull(touched, for: entry, limits) { throw OverQuota() }
    }
    let row = try merging.add(entry, at: name, scope: log.descriptor.scope, db)
    reconsideration.merged(entry, in: log.descriptor.scope, merging)
    outcome.records.insert(entry.header.record)
    if let redaction = entry.payload.redaction {
      let key = Merging.Key(scope: log.descriptor.scope, record: entry.header.record)
      try RedactionTables.apply(redaction.target, in: key, at: now, db)
    }
    return row
  }
}

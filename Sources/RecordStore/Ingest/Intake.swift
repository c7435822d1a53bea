internal import Replication
internal import Storage

/// The segments of one transaction.
struct Intake {
  let store: RecordStore
  let now: Int64
  /// Judges entries; `nil` where they have been judged.
  let judge: EntryJudge?
  var merging: Merging
  var appender: Appender
  var reconsideration: Reconsideration
  var waitingRoom: WaitingRoom
  var outcome = Ingested()
  let limits: IntakeLimits?
  /// The logs of the segments, as far as they were read ahead and not changed since by anything but
  /// what is appended here.
  private var logs: [LogID: LogRow] = [:]
  /// Logs that were read ahead and are not here.
  private var unknownLogs: Set<LogID> = []
  /// No entry waited before, and none has since but what is appended here.
  private var nothingWaited = false

  init(
    store: RecordStore, _ rules: EntryRules, limits: IntakeLimits?, _ db: Connection
  ) throws {
    self.store = store
    self.limits = limits
    waitingRoom = WaitingRoom(limits)
    merging = Merging(store)
    now = store.environment.now()
    appender = try Appender(store: store, db)
    judge = rules == .checked ? try EntryJudge(store, db) : nil
    reconsideration = try Reconsideration(store, limits: limits, at: now, db)
  }

  /// What is asked before the first segment is looked at.
  static func queries(
    _ segments: [LogSegment], _ limits: IntakeLimits?, knownReplicas: String?
  ) -> [Query] {
    let new = segments.first { $0.first == 1 && $0.descriptor != nil }?.descriptor
    let lines = segments.filter { $0.first > 0 }.map { segment in
      ForkHealing.queryHashes(
        of: segment.log, at: segment.first - 1, limit: limits?.linesPerLogMax ?? .max)
    }
    return [
      Appender.latestTime, EntryJudge.centreKey, EntryTable.anythingWaits, Merging.lastRow,
      LogRow.lastKey,
    ] + Set(segments.map(\.log)).map(LogRow.query) + lines
      + (new.flatMap { new in limits.map { LogCount.queries(for: new, $0, known: knownReplicas) } }
        ?? [])
  }

  /// Reads what a database server knows of the segments, all at once.
  mutating func readAhead(of segments: [LogSegment], _ db: Connection) throws {
    guard db.isEngine else { return }
    nothingWaited = try !(db.value(EntryTable.anythingWaits.sql, as: Bool.self) ?? false)
    let names = Set(segments.map(\.log))
    logs = try LogRow.find(names.sorted(), db)
    unknownLogs = names.subtracting(logs.keys)
    try merging.ahead.read(segments, logs, db)
  }

  private func log(_ name: LogID, _ db: Connection) throws -> LogRow? {
    if let known = logs[name] { return known }
    return unknownLogs.contains(name) ? nil : try LogRow.find(name, db)
  }

  /// Notes how long a log is now.
  mutating func noteHead(of log: LogRow) {
    logs[log.log] = log
    unknownLogs.remove(log.log)
  }

  /// Entries moved to other logs, or logs were cut: nothing that was read before is certain.
  mutating func forgetAhead() {
    (logs, unknownLogs, nothingWaited) = ([:], [], false)
    merging.ahead.forget()
    judge?.forget()
  }

  /// Appends a segment unless its records would cost more to judge than a request may.
  ///
  /// The first segment of a request is always stored: if it alone exceeds the limit, it is
  /// quarantined completely, so that the log can continue.
  ///
  /// - Returns: whether it was appended; if not, nothing of it was.
  mutating func takeWithinWork(
    _ arrived: ArrivedSegment, onFork policy: (LogDescriptor) -> ForkPolicy,
    admission: @escaping (LogDescriptor) -> Admission, _ db: Connection
  ) throws -> Bool {
    guard let limits else {
      try take(arrived, onFork: policy, admission: admission, db)
      try writeManyTouched(db)
      return true
    }
    var start = self
    start.merging = merging.withoutRecords
    merging.begin()
    var isWithin = true
    try db.part {
      try take(arrived, onFork: policy, admission: admission, db)
      isWithin = merging.settledWork() + outcome.new * limits.workOfEntry <= limits.workMax
      return isWithin ? Connection.Outcome.keep : .undo
    }
    guard !isWithin else {
      merging.keep()
      return true
    }
    merging.undo(to: start.merging)
    judge?.forget()
    start.merging = merging
    self = start
    // Entries that wait touch no record: they, too, are something that was taken before.
    guard merging.touched.isEmpty, outcome.new == 0 else { return false }
    try take(
      arrived, onFork: policy,
      admission: {
        admission($0) == .merge ? .quarantine(reason: Quarantine.overQuota) : admission($0)
      },
      db)
    return true
  }

  /// The most records that a site has in memory while it appends an answer, each of some 20 kB with its
  /// rows. At a centre the work that a request may cost limits them.
  private static let recordsAtOnceMax = 4096

  /// Writes the records touched so far once they are many; later segments read again those that they need.
  private mutating func writeManyTouched(_ db: Connection) throws {
    guard merging.touched.count >= Self.recordsAtOnceMax else { return }
    reconsideration.noteWritten(merging)
    try merging.write(db)
    merging = Merging(store, ahead: merging.ahead)
    merging.ahead.noteRecordsWritten()
  }

  mutating func take(
    _ arrived: ArrivedSegment, onFork policy: (LogDescriptor) -> ForkPolicy,
    admission: @escaping (LogDescriptor) -> Admission, _ db: Connection
  ) throws {
    let segment = arrived.segment
    guard segment.isWithinBounds else {
      outcome.refused[segment.log] = segment.entries.isEmpty ? .empty : .tooLong
      return
    }
    let found = try log(segment.log, db)
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
      try settle(healing, arrived, hashes, log, policy, rule, db)
    } else {
      try append(arrived, hashes, to: log, rule, db)
    }
  }

  /// Adds a log that is new here, unless its replica or its site has reached its limit.
  private mutating func begun(
    _ descriptor: LogDescriptor, _ segment: LogSegment, _ db: Connection
  ) throws -> LogRow? {
    db.readAhead([LogRow.lastKey])
    let known = store.storeExtension?.knownReplicas
    if let limits, try !LogCount.hasRoom(for: descriptor, limits, known: known, db) {
      outcome.refused[segment.log] = .tooManyLogs
      return nil
    }
    outcome.newLogs += 1
    let log = try LogRow.insert(descriptor, own: false, db)
    noteHead(of: log)
    return log
  }

  mutating func finish(_ db: Connection) throws -> Ingested {
    merging.ahead.forget()
    db.readAhead([RecordStore.unsignedHeads])
    reconsideration.nothingWaits = nothingWaited && outcome.quarantined == 0
    let settled = try reconsideration.run(&merging, db)
    outcome.add(settled)
    try merging.write(db)
    try appender.finish(db)
    if let sender = limits?.sender {
      try store.storeExtension?.note(outcome, from: sender, at: now, db)
    }
    return outcome
  }

  /// The hash of the entry here that the segment may continue.
  private func predecessor(
    of segment: LogSegment, in found: LogRow?, _ descriptor: LogDescriptor, _ db: Connection
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
    _ segment: LogSegment, _ hashes: [Digest], _ log: LogRow, _ db: Connection
  ) throws -> UInt64? {
    guard segment.first <= log.head else { return nil }
    let known = segment.first...min(segment.last, log.head)
    let here = try log.hashes(at: known, db)
    return known.first { here[$0] != hashes[Int($0 - segment.first)] }
  }

  private mutating func settle(
    _ healing: ForkHealing, _ arrived: ArrivedSegment, _ hashes: [Digest], _ log: LogRow,
    _ policy: ForkPolicy, _ admission: MovedAdmission, _ db: Connection
  ) throws {
    let segment = arrived.segment
    outcome.forked.insert(log.log)
    forgetAhead()
    defer { forgetAhead() }
    switch policy {
    case .refuse:
      outcome.divergedAt[log.log] = min(healing.from, outcome.divergedAt[log.log] ?? healing.from)
    case .recover where try hasLeft(segment, hashes, db):
      outcome.known += segment.entries.count
    case .yield, .recover:
      var log = try healing.moveOurs(&appender, &merging, db)
      // A log of ours ends in a checkpoint before another line continues it: no run of entries between two
      // of them may be longer than a segment.
      if log.head > log.signed, log.isSigned(by: store.key) {
        try CheckpointTable.sign(&log, by: store.key, db)
        try log.saveHead(db)
      }
      try append(arrived, hashes, to: log, admission, db)
    case .replace:
      guard let log = try healing.giveUpOurs(db) else {
        outcome.divergedAt[log.log] = min(healing.from, outcome.divergedAt[log.log] ?? healing.from)
        return
      }
      try append(arrived, hashes, to: log, admission, db)
    case .adopt:
      // In a scope that we only relay, nothing is written in our name.
      if admission.rule(log.descriptor) == .relay { return }
      let line = hashes[Int(healing.from - segment.first)...]
      if let limits, try healing.hasTooManyLines(for: line, limits, db) {
        outcome.refused[log.log] = .tooManyLines
        return
      }
      let moved = try healing.adopt(
        segment, hashes, admission, &waitingRoom, &appender, &merging, db)
      outcome.merged += moved.merged
      outcome.quarantined += moved.quarantined
      for place in moved.places { reconsideration.arrived(place) }
    }
  }

  /// Whether this line left its log here before: its entries have been in another one since.
  private func hasLeft(
    _ segment: LogSegment, _ hashes: [Digest], _ db: Connection
  ) throws -> Bool {
    guard let last = hashes.last else { return false }
    return try ForkHealing.hashes(of: segment.log, at: segment.last, db).contains(last)
  }
}

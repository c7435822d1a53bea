package import RecordStore
package import Replication
package import SyncProtocol

/// The centre's side of one round: ingests what a replica sends and answers with what it lacks.
package struct SyncExchange: Sendable {
  /// The sender of a request, from the centre's list of devices.
  package struct Caller: Hashable, Sendable {
    package let replica: ReplicaID
    /// What it may read: its site and the trust.
    package let scopes: Set<Scope>
    package let isRevoked: Bool

    package init(replica: ReplicaID, scopes: Set<Scope>, isRevoked: Bool) {
      self.replica = replica
      self.scopes = scopes
      self.isRevoked = isRevoked
    }
  }

  let store: RecordStore
  private let rules: EntryRules
  private let admission: @Sendable (LogDescriptor) -> Admission

  /// - Parameters:
  ///   - rules: whether entries are judged by their contents.
  ///   - admission: who may write what; see `Admission`.
  package init(
    store: RecordStore, rules: EntryRules = .judged,
    admission: @escaping @Sendable (LogDescriptor) -> Admission
  ) {
    self.store = store
    self.rules = rules
    self.admission = admission
  }

  /// Ingests a request's segments, in one transaction: the half of a round that writes. They are on
  /// the disk when it returns.
  ///
  /// - Parameter sender: whose allowance of the day is used.
  package func take(
    _ request: SyncRequest, from caller: Caller, sender: ReplicaID? = nil
  ) throws(StoreError) -> Ingested {
    guard !request.segments.isEmpty else {
      try store.signHeads()
      return Ingested()
    }
    let own = store.identity.replica
    return try store.inOneTransaction { () throws(StoreError) in
      let ingested = try store.ingest(
        request.segments, onFork: { Self.policy(for: $0, from: caller, at: own) }, rules: rules,
        limits: IntakeLimits(sender: sender ?? caller.replica), admission: admission)
      try store.signHeads()
      return ingested
    }
  }

  /// The answer to a replica whose request was ingested: the half of a round that reads.
  ///
  /// - Parameter ingested: the result for its segments.
  package func respond(
    to request: SyncRequest, from caller: Caller, after ingested: Ingested
  ) throws(StoreError) -> SyncResponse {
    try store.inOneReading { () throws(StoreError) in
      try response(to: request, from: caller, after: ingested)
    }
  }

  private func response(
    to request: SyncRequest, from caller: Caller, after ingested: Ingested
  ) throws(StoreError) -> SyncResponse {
    let scopes = caller.isRevoked ? [] : caller.scopes
    try store.readAhead(ofAnswerTo: request.frontier, scopes: scopes)
    var delivered: [LogID: UInt64] = [:]
    for segment in request.segments
    where ingested.refused[segment.log] == nil && !ingested.forked.contains(segment.log) {
      delivered[segment.log] = max(segment.last, delivered[segment.log] ?? 0)
    }
    let answer = try store.answer(
      to: request.frontier, delivered: delivered,
      scopes: scopes)
    // These include logs of which it sent another line that it has to heal.
    let forked = Set(ingested.divergedAt.keys).union(answer.forked)
    var response = SyncResponse(
      frontier: answer.frontier, forked: forked.sorted(), revoked: caller.isRevoked)
    response.readsAcross = true
    response.held = try held(for: caller, request, after: ingested)
    if request.isFull { response.requestBudget = Self.requestBudget(after: ingested) }
    guard !caller.isRevoked else { return response }
    let outgoing = try store.outgoing(
      after: request.frontier, scopes: caller.scopes, excluding: forked,
      withholdingQuarantine: true, copying: request.readsPortable,
      limits: Self.limits(of: request))
    response.segments = outgoing.segments
    response.portable = outgoing.kept.map { .kept(frame: $0.frame, entries: $0.entries) }
    response.more = !outgoing.isComplete
    return response
  }

  /// The limits of an answer: the size that the site asks for, but at least the entries of one
  /// checkpoint. Earlier versions ask for a million bytes or less, and read 1,000 entries.
  private static func limits(of request: SyncRequest) -> BatchLimits {
    guard let bytes = request.answerBytes else { return .standard }
    let usual = BatchLimits.standard
    return BatchLimits(
      entries: bytes > usual.bytes ? ProtocolLimits.entriesMax : usual.entries,
      bytes: min(bytes, ProtocolLimits.batchBytesMax))
  }

  /// The limits of the next request: the number of ordinary incidents that may be judged at once
  /// (`IntakeLimits.workMax`), so that everything sent is taken. After a request of which only a part was
  /// taken, the size of that part.
  private static func requestBudget(after ingested: Ingested) -> BatchBudget {
    let limits = IntakeLimits()
    let atOnce = limits.workMax / (workOfIncident + limits.workOfEntry)
    return BatchBudget(
      entries: ingested.postponed > 0 ? ingested.new : atOnce, bytes: ProtocolLimits.batchBytesMax)
  }

  /// The cost of judging an ordinary incident, in values read.
  private static let workOfIncident = 40

  /// Which line keeps a log that turns out forked.
  ///
  /// Its writer heals it, so a copy that comes later continues in a new log. For a log of our own,
  /// another line can only be from before a restore: ours makes room. And a replica that relays
  /// another's log cannot heal it, so its line continues in a log of ours.
  private static func policy(
    for log: LogDescriptor, from caller: Caller, at own: ReplicaID
  ) -> ForkPolicy {
    if log.replica == own { return .recover }
    return log.replica == caller.replica ? .refuse : .adopt
  }

  /// Quarantined entries of the logs that the replica has, and of those that it may read: otherwise
  /// it would assume that it has everything. Then, as far as there is room, what it passed on and was not
  /// taken: of that it finds out all the same.
  func held(
    for caller: Caller, _ request: SyncRequest, after ingested: Ingested,
    runsMax: Int = ProtocolLimits.heldMax
  ) throws(StoreError) -> [SyncResponse.Held] {
    let sent = Set(request.frontier.positions.keys)
    let waiting = try store.heldHere(
      in: caller.isRevoked ? [] : caller.scopes, and: sent, runsMax: runsMax
    )
    .map {
      SyncResponse.Held(
        log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
    }
    let notTaken = try notTaken(of: request, from: caller, ingested)
    return waiting + notTaken.prefix(max(0, runsMax - waiting.count))
  }
}

extension SyncResponse {
  /// How many entries it brings.
  var entryCount: Int {
    let copied = portable.reduce(0) { sum, segment in
      if case .kept(_, let entries) = segment { sum + entries } else { sum }
    }
    return segments.reduce(copied) { $0 + $1.entries.count }
  }
}

extension SyncRequest {
  /// Whether there may be more to send than this brought: only then is it worth saying what the next
  /// request may hold.
  fileprivate var isFull: Bool {
    let usual = BatchLimits.standard
    let bytes = segments.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.byteCount } }
    let entries = segments.reduce(0) { $0 + $1.entries.count }
    return entries >= usual.entries / 4 || bytes >= usual.bytes / 4
  }
}

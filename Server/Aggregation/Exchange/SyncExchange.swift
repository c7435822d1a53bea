package import RecordStore
package import Replication
package import SyncProtocol

/// The centre's side of one round: takes in what a replica sends and answers with what it lacks.
package struct SyncExchange: Sendable {
  /// Who sends a request, as the centre's list of devices has it.
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

  private let store: RecordStore
  private let rules: EntryRules
  private let admission: @Sendable (LogDescriptor) -> Admission

  /// - Parameters:
  ///   - rules: whether entries are judged for what they say.
  ///   - admission: who may write what; see `Admission`.
  package init(
    store: RecordStore, rules: EntryRules = .judged,
    admission: @escaping @Sendable (LogDescriptor) -> Admission
  ) {
    self.store = store
    self.rules = rules
    self.admission = admission
  }

  /// Takes in what a request brings, in one transaction: the half of a round that writes. What it takes in
  /// is on the disk when it returns.
  package func take(_ request: SyncRequest, from caller: Caller) throws(StoreError) -> Ingested {
    var ingested = Ingested()
    if !request.segments.isEmpty {
      let own = store.identity.replica
      ingested = try store.ingest(
        request.segments, onFork: { Self.policy(for: $0, from: caller, at: own) }, rules: rules,
        limits: IntakeLimits(sender: caller.replica), admission: admission)
    }
    try store.signHeads()
    return ingested
  }

  /// What a replica is told and sent, once its request was taken in: the half that reads.
  ///
  /// - Parameter ingested: what came of its segments.
  package func respond(
    to request: SyncRequest, from caller: Caller, after ingested: Ingested
  ) throws(StoreError) -> SyncResponse {
    var delivered: [LogID: UInt64] = [:]
    for segment in request.segments
    where ingested.refused[segment.log] == nil && !ingested.forked.contains(segment.log) {
      delivered[segment.log] = max(segment.last, delivered[segment.log] ?? 0)
    }
    let answer = try store.answer(
      to: request.frontier, delivered: delivered,
      scopes: caller.isRevoked ? [] : caller.scopes)
    // Logs of which it sent another line, that it has to heal, are among these.
    let forked = Set(ingested.parted.keys).union(answer.forked)
    var response = SyncResponse(
      frontier: answer.frontier, forked: forked.sorted(), revoked: caller.isRevoked)
    response.held = try held(for: caller, request)
    if request.isFull { response.requestBudget = Self.requestBudget }
    guard !caller.isRevoked else { return response }
    let outgoing = try store.outgoing(
      after: request.frontier, scopes: caller.scopes, excluding: forked,
      withholdingQuarantine: true, limits: BatchLimits(request.answerBudget))
    response.segments = outgoing.segments
    response.more = !outgoing.isComplete
    return response
  }

  /// Whose line keeps a log that turns out forked.
  ///
  /// Its writer heals it, so a copy that comes later goes on in a new log. Of a log of our own,
  /// another line can only be what was here before a restore: ours makes room. And who passes on
  /// another's log can do nothing about it, so its line goes on in a log of ours.
  private static func policy(
    for log: LogDescriptor, from caller: Caller, at own: ReplicaID
  ) -> ForkPolicy {
    if log.replica == own { return .recover }
    return log.replica == caller.replica ? .refuse : .adopt
  }

  /// What is kept apart of the logs that the replica has, and of those that it may read: else it would
  /// believe that it has everything.
  private func held(
    for caller: Caller, _ request: SyncRequest
  ) throws(StoreError) -> [SyncResponse.Held] {
    let sent = Set(request.frontier.positions.keys)
    return try store.heldHere(
      in: caller.isRevoked ? [] : caller.scopes, and: sent, runsMax: ProtocolLimits.heldMax
    )
    .map {
      SyncResponse.Held(
        log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
    }
  }
}

extension SyncExchange {
  /// What a request may bring: so much of new incidents as `IntakeLimits.workMax` lets one request have judged,
  /// so that what was sent is taken.
  static let requestBudget = BatchBudget(
    entries: IntakeLimits().workMax / workOfIncident, megabytes: ProtocolLimits.megabytesMax)

  /// What an ordinary incident costs to judge, in values read.
  private static let workOfIncident = 40
}

extension BatchLimits {
  /// - Parameter budget: what the other side takes; `nil` for a first version's batch.
  package init(_ budget: BatchBudget?) {
    self = .standard
    if let budget { self.init(entries: budget.entries, bytes: budget.megabytes * 1_000_000) }
  }
}

extension SyncRequest {
  /// Whether there may be more to send than a first version's batch: only then is it worth saying what
  /// the next request may hold.
  fileprivate var isFull: Bool {
    let bytes = segments.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.byteCount } }
    let entries = segments.reduce(0) { $0 + $1.entries.count }
    return entries >= BatchLimits.standard.entries / 4 || bytes >= BatchLimits.standard.bytes / 4
  }
}

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
  private let admission: @Sendable (LogDescriptor) -> Admission

  /// - Parameter admission: who may write what; see `Admission`.
  package init(
    store: RecordStore, admission: @escaping @Sendable (LogDescriptor) -> Admission
  ) {
    self.store = store
    self.admission = admission
  }

  /// Answers one round. What it acknowledges is on the disk when it returns.
  package func answer(
    _ request: SyncRequest, from caller: Caller
  ) throws(StoreError) -> SyncResponse {
    let ingested = try take(request)
    try store.announce(request.frontier, by: caller.replica)
    return try respond(to: request, from: caller, forked: ingested.forked)
  }

  /// Takes in what a request brings, in one transaction: the half of a round that writes.
  func take(_ request: SyncRequest) throws(StoreError) -> Ingested {
    var ingested = Ingested()
    if !request.segments.isEmpty {
      ingested = try store.ingest(request.segments, onFork: .refuse, admission: admission)
    }
    try store.signHeads()
    return ingested
  }

  /// What a replica is told and sent, once its request was taken in: the half that reads.
  func respond(
    to request: SyncRequest, from caller: Caller, forked found: Set<LogID>
  ) throws(StoreError) -> SyncResponse {
    let answer = try store.answer(
      to: request.frontier, scopes: caller.isRevoked ? [] : caller.scopes)
    let forked = found.union(answer.forked)
    var response = SyncResponse(
      frontier: answer.frontier, forked: forked.sorted(), revoked: caller.isRevoked)
    response.held = try held(for: caller, request)
    guard !caller.isRevoked else { return response }
    let known = known(request, answer.frontier, forked)
    let outgoing = try store.outgoing(
      after: known, scopes: caller.scopes, withholdingQuarantine: true)
    response.segments = outgoing.segments
    response.more = !outgoing.isComplete
    return response
  }

  /// What the replica has once this round is over: what it claims, and what it has just sent. Of a
  /// forked log only what it says agrees, so that it can tell the lines apart.
  private func known(
    _ request: SyncRequest, _ ours: Frontier, _ forked: Set<LogID>
  ) -> Frontier {
    var known = request.frontier
    for log in forked {
      // A claim without a check is a replica comparing the lines: it goes on from there.
      if let claim = known[log], claim.check != 0 { known[log] = ours[log] }
    }
    return known
  }

  private func held(
    for caller: Caller, _ request: SyncRequest
  ) throws(StoreError) -> [SyncResponse.Held] {
    let sent = Set(request.frontier.positions.keys)
    return try store.heldHere(in: nil)
      .filter { sent.contains($0.log) }
      .map {
        SyncResponse.Held(
          log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
      }
  }
}

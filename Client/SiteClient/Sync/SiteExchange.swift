package import RecordStore
package import Replication
package import SyncProtocol

/// The site's side of one round: what a `SyncSession` asks of the store.
package struct SiteExchange: Sendable {
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  /// The scopes whose entries are records here; others are only passed on.
  private func readable() throws(StoreError) -> Set<Scope> {
    var scopes: Set<Scope> = [store.identity.scope]
    if let trust = try store.trust() { scopes.insert(trust) }
    return scopes
  }

  /// Answers `SyncSession.Effect.prepare`.
  package func prepare(
    excluding forked: Set<LogID>
  ) throws(StoreError) -> SyncSession.Prepared {
    try store.signHeads()
    let frontier = try store.frontier()
    var acknowledged = try store.acknowledgedFrontier()
    for log in forked { acknowledged[log] = frontier[log] }
    let outgoing = try store.outgoing(after: acknowledged)
    return SyncSession.Prepared(
      frontier: frontier, segments: outgoing.segments, isComplete: outgoing.isComplete)
  }

  /// Answers `SyncSession.Effect.store`.
  package func take(_ response: SyncResponse) throws(StoreError) -> SyncSession.Stored {
    try taking(response).stored
  }

  /// Answers `SyncSession.Effect.store`, and says which records changed.
  package func taking(
    _ response: SyncResponse
  ) throws(StoreError) -> (stored: SyncSession.Stored, records: Set<RecordID>) {
    let readable = try readable()
    let ingested = try store.ingest(response.segments, onFork: .yield) { log in
      readable.contains(log.scope) ? .merge : .carry
    }
    let forked = Set(response.forked)
    let sent = Set(response.segments.map(\.log)).subtracting(ingested.refused.keys)
    try store.vouch(for: sent)
    let held = response.held.map {
      HeldEntries(
        log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
    }
    var frontier = response.frontier
    for log in forked.subtracting(ingested.forked) { frontier[log] = nil }
    let disagreeing = try store.acknowledge(frontier, held: held)
    try store.releaseVouched()
    let stored = SyncSession.Stored(
      frontier: try store.frontier(), received: ingested.merged + ingested.carried,
      healed: ingested.forked, disagreeing: disagreeing,
      refused: ingested.refused.mapValues(\.rawValue))
    return (stored, ingested.records)
  }
}

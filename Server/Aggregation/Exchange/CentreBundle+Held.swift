internal import RecordStore
internal import Replication
internal import SyncProtocol

extension CentreBundle {
  /// First the quarantined entries of the scopes that the site may read: it lacks these. Then those
  /// of other scopes, of which it may relay some.
  func held(for site: Scope) throws(StoreError) -> [SyncResponse.Held] {
    let scopes: Set<Scope> = [site, store.identity.scope]
    let readable = try store.heldHere(in: scopes, runsMax: ProtocolLimits.heldMax)
    let names = Set(readable.map(\.log))
    let others = try store.heldHere().filter { !names.contains($0.log) }
    return (readable + others).prefix(ProtocolLimits.heldMax).map {
      SyncResponse.Held(
        log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since,
        isReadable: names.contains($0.log))
    }
  }
}

extension [SyncResponse.Held] {
  /// Whether everything in a later list was in this one, too.
  func covers(_ later: Self) -> Bool {
    let known = Dictionary(grouping: self, by: \.log)
    return later.allSatisfy { run in
      known[run.log]?.contains { $0.first <= run.first && run.last <= $0.last } ?? false
    }
  }
}

internal import RecordStore
internal import Replication
internal import SyncProtocol

extension SyncExchange {
  /// What a request brought of others and was not taken, with the reason: its sender keeps it, and does
  /// not send it with every request.
  ///
  /// A segment that may be another line of its log is left out: the frontiers tell its sender. So are the
  /// sender's own logs, of which it goes on to send what is missing.
  func notTaken(
    of request: SyncRequest, from caller: Caller, _ ingested: Ingested
  ) throws(StoreError) -> [SyncResponse.Held] {
    let refused = ingested.refused.filter { log, why in
      why.isOverQuota || !ingested.divergedBeforeStart.contains(log)
    }
    guard !refused.isEmpty else { return [] }
    let here = try store.descriptors(of: Set(refused.keys))
    var runs: [LogID: SyncResponse.Held] = [:]
    for segment in request.segments {
      guard let why = refused[segment.log], !segment.entries.isEmpty,
        let descriptor = here[segment.log] ?? segment.descriptor,
        descriptor.replica != caller.replica
      else { continue }
      runs[segment.log] = SyncResponse.Held(
        log: segment.log, first: runs[segment.log]?.first ?? segment.first, last: segment.last,
        reason: HeldEntries.notTaken + why.code, since: store.environment.now())
    }
    return runs.values.sorted { $0.log < $1.log }
  }
}

public import Replication
internal import Storage

extension RecordStore {
  /// How many segments of at most 512 kB are read before they are appended.
  private static let segmentsAhead = 2

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
      db.readAhead(
        Intake.queries(segments, limits, knownReplicas: storeExtension?.knownReplicas))
      var intake = try Intake(store: self, rules, limits: limits, db)
      try intake.readAhead(of: segments, db)
      let arrived = WorkAhead(segments, ahead: Self.segmentsAhead) { ArrivedSegment($0) }
      for (index, segment) in arrived.enumerated() {
        let isTaken = try intake.takeWithinWork(
          segment, onFork: policy, admission: admission, db)
        guard isTaken else {
          intake.outcome.postponed = segments.count - index
          break
        }
      }
      return try intake.finish(db)
    }
  }
}

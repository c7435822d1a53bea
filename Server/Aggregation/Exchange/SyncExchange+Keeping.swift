package import RecordStore
package import Replication
internal import SyncProtocol
internal import Synchronization

extension SyncExchange {
  /// Packs the next segment of a log, for answers that copy it.
  ///
  /// - Parameter entriesMax: the most entries of it, where these are of several checkpoints.
  /// - Returns: whether there was one.
  package static func keepNextSegment(
    of log: LogID, at store: RecordStore, entriesMax: Int = LogSegment.entriesMax
  ) throws(StoreError) -> Bool {
    try store.keepNextSegment(of: log, entriesMax: entriesMax) { segment in
      try PortableSegment.frame(of: segment) {
        try store.knownEntries(at: $0).mapValues(\.record)
      }
    }
  }

  /// Checks a centre's store, with the segments that are kept packed.
  package static func verify(_ store: RecordStore) throws(StoreError) -> Verification {
    try store.verify { frame in
      try PortableSegment.kept(frame: frame, entries: 0).unpacked {
        try store.knownEntries(at: $0).mapValues(\.record)
      }
    }
  }
}

extension Centre {
  /// Checks the whole store, with the segments that are kept packed.
  package func verify() throws(StoreError) -> Verification { try SyncExchange.verify(store) }

  /// Packs what has arrived, so that an answer copies it instead of reading and packing it for each receiver.
  /// Other work on the store goes on in between.
  package func keepSegments() async throws {
    let known = keptOf.withLock { $0 }
    let logs = try await reading { try $0.store.logsToKeep(since: known) }
    for (log, progress) in logs.sorted(by: { $0.key < $1.key }) {
      try Task.checkCancellation()
      var progress = progress
      // A log that cannot be read is packed for each answer, and `verify` names it.
      progress.kept += (try? await keepSegments(of: log)) ?? 0
      let reached = progress
      keptOf.withLock { $0[log] = reached }
    }
  }

  /// - Returns: how many segments were kept.
  private func keepSegments(of log: LogID) async throws -> Int {
    var count = 0
    while try await reading({ try $0.store.hasSegmentToKeep(of: log) }) {
      try Task.checkCancellation()
      guard try await writing({ try SyncExchange.keepNextSegment(of: log, at: $0.store) }) else {
        break
      }
      count += 1
    }
    return count
  }
}

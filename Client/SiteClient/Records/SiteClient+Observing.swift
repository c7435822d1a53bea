public import Replication
internal import Synchronization

extension SiteClient {
  /// Records as they change here, by an edit or by a synchronisation through this client.
  ///
  /// Each element is the set of records that one change touched. The stream ends when it is no longer read
  /// it any more.
  public nonisolated func changes() -> AsyncStream<Set<RecordID>> { broadcast.stream() }

  nonisolated func announce(_ records: [RecordID]) { broadcast.send(Set(records)) }
}

/// Reports to every reader which records changed.
final class ChangeBroadcast: Sendable {
  private struct Readers {
    var begun = 0
    var continuations: [Int: AsyncStream<Set<RecordID>>.Continuation] = [:]
  }

  private let readers = Mutex(Readers())

  func stream() -> AsyncStream<Set<RecordID>> {
    let (stream, continuation) = AsyncStream.makeStream(of: Set<RecordID>.self)
    let number = readers.withLock { readers in
      readers.begun += 1
      readers.continuations[readers.begun] = continuation
      return readers.begun
    }
    continuation.onTermination = { [weak self] _ in
      self?.readers.withLock { _ = $0.continuations.removeValue(forKey: number) }
    }
    return stream
  }

  func send(_ records: Set<RecordID>) {
    guard !records.isEmpty else { return }
    for continuation in readers.withLock({ Array($0.continuations.values) }) {
      continuation.yield(records)
    }
  }
}

public import Replication
internal import Synchronization

extension SiteClient {
  /// Records as they change here, by an edit or by a synchronisation through this client.
  ///
  /// Each element is a set of records: those of one change, or of all changes since the last element was
  /// read. So at most one set waits for each reader, however slow it is. A record may be named twice;
  /// none is left out. The stream ends with the task that reads it.
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
    let (stream, continuation) = AsyncStream.makeStream(
      of: Set<RecordID>.self, bufferingPolicy: .bufferingNewest(1))
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
    readers.withLock { readers in
      for continuation in readers.continuations.values {
        // One at a time, so that the set that is put back holds everything that waited.
        guard case .dropped(let waiting) = continuation.yield(records) else { continue }
        continuation.yield(waiting.union(records))
      }
    }
  }
}

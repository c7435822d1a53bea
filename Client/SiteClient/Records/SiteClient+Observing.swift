public import Replication

extension SiteClient {
  /// Records as they change here, by an edit or by a synchronisation through this client.
  ///
  /// Each element is the set of records that one change touched. The stream ends when nobody reads
  /// it any more.
  public func changes() -> AsyncStream<Set<RecordID>> {
    let (stream, continuation) = AsyncStream.makeStream(of: Set<RecordID>.self)
    let number = observersBegun
    observersBegun += 1
    observers[number] = continuation
    continuation.onTermination = { [weak self] _ in
      Task { await self?.endObserver(number) }
    }
    return stream
  }

  private func endObserver(_ number: Int) { observers[number] = nil }

  func announce(_ records: [RecordID]) {
    guard !records.isEmpty else { return }
    for observer in observers.values { observer.yield(Set(records)) }
  }
}

public import IRMER
internal import RecordStore
internal import RecordTables

/// A value that is read from the store and can be observed.
public struct SiteQuery<Value: Equatable & Sendable>: Sendable {
  let read: @Sendable (isolated SiteClient) throws(SiteError) -> Value

  /// A value of the caller's own, computed by any calls of the client.
  public init(_ read: @escaping @Sendable (isolated SiteClient) throws(SiteError) -> Value) {
    self.read = read
  }
}

extension SiteQuery where Value == [ListedIncident] {
  /// Every incident, or those of one outcome, as ``SiteClient/incidents(_:)`` lists them.
  public static func incidents(outcome: Assessment.Outcome? = nil) -> SiteQuery {
    SiteQuery { client throws(SiteError) in try client.incidents(outcome) }
  }
}

extension SiteQuery where Value == [ListedAudit] {
  /// Every audit, as ``SiteClient/audits()`` lists them.
  public static var audits: SiteQuery {
    SiteQuery { client throws(SiteError) in try client.audits() }
  }
}

extension SiteQuery where Value == SiteStatus {
  /// What is pending, since when and why, as ``SiteClient/status()`` reports it.
  public static var status: SiteQuery {
    SiteQuery { client throws(SiteError) in try client.status() }
  }
}

extension SiteClient {
  /// The current value, and each later value that differs: after an edit here, a synchronisation,
  /// or a write by another process.
  ///
  /// The sequence ends with the task that reads it. Intermediate values that were not read in time
  /// are skipped: a slow reader gets the latest, not all of them.
  ///
  ///     for try await board in client.observe(.incidents(outcome: .notifiable)) { show(board) }
  public nonisolated func observe<Value>(_ query: SiteQuery<Value>) -> SiteObservation<Value> {
    SiteObservation(client: self, query: query)
  }

  func watch() throws(SiteError) -> StoreWatch {
    try storing { () throws(StoreError) in try store.watch() }
  }

  /// The value of a query, if the store was written to since a version of it.
  fileprivate func value<Value>(
    of query: SiteQuery<Value>, by watch: StoreWatch, after seen: Int64?
  ) throws(SiteError) -> (version: Int64, value: Value)? {
    // Read before the value: a write in between is found by the next check.
    let version = try storing { () throws(StoreError) in try watch.version() }
    guard version != seen else { return nil }
    return (version, try query.read(self))
  }
}

/// The values of a query as they change; see ``SiteClient/observe(_:)``.
public struct SiteObservation<Value: Equatable & Sendable>: AsyncSequence, Sendable {
  /// How often the store is checked for changes. A person perceives this as immediate; a check
  /// takes microseconds.
  static var interval: Duration { .milliseconds(200) }

  let client: SiteClient
  let query: SiteQuery<Value>

  public func makeAsyncIterator() -> Iterator { Iterator(client: client, query: query) }

  public struct Iterator: AsyncIteratorProtocol {
    let client: SiteClient
    let query: SiteQuery<Value>
    private var watch: StoreWatch?
    private var seen: Int64?
    private var shown: Value?

    init(client: SiteClient, query: SiteQuery<Value>) {
      (self.client, self.query) = (client, query)
    }

    public mutating func next() async throws(SiteError) -> Value? {
      try await next(isolation: nil)
    }

    /// The next value that differs from the one before; `nil` once the task is cancelled.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(SiteError) -> Value? {
      let watch: StoreWatch
      if let begun = self.watch { watch = begun } else { watch = try await client.watch() }
      self.watch = watch
      while !Task.isCancelled {
        if let found = try await client.value(of: query, by: watch, after: seen) {
          seen = found.version
          if found.value != shown {
            shown = found.value
            return found.value
          }
        }
        guard (try? await client.environment.clock.sleep(for: SiteObservation.interval)) != nil
        else { return nil }
      }
      return nil
    }
  }
}

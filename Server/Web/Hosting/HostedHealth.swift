internal import Aggregation
internal import Replication
internal import Synchronization

/// Which trusts answered when the server last checked them.
final class HostedHealth: Sendable {
  private struct State {
    var failures: [Scope: TrustUnavailable] = [:]
    var lookedAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// - Returns: whether this differs from the last known state.
  func note(_ failure: TrustUnavailable?, of trust: Scope) -> Bool {
    state.withLock { state in
      defer { state.failures[trust] = failure }
      return state.failures[trust] != failure
    }
  }

  func unavailable(of trusts: [Scope]) -> [Scope] {
    state.withLock { state in trusts.filter { state.failures[$0] != nil } }
  }

  /// Whether the folder may be read again for an unknown host name: at most once a second, however
  /// often it is requested.
  func mayLookAgain(at now: ContinuousClock.Instant = .now) -> Bool {
    state.withLock { state in
      if let last = state.lookedAt, now - last < .seconds(1) { return false }
      state.lookedAt = now
      return true
    }
  }

  func measure(open: Int, of count: Int, into metrics: Metrics) {
    let unavailable = state.withLock { $0.failures.count }
    metrics.set(Double(open), of: "candour_trusts", ["state": "open"])
    metrics.set(Double(unavailable), of: "candour_trusts", ["state": "unavailable"])
    metrics.set(
      Double(max(0, count - open - unavailable)), of: "candour_trusts", ["state": "closed"])
  }
}

import Synchronization

/// A clock that moves only when a test moves it.
package final class MovableClock: Sendable {
  private let start = ContinuousClock.now
  private let passed = Mutex(Duration.zero)

  package init() {}

  package var now: ContinuousClock.Instant { start + passed.withLock { $0 } }

  package func advance(_ duration: Duration) { passed.withLock { $0 += duration } }
}

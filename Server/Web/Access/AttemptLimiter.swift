/// Delays repeated attempts, counted by a name for what is tried.
///
/// Failures expire one by one over time. Its clock only moves forward: setting the centre's time
/// back locks no one out.
actor AttemptLimiter {
  /// The most names kept; beyond it the least recent half is forgotten.
  private static let namesMax = 10_000

  private struct Failures {
    var count: Double
    var at: ContinuousClock.Instant
  }

  private let failuresMax: Int
  private let interval: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private var failures: [String: Failures] = [:]

  /// - Parameters:
  ///   - failuresMax: how many failures are allowed at once.
  ///   - interval: the time in which that many expire.
  init(
    failuresMax: Int, per interval: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    (self.failuresMax, self.interval, self.now) = (failuresMax, interval, now)
  }

  /// How long to wait before another attempt, the longest of these names; `nil` when none has to.
  func wait(_ names: String...) -> Duration? {
    names.compactMap { name in
      let left = remaining(name)
      guard left >= Double(failuresMax) else { return nil }
      return interval * ((left - Double(failuresMax) + 1) / Double(failuresMax))
    }.max()
  }

  func failed(_ names: String...) {
    if failures.count > Self.namesMax { forget() }
    for name in names { failures[name] = Failures(count: remaining(name) + 1, at: now()) }
  }

  /// Forgets the failures of a name, because the correct secret was given.
  func succeeded(_ name: String) { failures[name] = nil }

  /// Takes back one attempt that was counted before it was known to be correct. Earlier failures of
  /// the name stay: one valid account does not make an address trustworthy.
  func takeBack(_ name: String) {
    let left = remaining(name) - 1
    failures[name] = left > 0 ? Failures(count: left, at: now()) : nil
  }

  private func remaining(_ name: String) -> Double {
    guard let known = failures[name] else { return 0 }
    return max(0, known.count - (now() - known.at) / interval * Double(failuresMax))
  }

  private func forget() {
    let middle = failures.values.map(\.at).sorted()[failures.count / 2]
    failures = failures.filter { $0.value.at > middle }
  }
}

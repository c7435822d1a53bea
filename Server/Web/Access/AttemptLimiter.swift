internal import Aggregation
internal import CentreStore
internal import FoundationEssentials
internal import RecordStore

/// Delays repeated attempts, counted by a name for what is tried.
///
/// Failures expire one by one over time. Of a centre in a file they are in memory, and its clock only
/// moves forward: setting the centre's time back locks no one out. Of a centre in a database they are
/// counted there, by the system's time: so many in all, at however many servers.
struct AttemptLimiter: Sendable {
  let failuresMax: Int
  let interval: Duration
  private let memory: AttemptMemory
  private let shared: Centre?
  private let systemTime: @Sendable () -> Int64

  /// - Parameters:
  ///   - failuresMax: how many failures are allowed at once.
  ///   - interval: the time in which that many expire.
  init(
    failuresMax: Int, per interval: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    (self.failuresMax, self.interval, shared) = (failuresMax, interval, nil)
    memory = AttemptMemory(failuresMax: failuresMax, per: interval, now: now)
    systemTime = Self.systemTime
  }

  /// The same limit, counted in a centre's database.
  init(_ limiter: AttemptLimiter, in centre: Centre, now: (@Sendable () -> Int64)? = nil) {
    (failuresMax, interval, memory) = (limiter.failuresMax, limiter.interval, limiter.memory)
    (shared, systemTime) = (centre, now ?? Self.systemTime)
  }

  @Sendable private static func systemTime() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1000)
  }

  private var limit: Administration.AttemptLimit {
    .init(failuresMax: Int64(failuresMax), milliseconds: Int64(interval / .milliseconds(1)))
  }

  /// How long to wait before another attempt, the longest of these names; `nil` when none has to.
  func wait(_ names: String...) async throws -> Duration? {
    guard let shared else { return await memory.wait(names) }
    return try await shared.attemptWait(names, limit, at: systemTime()).map { .milliseconds($0) }
  }

  /// Counts an attempt before it is known whether it succeeds, unless one of the names has to wait:
  /// parallel attempts never exceed the limit.
  ///
  /// - Returns: how long to wait; `nil`: it was counted.
  func begin(_ names: String...) async throws -> Duration? {
    guard let shared else { return await memory.begin(names) }
    return try await shared.beginAttempt(names, limit, at: systemTime()).map { .milliseconds($0) }
  }

  func failed(_ names: String...) async throws {
    guard let shared else { return await memory.failed(names) }
    try await shared.noteFailedAttempt(names, limit, at: systemTime())
  }

  /// Forgets the failures of a name, because the correct secret was given.
  func succeeded(_ name: String) async throws {
    guard let shared else { return await memory.succeeded(name) }
    try await shared.forgetAttempts(of: name)
  }

  /// Takes back one attempt that was counted before it was known to be correct. Earlier failures of
  /// the name stay: one valid account does not make an address trustworthy.
  func takeBack(_ name: String) async throws {
    guard let shared else { return await memory.takeBack(name) }
    try await shared.takeBackAttempt(of: name)
  }
}

/// Failed attempts in the memory of the only server.
private actor AttemptMemory {
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

  init(
    failuresMax: Int, per interval: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    (self.failuresMax, self.interval, self.now) = (failuresMax, interval, now)
  }

  func wait(_ names: [String]) -> Duration? {
    names.compactMap { name in
      let left = remaining(name)
      guard left >= Double(failuresMax) else { return nil }
      return interval * ((left - Double(failuresMax) + 1) / Double(failuresMax))
    }.max()
  }

  func begin(_ names: [String]) -> Duration? {
    if let wait = wait(names) { return wait }
    failed(names)
    return nil
  }

  func failed(_ names: [String]) {
    if failures.count > Self.namesMax { forget() }
    for name in names { failures[name] = Failures(count: remaining(name) + 1, at: now()) }
  }

  func succeeded(_ name: String) { failures[name] = nil }

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

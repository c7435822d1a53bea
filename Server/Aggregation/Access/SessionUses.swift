internal import Replication
internal import Synchronization

/// When sessions were last used, until that is written: looking up a session does not wait for the
/// writer.
final class SessionUses: Sendable {
  /// A use is written when the last written one is this much older.
  private static let coarseness = Centre.sessionIdle / 10

  /// The most sessions remembered; beyond it the older half is forgotten, which ends no session
  /// sooner than its written use does.
  private static let countMax = 10_000

  private struct State {
    var latest: [[UInt8]: Int64] = [:]
    var unwritten: [[UInt8]: Int64] = [:]
  }

  private let state = Mutex(State())

  /// - Returns: the earliest possible time where no use is remembered.
  func lastUse(of hash: [UInt8]) -> Int64 { state.withLock { $0.latest[hash] ?? .min } }

  func note(_ hash: [UInt8], at now: Int64, written: Int64) {
    guard now.milliseconds(since: written) > Self.coarseness else { return }
    state.withLock { state in
      if state.latest.count >= Self.countMax {
        let middle = state.latest.values.sorted()[state.latest.count / 2]
        state.latest = state.latest.filter { $0.value > middle }
      }
      state.latest[hash] = now
      state.unwritten[hash] = now
    }
  }

  /// The uses that are not written yet, which the caller writes.
  func takeUnwritten() -> [[UInt8]: Int64] {
    state.withLock { state in
      defer { state.unwritten = [:] }
      return state.unwritten
    }
  }
}

internal import Synchronization

/// When sessions were used, until that is written: looking a session up does not wait for the
/// writer.
final class SessionUses: Sendable {
  /// A use is written when the one that was written before is this much older.
  private static let coarseness = Centre.sessionIdle / 10

  /// Sessions remembered at most; beyond it the older half is forgotten, which ends nothing sooner
  /// than its written use does.
  private static let countMax = 10_000

  private struct State {
    var latest: [[UInt8]: Int64] = [:]
    var unwritten: [[UInt8]: Int64] = [:]
  }

  private let state = Mutex(State())

  /// - Returns: the earliest time there is where none is remembered.
  func lastUse(of hash: [UInt8]) -> Int64 { state.withLock { $0.latest[hash] ?? .min } }

  func note(_ hash: [UInt8], at now: Int64, written: Int64) {
    guard now - written > Self.coarseness else { return }
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

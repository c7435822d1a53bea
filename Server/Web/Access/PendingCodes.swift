internal import Synchronization

/// People whose password was correct and who must still give a code of their second factor.
///
/// In memory, for five minutes and a few attempts: after a restart the password is asked for again.
final class PendingCodes: Sendable {
  struct Pending: Sendable {
    let person: String
    let account: String
    let unsent: Unsent?
    let destination: Destination
    /// Milliseconds since 1970.
    let expiresAt: Int64
    var attemptsLeft = PendingCodes.attemptsMax
  }

  static let cookie = "__Host-candour-code"
  static let millisecondsMax: Int64 = 5 * 60 * 1000
  static let attemptsMax = 5
  private static let countMax = 1_000

  private let pending = Mutex<[(id: String, value: Pending)]>([])

  func add(_ value: Pending, now: Int64) -> String {
    let id = Identifier.random() + Identifier.random()
    pending.withLock { all in
      all.removeAll { $0.value.expiresAt <= now }
      if all.count >= Self.countMax { all.removeFirst() }
      all.append((id, value))
    }
    return id
  }

  /// Uses one attempt; nil where none is left.
  func attempt(_ id: String, now: Int64) -> Pending? {
    pending.withLock { all in
      guard let index = all.firstIndex(where: { $0.id == id }) else { return nil }
      guard all[index].value.expiresAt > now, all[index].value.attemptsLeft > 0 else {
        all.remove(at: index)
        return nil
      }
      all[index].value.attemptsLeft -= 1
      return all[index].value
    }
  }

  func remove(_ id: String) { pending.withLock { all in all.removeAll { $0.id == id } } }
}

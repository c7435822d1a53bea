internal import Synchronization

/// Sign-ins that were sent to the identity provider and have not returned.
///
/// In memory: after a restart people have to start again. Bounded; the oldest are dropped first.
final class PendingSignIns: Sendable {
  struct Pending: Sendable {
    /// Binds the answer to the browser that started the sign-in.
    let state: String
    /// Binds the token to this sign-in.
    let nonce: String
    /// Proves that the one who redeems the code also requested it (RFC 7636).
    let verifier: String
    /// The page that the person requested.
    let destination: String
    /// The session that the browser had: its cookie is not sent with the provider's answer.
    let formerSession: String?
    /// Milliseconds since 1970.
    let expiresAt: Int64
  }

  static let millisecondsMax: Int64 = 10 * 60 * 1000
  static let countMax = 1_000

  private let pending = Mutex<[(id: String, value: Pending)]>([])

  func add(_ value: Pending, id: String, now: Int64) {
    pending.withLock { all in
      all.removeAll { $0.value.expiresAt <= now }
      if all.count >= Self.countMax { all.removeFirst(all.count - Self.countMax + 1) }
      all.append((id, value))
    }
  }

  /// Removes a sign-in: an answer is used once, whatever its result.
  func take(_ id: String, now: Int64) -> Pending? {
    pending.withLock { all in
      guard let index = all.firstIndex(where: { $0.id == id }) else { return nil }
      let value = all.remove(at: index).value
      return value.expiresAt > now ? value : nil
    }
  }
}

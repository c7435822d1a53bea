internal import Synchronization

/// Sign-ins that were sent to the identity provider and have not come back.
///
/// In memory: a restart asks people to begin again. Bounded, the oldest first to go.
final class PendingSignIns: Sendable {
  struct Pending: Sendable {
    /// Binds the answer to the browser that asked.
    let state: String
    /// Binds the token to this sign-in.
    let nonce: String
    /// Proves that whoever redeems the code asked for it (RFC 7636).
    let verifier: String
    /// The page that the person wanted.
    let destination: String
    /// The session that the browser had: its cookie does not come with the provider's answer.
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

  /// Takes a sign-in out: an answer counts once, whatever comes of it.
  func take(_ id: String, now: Int64) -> Pending? {
    pending.withLock { all in
      guard let index = all.firstIndex(where: { $0.id == id }) else { return nil }
      let value = all.remove(at: index).value
      return value.expiresAt > now ? value : nil
    }
  }
}

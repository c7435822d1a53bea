internal import Aggregation
internal import FoundationEssentials

/// Sign-ins that were sent to the identity provider and have not returned.
///
/// In the store: the provider's answer may reach another server. Bounded; the oldest are dropped first.
struct PendingSignIns: Sendable {
  struct Pending: Codable, Hashable, Sendable {
    /// Binds the answer to the browser that started the sign-in.
    let state: String
    /// Binds the token to this sign-in.
    let nonce: String
    /// Proves that the one who redeems the code also requested it (RFC 7636).
    let verifier: String
    /// The page that the person requested.
    let destination: String
    /// The hash of the session that the browser had: its cookie is not sent with the provider's answer.
    let formerSession: [UInt8]?
  }

  static let millisecondsMax: Int64 = 10 * 60 * 1000

  let centre: Centre

  func add(_ value: Pending, id: String) async throws {
    try await centre.beginSignIn(
      id, .provider, value: String(decoding: try JSONEncoder().encode(value), as: UTF8.self),
      attempts: 1, expiresAt: centre.now() + Self.millisecondsMax)
  }

  /// Removes a sign-in: an answer is used once, whatever its result.
  func take(_ id: String) async throws -> Pending? {
    guard let value = try await centre.trySignIn(id, .provider) else { return nil }
    try await centre.endSignIn(id)
    return try? JSONDecoder().decode(Pending.self, from: Data(value.utf8))
  }
}

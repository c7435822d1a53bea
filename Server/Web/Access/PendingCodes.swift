internal import Aggregation
internal import FoundationEssentials

/// People whose password was correct and who must still give a code of their second factor.
///
/// In the store, for five minutes and a few attempts: the code may reach another server than the
/// password did. What the person had entered before is not kept there; the page carries it.
struct PendingCodes: Sendable {
  struct Pending: Codable, Hashable, Sendable {
    let person: String
    /// The page that they requested.
    let destination: String
  }

  static let cookie = "__Host-candour-code"
  static let millisecondsMax: Int64 = 5 * 60 * 1000
  static let attemptsMax = 5

  let centre: Centre

  func add(_ value: Pending) async throws -> String {
    let id = Identifier.random() + Identifier.random()
    try await centre.beginSignIn(
      id, .code, value: String(decoding: try JSONEncoder().encode(value), as: UTF8.self),
      attempts: Self.attemptsMax, expiresAt: centre.now() + Self.millisecondsMax)
    return id
  }

  /// Uses one attempt; nil where none is left.
  func attempt(_ id: String) async throws -> Pending? {
    guard let value = try await centre.trySignIn(id, .code) else { return nil }
    return try? JSONDecoder().decode(Pending.self, from: Data(value.utf8))
  }

  func remove(_ id: String) async throws { try await centre.endSignIn(id) }
}

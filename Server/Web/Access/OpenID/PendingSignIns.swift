internal import Aggregation
internal import Crypto
internal import Foundation

/// Sign-ins that were sent to the identity provider and have not returned.
///
/// Each is in a cookie of the browser that began it, encrypted and authenticated by the centre. The
/// server keeps none of them: no one can push out another person's, and the provider's answer may
/// reach any server of the centre.
struct PendingSignIns: Sendable {
  struct Pending: Codable, Hashable, Sendable {
    /// Binds the answer to the browser that started the sign-in.
    let state: String
    /// Binds the token to this sign-in.
    let nonce: String
    /// Proves that the one who redeems the code also requested it (RFC 7636).
    let verifier: String
    /// The page that the person requested.
    var destination: String
    /// The hash of the session that the browser had: its cookie is not sent with the provider's answer.
    let formerSession: Data?
    /// By the centre's clock.
    let expiresAt: Int64
  }

  static let millisecondsMax: Int64 = 10 * 60 * 1000
  /// Browsers drop a cookie of more than 4,096 bytes with its name and attributes.
  private static let cookieBytesMax = 3_800
  /// What the bytes are encrypted for: they cannot be used for anything else.
  private static let purpose = "candour sign-in through a provider 1"

  let centre: Centre

  private var key: SymmetricKey { SymmetricKey(data: centre.secret(for: Self.purpose)) }

  /// The value of the cookie. Where it would be too long for a browser, the start page replaces the
  /// page that was requested.
  func sealed(_ pending: Pending) throws -> String {
    let text = try sealing(pending)
    guard text.utf8.count > Self.cookieBytesMax else { return text }
    var short = pending
    short.destination = Destination.start.path
    return try sealing(short)
  }

  private func sealing(_ pending: Pending) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let box = try ChaChaPoly.seal(
      try encoder.encode(pending), using: key, authenticating: Data(Self.purpose.utf8))
    return OpenIDProvider.base64URL(Array(box.combined))
  }

  /// - Returns: `nil` unless this centre sealed it and it has not expired.
  func open(_ cookie: String) -> Pending? {
    guard let bytes = OpenIDProvider.bytes(ofBase64URL: cookie),
      let box = try? ChaChaPoly.SealedBox(combined: bytes),
      let text = try? ChaChaPoly.open(
        box, using: key, authenticating: Data(Self.purpose.utf8)),
      let pending = try? JSONDecoder().decode(Pending.self, from: text),
      pending.expiresAt > centre.now()
    else { return nil }
    return pending
  }
}

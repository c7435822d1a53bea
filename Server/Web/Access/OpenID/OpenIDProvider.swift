internal import Aggregation
internal import Crypto
internal import Foundation
internal import IRMER
internal import JWTKit
internal import Screens

/// The trust's identity provider: its description, its keys, and its claims about a person.
actor OpenIDProvider {
  /// The used part of the discovery document.
  private struct Description {
    let authorization: String
    let token: String
    let keys: String
    let userInfo: String?
    let takesBasic: Bool
    let readAt: Int64
  }

  /// How long the discovery document and keys are cached, in milliseconds.
  private static let cacheMilliseconds: Int64 = 3_600_000
  /// Keys are read again for an unknown signature at most this often.
  private static let refreshMilliseconds: Int64 = 30_000
  private static let algorithms: Set<String> = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
  ]

  nonisolated let settings: OpenIDSettings
  private let transport: any IdentityProviderTransport
  private var description: Description?
  private var keys: (collection: JWTKeyCollection, readAt: Int64)?

  init(_ settings: OpenIDSettings, transport: any IdentityProviderTransport) {
    (self.settings, self.transport) = (settings, transport)
  }

  /// The address to send a browser to.
  func authorizationAddress(
    state: String, nonce: String, verifier: String, now: Int64
  ) async throws -> String {
    let description = try await described(now)
    let challenge = Self.base64URL(Array(SHA256.hash(data: Data(verifier.utf8))))
    var fields = [
      ("response_type", "code"), ("client_id", settings.clientID),
      ("redirect_uri", settings.redirectAddress),
      ("scope", settings.scopes.joined(separator: " ")), ("state", state), ("nonce", nonce),
      ("code_challenge", challenge), ("code_challenge_method", "S256"),
    ]
    if !settings.assurance.isEmpty {
      fields.append(("acr_values", settings.assurance.joined(separator: " ")))
    }
    let mark = description.authorization.contains("?") ? "&" : "?"
    return description.authorization + mark + Self.encoded(fields)
  }

  /// Redeems a code, and checks the provider's answer.
  ///
  /// - Parameter now: milliseconds since 1970, by the centre's clock.
  /// - Throws: `OpenIDClaims.Refusal`, or `IdentityProviderFailure`.
  func claims(
    code: String, verifier: String, nonce: String, now: Int64
  ) async throws -> OpenIDClaims {
    let description = try await described(now)
    var fields = [
      ("grant_type", "authorization_code"), ("code", code),
      ("redirect_uri", settings.redirectAddress), ("code_verifier", verifier),
    ]
    var basic: (user: String, password: String)?
    if description.takesBasic {
      basic = (
        FormFields.encoded(settings.clientID), FormFields.encoded(settings.clientSecret)
      )
    } else {
      fields += [("client_id", settings.clientID), ("client_secret", settings.clientSecret)]
    }
    let answer = try await transport.post(
      description.token, form: Self.encoded(fields), basic: basic)
    guard answer.status == 200, let object = try? JSONValue(parsing: answer.body).object,
      let token = object["id_token"]?.string
    else {
      throw IdentityProviderFailure("the code was not redeemed (HTTP \(answer.status))")
    }
    let claims = OpenIDClaims(json: try await verified(token, description, now))
    try claims.check(settings, nonce: nonce, now: now / 1000)
    guard settings.readsUserInfo, let address = description.userInfo,
      let access = object["access_token"]?.string
    else { return claims }
    let more = try await transport.get(address, bearer: access)
    guard more.status == 200, let told = try? JSONValue(parsing: more.body).object else {
      throw IdentityProviderFailure("userinfo was not answered (HTTP \(more.status))")
    }
    return try claims.adding(told)
  }

  // MARK: The token

  /// The payload of a token that one of the provider's keys signed.
  private func verified(
    _ token: String, _ description: Description, _ now: Int64
  ) async throws -> JSONObject {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, token.utf8.count <= 64 * 1024,
      let header = Self.object(parts[0]), let payload = Self.object(parts[1])
    else { throw OpenIDClaims.Refusal.malformed }
    guard let name = header["alg"]?.string, Self.algorithms.contains(name) else {
      throw OpenIDClaims.Refusal.algorithm
    }
    if await isSigned(token, by: try await keys(description, now)) { return payload }
    // In case the provider has changed its keys, they are read once more.
    guard let read = keys?.readAt, now - read >= Self.refreshMilliseconds else {
      throw OpenIDClaims.Refusal.signature
    }
    keys = nil
    guard await isSigned(token, by: try await keys(description, now)) else {
      throw OpenIDClaims.Refusal.signature
    }
    return payload
  }

  private func isSigned(_ token: String, by keys: JWTKeyCollection) async -> Bool {
    (try? await keys.verify(token, as: AnyPayload.self, iteratingKeys: true)) != nil
  }

  /// The claims are checked by ``OpenIDClaims``, by the centre's clock.
  private struct AnyPayload: JWTPayload {
    func verify(using _: some JWTAlgorithm) async throws {}
  }

  private static func object(_ part: Substring) -> JSONObject? {
    guard let bytes = bytes(ofBase64URL: String(part)) else { return nil }
    return try? JSONValue(parsing: Array(bytes)).object
  }

  // MARK: Discovery

  private func described(_ now: Int64) async throws -> Description {
    if let description, now - description.readAt < Self.cacheMilliseconds { return description }
    let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
    let answer = try await transport.get(
      base + "/.well-known/openid-configuration", bearer: nil)
    guard answer.status == 200, let object = try? JSONValue(parsing: answer.body).object,
      object["issuer"]?.string == settings.issuer
    else { throw IdentityProviderFailure("the issuer does not describe itself") }
    func address(_ key: String) -> String? {
      object[key]?.string.flatMap { $0.hasPrefix("https://") ? $0 : nil }
    }
    guard let authorization = address("authorization_endpoint"),
      let token = address("token_endpoint"), let keys = address("jwks_uri")
    else { throw IdentityProviderFailure("the discovery document lacks an https address") }
    let methods = object["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
    let found = Description(
      authorization: authorization, token: token, keys: keys,
      userInfo: address("userinfo_endpoint"),
      takesBasic: methods?.contains("client_secret_basic") ?? true, readAt: now)
    description = found
    return found
  }

  private func keys(_ description: Description, _ now: Int64) async throws -> JWTKeyCollection {
    if let keys, now - keys.readAt < Self.cacheMilliseconds { return keys.collection }
    let answer = try await transport.get(description.keys, bearer: nil)
    guard answer.status == 200,
      let set = try? JSONDecoder().decode(JWKS.self, from: Data(answer.body))
    else { throw IdentityProviderFailure("the provider's keys cannot be read") }
    let collection = JWTKeyCollection()
    for (number, key) in set.keys.enumerated() {
      var key = key
      if key.keyIdentifier == nil { key.keyIdentifier = JWKIdentifier(string: "\(number)") }
      // A key of an unknown kind is ignored: nothing that it signed is accepted.
      _ = try? await collection.add(jwk: key)
    }
    keys = (collection, now)
    return collection
  }

  private static func encoded(_ fields: [(String, String)]) -> String {
    fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
  }

  static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  static func bytes(ofBase64URL text: String) -> Data? {
    var text = text.replacing("-", with: "+").replacing("_", with: "/")
    text += String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: text)
  }
}

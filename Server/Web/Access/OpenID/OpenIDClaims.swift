internal import Aggregation
internal import IRMER
internal import Screens

/// What an identity provider states about a person, with the signature checked.
struct OpenIDClaims {
  let json: JSONObject

  /// Seconds by which two clocks may differ.
  static let leeway: Int64 = 60

  /// Why claims are not accepted; for the log, never together with their contents.
  enum Refusal: String, Error, Hashable {
    case malformed = "malformed-token"
    case signature = "bad-signature"
    case algorithm = "algorithm-not-allowed"
    case issuer = "other-issuer"
    case audience = "other-audience"
    case expired = "token-expired"
    case notYet = "token-from-the-future"
    case nonce = "other-nonce"
    case assurance = "assurance-too-low"
    case subject = "no-subject"
  }

  /// Checks what OpenID Connect Core 1.0, section 3.1.3.7 requires besides the signature.
  ///
  /// - Parameter now: seconds since 1970, by the centre's clock.
  func check(_ settings: OpenIDSettings, nonce: String, now: Int64) throws(Refusal) {
    guard text("iss") == settings.issuer else { throw .issuer }
    let audience = strings(json["aud"])
    guard audience.contains(settings.clientID) else { throw .audience }
    if audience.count > 1 || json["azp"] != nil {
      guard text("azp") == settings.clientID else { throw .audience }
    }
    guard let expiry = number("exp"), expiry + Self.leeway > now else { throw .expired }
    guard let issued = number("iat"), issued - Self.leeway <= now,
      (number("nbf") ?? issued) - Self.leeway <= now
    else { throw .notYet }
    guard let sent = text("nonce"), ConstantTime.areEqual(sent, nonce) else { throw .nonce }
    guard !subject.isEmpty else { throw .subject }
    if !settings.assurance.isEmpty {
      guard let level = text("acr"), settings.assurance.contains(level) else { throw .assurance }
    }
  }

  /// The person's identifier at the provider: stable, and not usable elsewhere.
  var subject: String { text("sub").flatMap { $0.utf8.count <= 255 ? $0 : nil } ?? "" }

  /// The person's address, unless the provider states that it did not verify it.
  func email(_ settings: OpenIDSettings) -> String? {
    guard json["email_verified"]?.bool != false else { return nil }
    guard let address = text(settings.emailClaim), address.utf8.count <= 254,
      address.split(separator: "@", omittingEmptySubsequences: false).count == 2,
      !address.contains(where: { $0.isWhitespace || $0.isNewline })
    else { return nil }
    return address
  }

  /// The first role of the settings that the claim contains; nil where it contains none.
  func grant(_ settings: OpenIDSettings) -> OpenIDSettings.Grant? {
    var values: [JSONValue] = [.object(json)]
    for key in settings.roleClaim.split(separator: "/") {
      values = values.flatMap { value -> [JSONValue] in
        (value.array ?? [value]).compactMap { $0.object?[String(key)] }
      }
    }
    let named = Set(values.flatMap { strings($0) })
    return settings.roles.first { named.contains($0.value) }
  }

  /// Adds further claims of the same person; signed claims take precedence.
  func adding(_ other: JSONObject) throws(Refusal) -> OpenIDClaims {
    guard other["sub"]?.string == subject else { throw .subject }
    var all = other
    for (key, value) in json.members { all[key] = value }
    return OpenIDClaims(json: all)
  }

  private func text(_ key: String) -> String? { json[key]?.string }

  private func number(_ key: String) -> Int64? {
    guard case .number(let number)? = json[key] else { return nil }
    return Int64(number.text.prefix { $0 != "." })
  }

  private func strings(_ value: JSONValue?) -> [String] {
    value.map { ($0.array ?? [$0]).compactMap(\.string) } ?? []
  }
}

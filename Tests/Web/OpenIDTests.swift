import Aggregation
import Foundation
import HTTPTypes
import IRMER
import JWTKit
import Replication
import Screens
import Synchronization
import Testing

@testable import Web

/// A provider's claims, checked one by one; the flow itself is tested with a real provider.
@Suite("Claims of an identity provider")
struct OpenIDTests {
  private static let now: Int64 = 1_790_000_000
  private static var good: [String: Any] {
    [
      "iss": "https://id.example", "aud": "candour", "sub": "u1", "nonce": "n", "exp": now + 300,
      "iat": now, "email": "lead@trust.example", "roles": ["Other", "Gov"], "acr": "AAL2",
    ]
  }

  private static var settings: OpenIDSettings {
    var settings = OpenIDSettings(
      issuer: "https://id.example", clientID: "candour", clientSecret: "s",
      publicURL: "https://candour.example")
    settings.roles = [
      .init("Gov", .governance), .init("Read", .reader),
      .init("Log-RBD01", .reporter, site: Scope("RBD01")),
    ]
    return settings
  }

  private func claims(_ changes: [String: Any?] = [:]) throws -> OpenIDClaims {
    var all = Self.good
    for (key, value) in changes { all[key] = value }
    let bytes = try JSONSerialization.data(withJSONObject: all)
    return OpenIDClaims(json: try #require(JSONValue(parsing: Array(bytes)).object))
  }

  private func refusal(
    _ changes: [String: Any?], _ settings: OpenIDSettings = settings
  ) throws -> OpenIDClaims.Refusal? {
    let claims = try claims(changes)
    do throws(OpenIDClaims.Refusal) {
      try claims.check(settings, nonce: "n", now: Self.now)
      return nil
    } catch {
      return error
    }
  }

  @Test func `what is in order is accepted`() throws {
    #expect(try refusal([:]) == nil)
    #expect(try refusal(["aud": ["candour", "other"], "azp": "candour"]) == nil)
    #expect(try refusal(["exp": Self.now - 59]) == nil, "clocks differ by a little")
  }

  @Test func `each claim that is not in order is refused by its name`() throws {
    #expect(try refusal(["iss": "https://other.example"]) == .issuer)
    #expect(try refusal(["iss": nil]) == .issuer)
    #expect(try refusal(["aud": "other"]) == .audience)
    #expect(try refusal(["aud": ["candour", "other"]]) == .audience)
    #expect(try refusal(["aud": "candour", "azp": "other"]) == .audience)
    #expect(try refusal(["exp": Self.now - 61]) == .expired)
    #expect(try refusal(["exp": nil]) == .expired)
    #expect(try refusal(["iat": Self.now + 61]) == .notYet)
    #expect(try refusal(["nbf": Self.now + 61]) == .notYet)
    #expect(try refusal(["nonce": "other"]) == .nonce)
    #expect(try refusal(["nonce": nil]) == .nonce)
    #expect(try refusal(["sub": ""]) == .subject)
  }

  @Test func `a level of assurance that is asked for is demanded`() throws {
    var settings = Self.settings
    settings.assurance = ["AAL3"]
    #expect(try refusal([:], settings) == .assurance)
    #expect(try refusal(["acr": "AAL3"], settings) == nil)
    #expect(try refusal(["acr": nil], settings) == .assurance)
  }

  @Test func `the first role of the settings counts, and none means none`() throws {
    #expect(try claims().grant(Self.settings)?.role == .governance)
    #expect(try claims(["roles": ["Read", "Gov"]]).grant(Self.settings)?.role == .governance)
    #expect(try claims(["roles": "Read"]).grant(Self.settings)?.role == .reader)
    #expect(try claims(["roles": ["gov"]]).grant(Self.settings)?.role == nil, "exactly as written")
    let reporter = try claims(["roles": ["Log-RBD01"]]).grant(Self.settings)
    #expect(reporter?.role == .reporter && reporter?.site == Scope("RBD01"))
    #expect(try claims(["roles": nil]).grant(Self.settings)?.role == nil)
  }

  @Test func `roles are found inside lists, as NHS CIS2 gives them`() throws {
    var settings = Self.settings
    settings.roleClaim = "nhsid_nrbac_roles/role_code"
    let roles: [[String: Any]] = [["role_code": "X"], ["role_code": "Read"]]
    #expect(try claims(["nhsid_nrbac_roles": roles]).grant(settings)?.role == .reader)
  }

  @Test func `an address that the provider did not check is no label`() throws {
    #expect(try claims().email(Self.settings) == "lead@trust.example")
    #expect(try claims(["email_verified": false]).email(Self.settings) == nil)
    #expect(try claims(["email": "no address"]).email(Self.settings) == nil)
  }

  @Test func `further claims are of the same person, and what was signed wins`() throws {
    let more = try JSONValue(parsing: #"{"sub": "u1", "roles": ["Read"], "more": 1}"#)
    let both = try claims().adding(try #require(more.object))
    #expect(both.grant(Self.settings)?.role == .governance && both.json["more"] != nil)
    let other = try JSONValue(parsing: #"{"sub": "u2"}"#)
    #expect(throws: OpenIDClaims.Refusal.subject) {
      try claims().adding(try #require(other.object))
    }
  }
}

@Suite("Tokens of an identity provider")
struct OpenIDTokenTests {
  /// A provider in memory with one key; it counts the requests.
  private final class Provider: IdentityProviderTransport {
    let state = Mutex(State())

    struct State {
      var keys = ""
      var token = ""
      var form = ""
      var keysAsked = 0
    }

    func get(
      _ address: String, bearer: String?
    ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
      let text = state.withLock { state in
        if address.hasSuffix("openid-configuration") {
          return """
            {"issuer": "https://id.example", "authorization_endpoint": "https://id.example/a?x=1", \
            "token_endpoint": "https://id.example/t", "jwks_uri": "https://id.example/k"}
            """
        }
        state.keysAsked += 1
        return state.keys
      }
      return IdentityProviderAnswer(status: 200, body: Array(text.utf8))
    }

    func post(
      _ address: String, form: String, basic: (user: String, password: String)?
    ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
      let token = state.withLock { state in
        state.form = form
        return state.token
      }
      return IdentityProviderAnswer(
        status: 200, body: Array(#"{"id_token": "\#(token)", "access_token": "a"}"#.utf8))
    }
  }

  private struct Payload: JWTPayload {
    let iss = "https://id.example"
    let aud = "candour"
    let sub = "u1"
    let nonce = "n"
    let exp: Int64 = 1_790_000_300
    let iat: Int64 = 1_790_000_000
    func verify(using _: some JWTAlgorithm) async throws {}

    enum CodingKeys: String, CodingKey { case iss, aud, sub, nonce, exp, iat }
    init() {}
    init(from decoder: any Decoder) throws {}
  }

  private static let now: Int64 = 1_790_000_000_000
  private let transport = Provider()
  private let provider: OpenIDProvider

  init() {
    provider = OpenIDProvider(
      OpenIDSettings(
        issuer: "https://id.example", clientID: "candour", clientSecret: "s",
        publicURL: "https://candour.example"), transport: transport)
  }

  private func set(signedBy key: ES256PrivateKey, published: ES256PrivateKey) async throws {
    let signer = await JWTKeyCollection().add(ecdsa: key)
    let token = try await signer.sign(Payload())
    let parameters = try #require(published.parameters)
    transport.state.withLock {
      $0.token = token
      $0.keys = """
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "\(Self.url(parameters.x))", \
        "y": "\(Self.url(parameters.y))", "use": "sig"}]}
        """
    }
  }

  private static func url(_ text: String) -> String {
    text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private func claims(at now: Int64 = now) async throws -> OpenIDClaims {
    try await provider.claims(code: "c", verifier: "v", nonce: "n", now: now)
  }

  @Test func `a token that the provider's key signed is read, and the verifier is sent`()
    async throws
  {
    let key = ES256PrivateKey()
    try await set(signedBy: key, published: key)

    #expect(try await claims().subject == "u1")
    let form = transport.state.withLock(\.form)
    #expect(form.contains("code_verifier=v") && form.contains("grant_type=authorization_code"))
  }

  @Test func `a token of another key is refused, and keys are not asked for without end`()
    async throws
  {
    try await set(signedBy: ES256PrivateKey(), published: ES256PrivateKey())

    for _ in 0..<3 {
      await #expect(throws: OpenIDClaims.Refusal.signature) { try await claims() }
    }
    #expect(transport.state.withLock(\.keysAsked) == 1)
  }

  @Test func `a provider that changed its keys is asked again`() async throws {
    let (old, new) = (ES256PrivateKey(), ES256PrivateKey())
    try await set(signedBy: old, published: old)
    _ = try await claims()
    try await set(signedBy: new, published: new)

    #expect(try await claims(at: Self.now + 31_000).subject == "u1")
    #expect(transport.state.withLock(\.keysAsked) == 2)
  }

  @Test(arguments: ["none", "HS256", "RS1", ""])
  func `a token by no signature of a key pair is refused`(algorithm: String) async throws {
    let key = ES256PrivateKey()
    try await set(signedBy: key, published: key)
    let header = Data(#"{"alg": "\#(algorithm)", "typ": "JWT"}"#.utf8).base64EncodedString()
    transport.state.withLock { state in
      let parts = state.token.split(separator: ".")
      state.token = "\(Self.url(header)).\(parts[1])."
    }

    await #expect(throws: OpenIDClaims.Refusal.algorithm) { try await claims() }
  }

  @Test func `the browser is sent with state, nonce and challenge, never with the verifier`()
    async throws
  {
    let address = try await provider.authorizationAddress(
      state: "st", nonce: "no", verifier: "verifier", now: Self.now)

    #expect(address.hasPrefix("https://id.example/a?x=1&response_type=code&client_id=candour"))
    #expect(address.contains("&state=st&nonce=no&code_challenge="))
    #expect(address.contains("code_challenge_method=S256") && !address.contains("verifier"))
  }
}

@Suite("Where signing in leads")
struct DestinationTests {
  @Test(arguments: ["/incidents", "/incidents/x?y=1#z", "/audits/3f"])
  func `a page of the centre is kept`(text: String) {
    #expect(Destination(text).path == text)
  }

  @Test(arguments: [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "/nowhere", "/sign-in", "",
    "incidents", "/incidents\r\nSet-Cookie: a=b", "/api/v1/incidents",
  ])
  func `anything else is the start page`(text: String) {
    #expect(Destination(text) == .start)
  }

  @Test func `a link in a mail is asked for once more, and then leads to signing in and back`()
    async throws
  {
    let harness = try WebHarness()
    let first = await harness.send(
      .get, "/incidents?q=x", headers: [.secFetchSite: "cross-site"])
    let second = await harness.send(
      .get, "/incidents?q=x", headers: [.secFetchSite: "same-origin"])

    #expect(first.status == 200 && first.headers[.refresh] == "0; url=/incidents?q=x")
    #expect(second.status == 303)
    #expect(second.headers[.location] == "/sign-in?to=%2Fincidents%3Fq%3Dx")
  }
}

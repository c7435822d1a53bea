import CentreStore
import Foundation
import HTTPTypes
import JWTKit
import Logging
import Screens
import Synchronization
import Testing

@testable import Aggregation
@testable import Web

/// The way to the provider and back, with a provider in memory that takes each code as often as it is
/// sent.
@Suite("Returning from an identity provider")
struct OpenIDReturnTests {
  private let harness: WebHarness
  private let provider = WillingProvider()
  private let server: CentreApplication
  /// Another server of the same centre.
  private let other: CentreApplication

  init() throws {
    let harness = try WebHarness()
    var settings = OpenIDSettings(
      issuer: "https://id.example", clientID: "candour", clientSecret: "s",
      publicURL: "https://candour.trust.example")
    settings.roles = [.init("Gov", .governance)]
    let (centre, transport) = (harness.centre, provider)
    func application() throws -> CentreApplication {
      try CentreApplication(
        centre: centre, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        openID: (settings, transport))
    }
    self.harness = harness
    server = try application()
    other = try application()
  }

  /// What a browser has after it was sent to the provider.
  private struct Begun {
    let cookie: String
    let state: String
    let nonce: String
  }

  private func begin(to page: String = "/") async throws -> Begun {
    let answer = await harness.send(
      .get, "/sign-in/openid?to=" + FormFields.encoded(page), to: server)
    let location = try #require(answer.headers[.location].flatMap { URLComponents(string: $0) })
    func value(_ name: String) throws -> String {
      try #require(location.queryItems?.first { $0.name == name }?.value)
    }
    return Begun(
      cookie: try #require(answer.cookie(OpenIDController.cookie)), state: try value("state"),
      nonce: try value("nonce"))
  }

  private func returned(
    _ begun: Begun, state: String? = nil, cookie: String? = nil, to server: CentreApplication? = nil
  ) async throws -> WebHarness.Answer {
    try await provider.sign(nonce: begun.nonce, at: harness.centre.now() / 1000)
    return await harness.send(
      .get, "/sign-in/openid/callback?code=c&state=\(state ?? begun.state)",
      headers: [.cookie: "\(OpenIDController.cookie)=\(cookie ?? begun.cookie)"],
      to: server ?? self.server)
  }

  private static let ended = "This sign-in has ended or was not begun in this browser."

  @Test func `a sign-in is completed at whichever server, once`() async throws {
    let begun = try await begin(to: "/incidents?q=x")

    let answer = try await returned(begun, to: other)
    let again = try await returned(begun)
    let once = try await returned(begun, to: other)

    #expect(answer.status == 200 && answer.headers[.refresh] == "0; url=/incidents?q=x")
    #expect(answer.cookie(AccessControl.sessionCookie) != nil)
    for refused in [again, once] {
      #expect(refused.status == 403 && refused.body.contains(Self.ended))
      #expect(refused.cookie(AccessControl.sessionCookie) == nil)
    }
  }

  @Test func `what strangers begin crowds out nobody, and is kept nowhere`() async throws {
    let begun = try await begin()
    for _ in 0..<1_100 { _ = try await begin() }
    harness.advance(minutes: 5)

    let kept = try await harness.centre.reading { try $0.administration.signInsBegun() }
    let answer = try await returned(begun)

    #expect(answer.status == 200, "\(answer.body)")
    #expect(kept == 0)
  }

  @Test func `an answer is for the browser that began, and for ten minutes`() async throws {
    let (one, two) = (try await begin(), try await begin())

    let crossed = try await returned(one, state: two.state)
    let none = await harness.send(
      .get, "/sign-in/openid/callback?code=c&state=\(one.state)", to: server)
    harness.advance(minutes: 10)
    let late = try await returned(one)

    for answer in [crossed, none, late] {
      #expect(answer.status == 403 && answer.body.contains(Self.ended))
    }
  }

  @Test func `a cookie that this centre did not seal is none`() async throws {
    let begun = try await begin()
    var altered = try #require(OpenIDProvider.bytes(ofBase64URL: begun.cookie))
    altered[altered.count / 2] ^= 1
    let foreign = try await OpenIDReturnTests().begin()

    for cookie in [
      OpenIDProvider.base64URL(Array(altered)), foreign.cookie, "", "AAAA", "=", "ä",
      String(begun.cookie.dropLast(4)),
    ] {
      let answer = try await returned(begun, state: begun.state, cookie: cookie)
      #expect(answer.status == 403 && answer.body.contains(Self.ended), "\(cookie)")
    }
    #expect(!begun.cookie.contains(begun.state), "the cookie is encrypted")
    #expect(try await returned(begun).status == 200)
  }

  @Test func `a cookie is never longer than browsers keep`() async throws {
    for page in ["/incidents?q=" + String(repeating: "\"", count: 1900), "/incidents?q=x"] {
      let begun = try await begin(to: page)
      #expect(begun.cookie.utf8.count < 4_000)
      #expect(try await returned(begun).status == 200)
    }
  }
}

/// A provider that signs whatever is to be signed next.
private final class WillingProvider: IdentityProviderTransport {
  private let token = Mutex("")
  private let key = ES256PrivateKey()

  private struct Claims: JWTPayload {
    var iss = "https://id.example"
    var aud = "candour"
    var sub = "u1"
    var roles = ["Gov"]
    var nonce = ""
    var exp: Int64 = 0
    var iat: Int64 = 0
    func verify(using _: some JWTAlgorithm) async throws {}
  }

  func sign(nonce: String, at now: Int64) async throws {
    let signer = await JWTKeyCollection().add(ecdsa: key)
    let signed = try await signer.sign(Claims(nonce: nonce, exp: now + 300, iat: now))
    token.withLock { $0 = signed }
  }

  func get(
    _ address: String, bearer: String?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    if address.hasSuffix("openid-configuration") {
      return answer(
        """
        {"issuer": "https://id.example", "authorization_endpoint": "https://id.example/a", \
        "token_endpoint": "https://id.example/t", "jwks_uri": "https://id.example/k"}
        """)
    }
    guard let parameters = key.parameters else { throw IdentityProviderFailure("no key") }
    return answer(
      """
      {"keys": [{"kty": "EC", "crv": "P-256", "x": "\(Self.url(parameters.x))", \
      "y": "\(Self.url(parameters.y))", "use": "sig"}]}
      """)
  }

  func post(
    _ address: String, form: String, basic: (user: String, password: String)?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    answer(#"{"id_token": "\#(token.withLock { $0 })", "access_token": "a"}"#)
  }

  private func answer(_ text: String) -> IdentityProviderAnswer {
    IdentityProviderAnswer(status: 200, body: Array(text.utf8))
  }

  private static func url(_ text: String) -> String {
    text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

internal import Aggregation
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Screens

/// Signing in through the trust's identity provider: the authorization code flow with PKCE.
struct OpenIDController: Sendable {
  /// The sign-in that a browser started, sealed. Only this cookie is `Lax`: the answer comes from
  /// another site.
  static let cookie = "__Host-candour-openid"

  let centre: Centre
  let pages: PageRenderer
  let provider: OpenIDProvider
  let metrics: Metrics
  let logger: Logger
  private var pending: PendingSignIns { PendingSignIns(centre: centre) }

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.openIDBegin, behind: accessControl) { try await begin($0) }
    router.serve(.openIDReturn, behind: accessControl) { try await returned($0) }
  }

  private func begin(_ authorised: AuthorisedRequest) async throws -> Response {
    let destination = Destination(try authorised.query()["to"])
    let (state, nonce) = (random(), random())
    let verifier = random() + random()
    let now = centre.now()
    let address: String
    do {
      address = try await provider.authorizationAddress(
        state: state, nonce: nonce, verifier: verifier, now: now)
    } catch {
      return failed(error, status: .badGateway)
    }
    let sealed = try pending.sealed(
      PendingSignIns.Pending(
        state: state, nonce: nonce, verifier: verifier, destination: destination.path,
        formerSession: authorised.request.cookies[AccessControl.sessionCookie].flatMap {
          Centre.hash(ofSession: $0.value).map { Data($0) }
        }, expiresAt: now + PendingSignIns.millisecondsMax))
    var response = Response(status: .seeOther, headers: [.location: address])
    response.setCookie(Self.cookie(sealed, maxAge: Int(PendingSignIns.millisecondsMax / 1000)))
    return response
  }

  private func returned(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    let now = centre.now()
    guard let sealed = authorised.request.cookies[Self.cookie]?.value,
      let begun = pending.open(sealed), let state = query["state"],
      ConstantTime.areEqual(state, begun.state)
    else { return refusal(Self.ended, status: .forbidden) }
    guard let code = query["code"] else {
      logger.notice(
        "identity provider refused", metadata: ["error": "\(Self.code(query["error"]))"])
      return refusal("Your organisation's sign-in ended without success.", status: .forbidden)
    }
    do {
      let claims = try await provider.claims(
        code: code, verifier: begun.verifier, nonce: begun.nonce, now: now)
      // An answer counts once, also where the provider would redeem its code again.
      guard try await centre.useProviderAnswer(begun.nonce, expiresAt: begun.expiresAt) else {
        return refusal(Self.ended, status: .forbidden)
      }
      return try await admit(
        claims, to: begun.destination, ending: begun.formerSession.map { Array($0) })
    } catch let refused as Centre.SignOnRefusal {
      return refusal(Self.sentence(refused), status: .forbidden)
    } catch {
      return failed(error, status: .forbidden)
    }
  }

  private func admit(
    _ claims: OpenIDClaims, to destination: String, ending former: [UInt8]?
  ) async throws -> Response {
    let settings = provider.settings
    guard let grant = claims.grant(settings) else {
      logger.notice("signed in without a role")
      return refusal(
        "You signed in, and your organisation gives you no role in Candour. Ask whoever manages "
          + "access.", status: .forbidden)
    }
    let session = try await centre.signOn(
      issuer: settings.issuer, subject: claims.subject,
      label: claims.email(settings) ?? claims.subject, role: grant.role, site: grant.site)
    if let former { try await centre.endSession(hash: former) }
    // The session's cookie is Strict: the next page must be requested by a page of ours.
    var response = pages.page("onward", title: "Signed in", ["to": destination])
    response.headers[.refresh] = "0; url=\(destination)"
    response.setCookie(SignInController.sessionCookie(session.text, maxAge: nil))
    response.setCookie(Self.cookie("", maxAge: 0))
    return response
  }

  // MARK: Errors

  private static let ended =
    "This sign-in has ended or was not begun in this browser. Begin again."

  private func failed(_ error: any Error, status: HTTPResponse.Status) -> Response {
    metrics.add(to: "candour_sign_in_failures_total")
    let reason =
      (error as? OpenIDClaims.Refusal)?.rawValue
      ?? (error as? IdentityProviderFailure)?.detail ?? "\(type(of: error))"
    logger.warning("sign-in through the identity provider failed", metadata: ["why": "\(reason)"])
    return refusal(
      "Your organisation's sign-in could not be checked. Try again; if it goes on, tell whoever runs "
        + "the centre.", status: status)
  }

  private func refusal(_ sentence: String, status: HTTPResponse.Status) -> Response {
    var response = SignInForm(pages: pages, provider: provider.settings.label)
      .response(failure: sentence, status: status)
    response.setCookie(Self.cookie("", maxAge: 0))
    return response
  }

  private static func sentence(_ refusal: Centre.SignOnRefusal) -> String {
    switch refusal {
    case .accessEnded: "Your access to Candour was ended. Ask whoever manages access."
    case .addressTaken:
      "A person with your address signs in with a password. Whoever manages access has to change "
        + "that address first."
    }
  }

  /// The provider's code for an error, limited to what RFC 6749 allows.
  private static func code(_ text: String?) -> String {
    String((text ?? "none").filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(40))
  }

  private func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<4).flatMap { _ in
      withUnsafeBytes(of: generator.next() as UInt64) { Array($0) }
    }
    return OpenIDProvider.base64URL(bytes)
  }

  private static func cookie(_ value: String, maxAge: Int) -> Cookie {
    Cookie(
      name: cookie, value: value, maxAge: maxAge, path: "/", secure: true, httpOnly: true,
      sameSite: .lax)
  }
}

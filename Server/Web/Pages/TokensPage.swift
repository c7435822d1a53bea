internal import Aggregation
internal import Hummingbird
internal import Records
internal import Replication
internal import Screens

/// Programs that use the API: their tokens, created and revoked.
struct TokensPage: Sendable {
  /// A token that ends this soon is marked, in milliseconds.
  private static let soon: Int64 = 30 * 86_400_000

  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.tokensPage, behind: accessControl) { try await show($0) }
    router.serve(.tokenForm, behind: accessControl) { try await make($0) }
    router.serve(.endTokenForm, behind: accessControl) { authorised in
      _ = try authorised.form()
      let principal = try authorised.known()
      let id = try authorised.parameter("id")
      return try await pages.change(authorised, then: "/tokens") {
        try await pages.decisions.endToken(id, by: principal)
      }
    }
  }

  struct Token {
    let id: String
    let name: String
    let role: String
    let made: String
    let ends: String
    let state: Tag
    let isGood: Bool
  }

  struct Made {
    let name: String
    let secret: String
  }

  struct Content {
    let tokens: [Token]
    let isEmpty: Bool
    let roles: [PeoplePage.Choice]
    let days: Int
    /// The identifier of the token that this form makes: sent twice, it makes one.
    let once: String
    let made: Made?
  }

  private func show(_ authorised: AuthorisedRequest, _ made: Made? = nil) async throws -> Response {
    let now = pages.centre.now()
    let mayGiveAll = try authorised.known().role == .governance
    let tokens = try await pages.centre.tokens().map { token in
      let state = Self.state(token, now)
      return Token(
        id: token.id, name: token.name, role: Wording.displayText(token.role.rawValue),
        made: Wording.moment(token.createdAt),
        ends: token.expiresAt.map { Wording.moment($0) } ?? "Never", state: state.tag,
        isGood: state.isGood)
    }
    let content = Content(
      tokens: tokens, isEmpty: tokens.isEmpty,
      roles: Role.ofPrograms.filter { mayGiveAll || $0 == .administrator }.map {
        .init(value: $0.rawValue, text: PeoplePage.roles[$0] ?? $0.rawValue)
      }, days: Decisions.tokenDays,
      once: pages.centre.newIdentifier(), made: made)
    return pages.show("tokens", title: "Tokens", content, authorised)
  }

  private static func state(_ token: Centre.Token, _ now: Int64) -> (tag: Tag, isGood: Bool) {
    if token.revokedAt != nil { return (Tag("Ended", "grey"), false) }
    guard let expires = token.expiresAt else { return (Tag("Never expires", "amber"), true) }
    if expires <= now { return (Tag("Expired", "grey"), false) }
    return (
      expires.milliseconds(since: now) < soon
        ? Tag("Expires soon", "amber") : Tag("Active", "green"), true
    )
  }

  /// The secret is shown once, on the answer to the form.
  private func make(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    do {
      let made = try await pages.decisions.makeToken(fields, by: principal)
      return try await show(authorised, Made(name: made.name, secret: made.secret))
    } catch let error as ValidationError {
      return pages.refusal(
        "The token was made already", [error.message], "/tokens", authorised, status: .conflict)
    } catch EditRefusal.invalid(let error) {
      return pages.refusal(
        "There is a problem", [error.message], "/tokens", authorised, status: .unprocessableContent)
    }
  }
}

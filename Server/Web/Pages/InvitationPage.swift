internal import Aggregation
internal import Hummingbird
internal import Screens

/// Where an invited person chooses a password. The link is valid once, and for three days.
struct InvitationPage: Sendable {
  let sessions: SessionStarter

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.invitationPage, behind: accessControl) { try await show($0) }
    router.serve(.invitationForm, behind: accessControl) { try await accept($0) }
  }

  struct Content {
    let email: String?
    let token: String
    let passwordLength: Int
    let failure: String?
  }

  private func show(
    _ authorised: AuthorisedRequest, failure: String? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let secret = try authorised.parameter("id")
    let email =
      secret.utf8.count <= 128 ? try await sessions.centre.invited(by: secret) : nil
    let token = Identifier.random()
    let response = sessions.pages.page(
      "invitation", title: failure == nil ? "Choose a password" : "Error: Choose a password",
      Content(
        email: email, token: token, passwordLength: PasswordHash.lengthMin, failure: failure),
      status: email == nil ? .gone : status)
    return SignInForm.withCookie(token, response)
  }

  private func accept(_ authorised: AuthorisedRequest) async throws -> Response {
    let secret = try authorised.parameter("id")
    guard let fields = try SignInForm.fields(authorised) else {
      return try await show(
        authorised, failure: "The page was out of date. Enter the password again.",
        status: .forbidden)
    }
    guard secret.utf8.count <= 128, let email = try await sessions.centre.invited(by: secret)
    else { return try await show(authorised) }
    let password = fields["password"] ?? ""
    if let flaw = PasswordRule.flaw(of: password, for: email) {
      return try await show(authorised, failure: flaw, status: .unprocessableContent)
    }
    guard password == fields["again"] else {
      return try await show(
        authorised, failure: "The two passwords differ.", status: .unprocessableContent)
    }
    let hash = try PasswordHash(of: password)
    guard let person = try await sessions.centre.accept(invitation: secret, password: hash.text)
    else { return try await show(authorised) }
    return try await sessions.begin(for: person, to: .start, authorised.request)
  }
}

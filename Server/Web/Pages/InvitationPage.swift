internal import Aggregation
internal import Hummingbird
internal import Screens

/// Where somebody who was invited chooses a password. The link is good once, and for three days.
struct InvitationPage: Sendable {
  let sessions: SessionStarter

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.invitationPage, behind: gate) { try await show($0) }
    router.serve(.invitationForm, behind: gate) { try await accept($0) }
  }

  struct Content {
    let email: String?
    let token: String
    let passwordLength: Int
    let failure: String?
  }

  private func show(
    _ admitted: Admitted, failure: String? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let secret = try admitted.parameter("id")
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

  private func accept(_ admitted: Admitted) async throws -> Response {
    let secret = try admitted.parameter("id")
    guard let fields = try SignInForm.fields(admitted) else {
      return try await show(
        admitted, failure: "The page was out of date. Enter the password again.",
        status: .forbidden)
    }
    guard secret.utf8.count <= 128, let email = try await sessions.centre.invited(by: secret)
    else { return try await show(admitted) }
    let password = fields["password"] ?? ""
    if let flaw = PasswordRule.flaw(of: password, for: email) {
      return try await show(admitted, failure: flaw, status: .unprocessableContent)
    }
    guard password == fields["again"] else {
      return try await show(
        admitted, failure: "The two passwords differ.", status: .unprocessableContent)
    }
    let hash = try PasswordHash(of: password)
    guard let person = try await sessions.centre.accept(invitation: secret, password: hash.text)
    else { return try await show(admitted) }
    return try await sessions.begin(for: person, to: .start, admitted.request)
  }
}

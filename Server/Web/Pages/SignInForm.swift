internal import Hummingbird

/// The page that asks for an e-mail address and a password.
struct SignInForm: Sendable {
  static let cookie = "__Host-candour-sign-in"

  let pages: PageRenderer
  /// What the button for the trust's identity provider says; nil where there is none.
  var provider: String?

  private struct Content {
    let failure: String?
    let email: String
    let token: String
    let unsent: String?
    let provider: String?
    let to: String?
  }

  /// Before there is a session, the form's token is checked against a cookie that only our own
  /// page can have set.
  func response(
    failure: String? = nil, email: String = "", unsent: Unsent? = nil,
    to destination: Destination = .start, status: HTTPResponse.Status = .ok
  ) -> Response {
    let token = Identifier.random()
    var response = pages.page(
      "sign-in", title: failure == nil ? "Sign in" : "Error: Sign in",
      Content(
        failure: failure, email: email, token: token, unsent: unsent?.text, provider: provider,
        to: destination == .start ? nil : destination.path), status: status)
    response.setCookie(
      Cookie(
        name: Self.cookie, value: token, maxAge: 3600, path: "/", secure: true, httpOnly: true,
        sameSite: .strict))
    return response
  }
}

internal import Hummingbird
internal import Screens

/// The page that asks for an e-mail address and a password.
struct SignInForm: Sendable {
  static let cookie = "__Host-candour-sign-in"

  let pages: PageRenderer
  /// The label of the button for the trust's identity provider; nil where there is none.
  var provider: String?

  private struct Content {
    let failure: String?
    let email: String
    let token: String
    let unsent: String?
    let provider: String?
    let to: String?
  }

  /// Before there is a session, the form's token is compared with a cookie that only our own page
  /// can have set.
  func response(
    failure: String? = nil, email: String = "", unsent: Unsent? = nil,
    to destination: Destination = .start, status: HTTPResponse.Status = .ok
  ) -> Response {
    let token = Identifier.random()
    let response = pages.page(
      "sign-in", title: failure == nil ? "Sign in" : "Error: Sign in",
      Content(
        failure: failure, email: email, token: token, unsent: unsent?.text, provider: provider,
        to: destination == .start ? nil : destination.path), status: status)
    return Self.withCookie(token, response)
  }

  /// A page with a form for somebody without a session, bound to this browser.
  static func withCookie(_ token: String, _ response: Response) -> Response {
    var response = response
    response.setCookie(
      Cookie(
        name: Self.cookie, value: token, maxAge: 3600, path: "/", secure: true, httpOnly: true,
        sameSite: .strict))
    return response
  }

  /// The fields of a form for somebody without a session, after checking by its token that our own
  /// page sent it.
  static func fields(_ authorised: AuthorisedRequest) throws -> FormFields? {
    guard let fields = FormFields(authorised.body.readableBytesView) else {
      throw Problem.malformed("The form is not well formed.")
    }
    guard let cookie = authorised.request.cookies[Self.cookie]?.value,
      let sent = fields["form-token"], ConstantTime.areEqual(sent, cookie)
    else { return nil }
    return fields
  }
}

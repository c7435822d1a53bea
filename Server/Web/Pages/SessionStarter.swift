internal import Aggregation
internal import Hummingbird

/// Begins sessions, and redirects to the requested page.
struct SessionStarter: Sendable {
  let centre: Centre
  let pages: PageRenderer

  /// Begins a session under a new name; the browser's former session ends.
  ///
  /// - Parameters:
  ///   - destination: the page that was requested.
  ///   - unsent: a form that was sent after the session had ended.
  func begin(
    for person: String, to destination: Destination, unsent: Unsent? = nil, _ request: Request
  ) async throws -> Response {
    if let old = request.cookies[AccessControl.sessionCookie]?.value, old.utf8.count <= 256 {
      try await centre.endSession(old)
    }
    let session = try await centre.beginSession(person: person)
    let principal = try await centre.principal(session: session.text)
    var response = welcome(principal, unsent, destination)
    response.setCookie(SignInController.sessionCookie(session.text, maxAge: nil))
    return response
  }

  private func welcome(
    _ principal: Principal?, _ unsent: Unsent?, _ destination: Destination
  ) -> Response {
    let path = Self.path(destination, principal?.role)
    guard let unsent, let principal else { return PageRenderer.redirect(to: path) }
    // Where it is not known who entered it, it may be somebody else's.
    guard unsent.owner == principal.id else {
      return pages.page(
        "unsent-of-another", title: "Something was not sent", ["unsent": unsent.text],
        for: principal)
    }
    guard Endpoint.form(at: unsent.path)?.admits(principal.role) == true else {
      return PageRenderer.redirect(to: path)
    }
    return pages.page("unsent", title: "Send what you entered", unsent, for: principal)
  }

  /// The requested page; where none was, the Employer begins with their own.
  private static func path(_ destination: Destination, _ role: Role?) -> String {
    destination == .start && role == .employer ? Endpoint.employerPage.path : destination.path
  }
}

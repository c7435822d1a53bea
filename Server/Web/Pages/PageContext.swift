internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Screens

/// What every page needs: the centre, and rendering.
struct PageContext: Sendable {
  let centre: Centre
  let renderer: PageRenderer

  func show(
    _ template: String, title: String, _ content: Any, _ authorised: AuthorisedRequest,
    status: HTTPResponse.Status = .ok
  ) -> Response {
    renderer.page(
      template, title: title, content, for: authorised.principal,
      path: authorised.request.uri.path, status: status, menu: centre.menuReport)
  }

  /// A page whose body is rendered already.
  func show(_ body: KeptBody, title: String, _ authorised: AuthorisedRequest) -> Response {
    renderer.page(
      body, title: title, for: authorised.principal, path: authorised.request.uri.path,
      menu: centre.menuReport)
  }

  /// A page with parts that buttons can copy; only this page and the form of the log run a script,
  /// our own.
  func showWithCopying(
    _ template: String, title: String, _ content: Any, _ authorised: AuthorisedRequest,
    status: HTTPResponse.Status = .ok
  ) -> Response {
    showWithScript(template, title: title, content, authorised, status: status)
  }

  /// - Parameter connects: whether the script may send requests to this centre.
  func showWithScript(
    _ template: String, title: String, _ content: Any, _ authorised: AuthorisedRequest,
    status: HTTPResponse.Status = .ok, connects: Bool = false
  ) -> Response {
    var response = show(template, title: title, content, authorised, status: status)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
      + (connects ? "connect-src 'self'; " : "")
      + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return response
  }

  /// Records who opened which record.
  func note(_ authorised: AuthorisedRequest, _ subject: String) throws {
    let route = authorised.context.endpointPath ?? ""
    centre.note(try authorised.known(), "opened \(route)", String(subject.prefix(64)))
  }

  /// Runs a change and redirects to where its result is shown; an error is shown on a separate
  /// page, with a link back.
  func change(
    _ authorised: AuthorisedRequest, then path: String, _ body: () async throws -> Void
  ) async throws -> Response {
    do {
      try await body()
      return PageRenderer.redirect(to: path)
    } catch EditRefusal.changedMeanwhile {
      return refusal(
        "The record has changed",
        [
          "Somebody changed the record, or a site synchronised, while you had it open.",
          "Nothing of yours was written. Look at it as it stands now and enter your change again.",
        ], path, authorised, status: .conflict)
    } catch EditRefusal.invalid(let error) {
      let place = error.field.map { "\($0): " } ?? ""
      return refusal(
        "There is a problem", [place + error.message], path, authorised,
        status: .unprocessableContent)
    }
  }

  struct Refusal {
    let heading: String
    let lines: [String]
    let back: String
    /// What was sent: it is not lost with the form.
    let entered: [Unsent.Field]
    let hasEntered: Bool
  }

  /// The texts of the form that was sent, where none is a secret.
  private static func entered(_ authorised: AuthorisedRequest) -> [Unsent.Field] {
    guard Endpoint.form(at: authorised.request.uri.path) != nil,
      let fields = FormFields(authorised.body.readableBytesView)
    else { return [] }
    let own: Set<String> = ["form-token", "version", "action", "once"]
    return fields.names.filter { !own.contains($0) }.flatMap { name in
      fields.all(name).filter { !$0.isEmpty }.map { Unsent.Field(name: name, value: $0) }
    }
  }

  func refusal(
    _ heading: String, _ lines: [String], _ back: String, _ authorised: AuthorisedRequest,
    status: HTTPResponse.Status
  ) -> Response {
    let entered = Self.entered(authorised)
    return show(
      "refusal", title: "Error: \(heading)",
      Refusal(
        heading: heading, lines: lines, back: back, entered: entered,
        hasEntered: !entered.isEmpty), authorised, status: status)
  }

  /// What people decide on pages.
  var decisions: Decisions { Decisions(centre: centre) }
}

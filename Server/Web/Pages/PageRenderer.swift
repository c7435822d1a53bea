internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Screens

/// Turns a page's contents into HTML.
///
/// Templates are compiled into the program and escape everything that they show: the unescaped form
/// is not used anywhere, and a test checks that.
struct PageRenderer: Sendable {
  /// What surrounds the contents of every page.
  struct Frame {
    let stylesheet = Asset.stylesheet.path
    let icon = Asset.icon.path
    let script = Asset.script.path
    let logScript = Asset.logScript.path
    let title: String
    let trust: String
    let isSignedIn: Bool
    let maySearch: Bool
    let email: String
    let role: String
    let formToken: String
    let menu: [Navigation.Group]
    let submenu: [Navigation.Link]
    let hasSubmenu: Bool
    let content: Any
  }

  private let templates: PageTemplates
  private let trust: String

  /// - Throws: when a template does not parse, which a test would have found.
  init(trust: String) throws {
    self.init(trust: trust, templates: try PageTemplates(Templates.all))
  }

  private init(trust: String, templates: PageTemplates) {
    (self.trust, self.templates) = (trust, templates)
  }

  /// The same templates for another trust: they are parsed once in a process.
  func of(trust: String) -> PageRenderer { PageRenderer(trust: trust, templates: templates) }

  /// Renders one page.
  ///
  /// - Parameters:
  ///   - template: a name in ``Templates``.
  ///   - content: what the template shows.
  ///   - principal: who is signed in.
  func page(
    _ template: String, title: String, _ content: Any, for principal: Principal? = nil,
    path: String = "", status: HTTPResponse.Status = .ok, menu report: TodayReport? = nil
  ) -> Response {
    let frame = frame(title: title, content, for: principal, path: path, menu: report)
    return Self.response(text(template, frame), status)
  }

  /// Renders the frame of a page around a body that is rendered already.
  func page(
    _ body: KeptBody, title: String, for principal: Principal?, path: String,
    menu report: TodayReport?
  ) -> Response {
    let frame = frame(
      title: title, KeptBody.Place(), for: principal, path: path, menu: report)
    return Self.response(text("kept", frame).map(body.inserted), .ok)
  }

  private static func response(_ html: String?, _ status: HTTPResponse.Status) -> Response {
    guard let html else { return Response(status: .internalServerError) }
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: html)))
  }

  private func frame(
    title: String, _ content: Any, for principal: Principal?, path: String,
    menu report: TodayReport?
  ) -> Frame {
    var email = ""
    var formToken = ""
    if case .person(let address, let token) = principal?.kind {
      (email, formToken) = (address, token)
    }
    let menu = principal.map { Navigation.groups(for: $0.role, at: path, report) } ?? []
    let submenu = menu.first(where: \.isCurrent)?.links ?? []
    return Frame(
      title: title, trust: trust, isSignedIn: principal != nil,
      maySearch: principal.map { Endpoint.searchPage.admits($0.role) } ?? false, email: email,
      role: principal?.role.rawValue ?? "", formToken: formToken,
      menu: menu, submenu: submenu, hasSubmenu: submenu.count > 1, content: content)
  }

  /// A document of its own, without the frame of the pages.
  func text(_ template: String, _ content: Any) -> String? {
    templates.text(template, TemplateValue.of(content) ?? content)
  }

  /// A part of a page, for the script that asked for it.
  func part(_ template: String, _ content: Any) -> Response {
    guard let html = text(template, content) else { return Response(status: .internalServerError) }
    return Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: html)))
  }

  private struct Failure {
    let heading: String
    let detail: String
    let needsSignIn: Bool
    /// The same page without the invalid part of its address; `nil` where that would not help.
    let plain: String?
  }

  /// What happened, in words for people.
  private static func heading(of problem: Problem, path: String) -> String {
    switch problem.status {
    case .forbidden where problem.code == Problem.forbidden.code:
      "You cannot open \(Navigation.title(at: path) ?? "this page")"
    case .badRequest: "This address cannot be read"
    case .notFound: "Page not found"
    case .tooManyRequests: "Try again later"
    case .internalServerError, .serviceUnavailable: "The centre cannot answer now"
    default: problem.status.reasonPhrase
    }
  }

  /// The page that describes an error.
  func response(to problem: Problem, path: String) -> Response {
    let isRole = problem.code == Problem.forbidden.code
    let failure = Failure(
      heading: Self.heading(of: problem, path: path),
      detail: isRole ? "Your role may not do this. Ask a governance user." : problem.detail,
      needsSignIn: problem.status == .forbidden,
      plain: problem.status == .badRequest && problem.field != nil ? path : nil)
    var response = page(
      "problem", title: failure.heading, failure, path: path, status: problem.status)
    problem.apply(to: &response)
    return response
  }

  /// After a form: the browser fetches the page that shows the result.
  static func redirect(to path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path])
  }
}

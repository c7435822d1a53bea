internal import Hummingbird
internal import NIOCore
internal import Screens

/// Turns a page's contents into HTML. Templates escape everything that they show.
struct ScreenRenderer: Sendable {
  /// What surrounds the contents of every page.
  struct Frame {
    let stylesheets = [Asset.stylesheet.path, Asset.siteStyles.path]
    let scripts = [Asset.script.path, Asset.logScript.path]
    let icon = Asset.icon.path
    let title: String
    let site: String
    /// `nil` before it was given.
    let role: String?
    let formToken: String
    let navigation: [Link]
    /// The messages about what was just done.
    let said: [String]
    let hasSaid: Bool
    let content: Any
  }

  struct Link {
    let href: String
    let text: String
    var isCurrent = false
  }

  private let templates: PageTemplates

  /// - Throws: when a template does not parse, which a test would have found.
  init() throws {
    templates = try PageTemplates(ScreenTemplates.all)
  }

  /// - Returns: `nil` where there is no such template, which a test would have found.
  func html(_ template: String, _ content: Any) -> String? {
    templates.text(template, content)
  }

  func response(_ html: String?, status: HTTPResponse.Status) -> Response {
    guard let html else { return Response(status: .internalServerError) }
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: html)))
  }

  /// After a form: the browser fetches the page that shows the result.
  static func redirect(to path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path])
  }
}

extension Asset {
  static let siteStyles = Asset(
    "site", "css", type: "text/css; charset=utf-8", bytes: PackageResources.site_css)
  static let script = Asset(
    "site", "js", type: "text/javascript; charset=utf-8", bytes: PackageResources.site_js)
}

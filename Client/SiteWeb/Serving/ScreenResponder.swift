internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Screens

/// Answers every request: refuses any browser other than the accepted one, then calls the pages.
struct ScreenResponder: Sendable {
  let pages: ScreenPages
  /// Whose browser is answered.
  private let visitor: ScreenVisitor
  private let router: RouterResponder<ScreenContext>
  /// `127.0.0.1:PORT`, once the system chose a port.
  private let authority: @Sendable () -> String

  init(
    pages: ScreenPages, for visitor: ScreenVisitor = .owner,
    authority: @escaping @Sendable () -> String
  ) {
    (self.pages, self.visitor, self.authority) = (pages, visitor, authority)
    let router = Router(context: ScreenContext.self, options: .autoGenerateHeadEndpoints)
    pages.register(router)
    self.router = router.buildResponder()
  }

  func answer(to request: Request, context: ScreenContext) async -> Response {
    var response = await outcome(of: request, context)
    decorate(&response, for: request)
    return response
  }

  private func outcome(of request: Request, _ context: ScreenContext) async -> Response {
    let authority = authority()
    if let refusal = Passage.refusal(of: request, at: authority) {
      return Self.refused(refusal == .host ? .misdirectedRequest : .forbidden)
    }
    if let port = context.peerPort,
      let own = authority.split(separator: ":").last.flatMap({ Int($0) }),
      !visitor.isAt(port, to: own)
    {
      return Self.refused(.forbidden)
    }
    if request.uri.path == Passage.opening { return await open(request, authority) }
    guard pages.door.admits(request.cookies[Self.cookie(authority)]?.value) else {
      return Self.refused(.forbidden)
    }
    do {
      let response = try await router.respond(to: request, context: context)
      guard context.endpointPath != "NotFound" else { throw ScreenProblem.notFound }
      return response
    } catch let error as HTTPError where error.status == .notFound {
      return pages.problem(.notFound)
    } catch {
      return pages.problem(ScreenProblem(error))
    }
  }

  // MARK: The one browser

  /// Its name includes the port: another screen on this machine has a separate cookie.
  static func cookie(_ authority: String) -> String {
    "candour-\(authority.split(separator: ":").last ?? "")"
  }

  private func open(_ request: Request, _ authority: String) async -> Response {
    guard request.method == .post, let body = try? await request.body.collect(upTo: 4096),
      let token = FormFields(body.readableBytesView)?["token"],
      let session = pages.door.open(with: token)
    else { return Self.refused(.forbidden) }
    pages.opened()
    // The next page must be requested by a page of our own: a strict cookie is not sent with a
    // redirect that began in a file.
    var response = pages.renderer.response(
      pages.renderer.html("opened", ScreenPages.Opened()), status: .ok)
    response.setCookie(
      Cookie(
        name: Self.cookie(authority), value: session, path: "/", httpOnly: true, sameSite: .strict))
    return response
  }

  /// Reveals nothing of what is here.
  private static func refused(_ status: HTTPResponse.Status) -> Response {
    let words =
      "Candour does not answer this request. To open Candour, run: candour open\n"
    return Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: words)))
  }

  // MARK: What every answer has

  private func decorate(_ response: inout Response, for request: Request) {
    var headers = response.headers
    if headers[.contentSecurityPolicy] == nil {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }
    headers[.xContentTypeOptions] = "nosniff"
    headers[.referrerPolicy] = "same-origin"
    headers[.crossOriginResourcePolicy] = "same-origin"
    headers[.crossOriginOpenerPolicy] = "same-origin"
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    response.headers = headers
    if request.method == .head { response = response.createHeadResponse() }
  }
}

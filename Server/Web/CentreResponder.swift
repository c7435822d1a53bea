internal import Aggregation
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import RecordStore
internal import Records
internal import Screens

/// Answers every request: finds its endpoint, checks access, turns errors into problems, and adds
/// the headers, counts and log line of every answer.
struct CentreResponder: HTTPResponder {
  typealias Context = CentreContext

  private let router: RouterResponder<CentreContext>
  private let metrics: Metrics
  private let pages: PageRenderer
  private let now: @Sendable () -> Date

  init(
    router: Router<CentreContext>, metrics: Metrics, pages: PageRenderer,
    now: @escaping @Sendable () -> Date
  ) {
    (self.router, self.metrics) = (router.buildResponder(), metrics)
    (self.pages, self.now) = (pages, now)
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    await answer(to: request, context: context)
  }

  func answer(to request: Request, context: Context) async -> Response {
    let start = ContinuousClock.now
    metrics.add(to: "candour_http_in_progress")
    var response = await outcome(of: request, context: context)
    metrics.add(-1, to: "candour_http_in_progress")
    Self.decorate(&response, for: request, now: now())
    note(request, response, context, took: ContinuousClock.now - start)
    return response
  }

  private func outcome(of request: Request, context: Context) async -> Response {
    do {
      try RequestHost.check(request)
      let response = try await router.respond(to: request, context: context)
      // The router itself answers an unknown address, and gives the route this name.
      guard context.endpointPath == "NotFound" else { return response }
      return self.response(to: unknown(request), for: request)
    } catch let problem as Problem {
      return response(to: problem, for: request)
    } catch let start as OtherStart {
      return PageRenderer.redirect(to: start.path)
    } catch let unsent as Unsent {
      return SignInForm(pages: pages).response(unsent: unsent, status: .unauthorized)
    } catch is UnknownRecord {
      return response(to: .notFound, for: request)
    } catch let several as AmbiguousRecord {
      return response(to: .ambiguous(several.names), for: request)
    } catch StoreError.uncertain {
      // Not repeated here: the caller decides. An exchange sends the same entries again.
      context.logger.error("the database did not confirm a commit")
      return response(to: .uncertain, for: request)
    } catch StoreError.unreachable {
      context.logger.error("the database cannot be reached")
      return response(to: .startingAgain, for: request)
    } catch StoreError.tooNew {
      context.logger.error("a later version has changed the database")
      return response(to: .upgrading, for: request)
    } catch StoreError.busy {
      return response(to: .unavailable, for: request)
    } catch let error as StoreError where error.hindersWriting {
      // A full or read-only disk passes: the sender tries again, and loses nothing.
      context.logger.error(
        "the store cannot be written", metadata: ["cause": "\(error.diskCause ?? "unknown")"])
      return response(to: .unavailable, for: request)
    } catch {
      // The type of an error is safe to log; its text might quote a record.
      context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
      return response(to: .internalError, for: request)
    }
  }

  /// No such address, or this method is not supported there.
  private func unknown(_ request: Request) -> Problem {
    let methods = Endpoint.methods(at: request.uri.path)
    guard !methods.isEmpty, !methods.contains(request.method) else { return .notFound }
    return .methodNotAllowed(allow: methods.map(\.rawValue))
  }

  /// People get a page, programs a document.
  private func response(to problem: Problem, for request: Request) -> Response {
    let path = request.uri.path
    guard Self.isPage(path) else { return problem.response }
    if problem.status == .unauthorized { return askToSignIn(request) }
    return pages.response(to: problem, path: path)
  }

  /// Whether such an address is for people, not programs.
  static func isPage(_ path: String) -> Bool {
    !["/api/", "/v1/", "/healthz", "/readyz", "/metrics", "/.well-known/"].contains {
      path.hasPrefix($0)
    }
  }

  /// Redirects to signing in, and back to the requested page.
  ///
  /// A link in an e-mail that is read in a browser comes from another site, and the session's
  /// cookie, which is Strict, is not sent. So a page of ours requests it once more: then the cookie
  /// is sent.
  private func askToSignIn(_ request: Request) -> Response {
    let destination = Destination(request.method == .get ? request.uri.description : nil)
    let comesFrom = request.headers[.secFetchSite]
    if destination != .start, comesFrom == "cross-site" || comesFrom == "same-site" {
      var response = pages.page("onward", title: "One moment", ["to": destination.path])
      response.headers[.refresh] = "0; url=\(destination.path)"
      return response
    }
    guard destination != .start else { return PageRenderer.redirect(to: "/sign-in") }
    return PageRenderer.redirect(to: "/sign-in?to=\(FormFields.encoded(destination.path))")
  }

  // MARK: What every answer has

  static func decorate(_ response: inout Response, for request: Request, now: Date) {
    var headers = response.headers
    headers[.date] = HTTPDate.text(Int64((now.timeIntervalSince1970 * 1000).rounded(.down)))
    // A proxy sets `Date` by its own clock; a site dates its tokens by this one.
    headers[.candourTime] = Timestamp.text(now)
    headers[.strictTransportSecurity] = "max-age=31536000"
    if headers[.contentSecurityPolicy] == nil {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }
    headers[.xContentTypeOptions] = "nosniff"
    headers[.referrerPolicy] = "same-origin"
    headers[.crossOriginResourcePolicy] = "same-origin"
    headers[.crossOriginOpenerPolicy] = "same-origin"
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    response.headers = headers
    if request.method == .head { response = response.createHeadResponse() }
  }

  private func note(
    _ request: Request, _ response: Response, _ context: Context, took duration: Duration
  ) {
    let route = context.endpointPath ?? "none"
    let method = Self.known(request.method)
    let seconds = duration / .seconds(1)
    metrics.add(
      to: "candour_http_requests_total",
      ["method": method, "route": route, "status": String(response.status.code)])
    metrics.add(seconds, to: "candour_http_request_seconds_sum", ["route": route])
    metrics.add(to: "candour_http_request_seconds_count", ["route": route])
    context.logger.info(
      "answered",
      metadata: [
        "method": "\(method)", "route": "\(route)", "status": "\(response.status.code)",
        "milliseconds": "\(Int(seconds * 1000))",
      ])
  }

  /// A client may invent methods; only the usual ones become labels.
  private static func known(_ method: HTTPRequest.Method) -> String {
    let usual: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    return usual.contains(method) ? method.rawValue : "other"
  }
}

extension HTTPField.Name {
  static let referrerPolicy = constant("Referrer-Policy")
  static let refresh = constant("Refresh")
  /// Of a request that has one already as its authority.
  static let furtherHost = constant("Host")
  static let forwardedFor = constant("X-Forwarded-For")
  static let secFetchSite = constant("Sec-Fetch-Site")
  static let candourTime = constant("Candour-Time")
  static let candourRecipients = constant("Candour-Recipients")
  static let crossOriginOpenerPolicy = constant("Cross-Origin-Opener-Policy")

  private static func constant(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("a header's name in the source must be well formed")
    }
    return name
  }
}

internal import Aggregation
internal import FoundationEssentials
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Replication

/// Answers the requests for several trusts: each goes to the application of the trust that its host
/// name leads to; requests about the process itself are answered here.
struct HostedResponder: RequestAnswering {
  let directory: TrustDirectory
  let centres: CentreSet<CentreApplication>
  let metrics: Metrics
  let pages: PageRenderer
  let health: HostedHealth
  let now: @Sendable () -> Int64

  func answer(to request: Request, context: CentreContext) async -> Response {
    var response: Response
    if let problem = wrongHost(request) {
      metrics.add(to: "candour_http_requests_total", ["route": "none", "status": "400"])
      response = self.response(to: problem, for: request)
    } else if let own = await processAnswer(to: request) {
      response = own
    } else if let trust = trust(of: request) {
      return await answer(to: request, at: trust, context)
    } else {
      metrics.add(to: "candour_http_requests_total", ["route": "none", "status": "421"])
      response = self.response(to: .misdirected, for: request)
    }
    decorate(&response, for: request)
    return response
  }

  private func wrongHost(_ request: Request) -> Problem? {
    do throws(Problem) {
      try RequestHost.check(request)
      return nil
    } catch {
      return error
    }
  }

  /// An unknown name may be that of a trust that was just added.
  private func trust(of request: Request) -> Scope? {
    let host = request.head.authority
    if let trust = directory.trust(of: host) { return trust }
    guard health.mayLookAgain() else { return nil }
    directory.refresh()
    return directory.trust(of: host)
  }

  private func answer(
    to request: Request, at trust: Scope, _ context: CentreContext
  ) async -> Response {
    var context = context
    context.logger[metadataKey: "trust"] = .string(trust.code)
    do {
      return try await centres.use(trust) { [context] opened in
        await opened.attachment.responder.answer(to: request, context: context)
      }
    } catch {
      // The upkeep logs the reason, once; here a client may ask any number of times.
      metrics.labelled("trust", trust.code).add(
        to: "candour_http_requests_total", ["route": "none", "status": "503"])
      var response = self.response(to: .unavailable, for: request)
      decorate(&response, for: request)
      return response
    }
  }

  // MARK: The process

  private func processAnswer(to request: Request) async -> Response? {
    guard request.method == .get || request.method == .head else { return nil }
    switch request.uri.path {
    case Endpoint.health.path: return JSONResponse.make(["status": "ok"])
    case Endpoint.readiness.path: return readiness()
    case Endpoint.metrics.path:
      health.measure(open: await centres.open.count, of: directory.trusts.count, into: metrics)
      return HealthController.text(metrics)
    default: return nil
    }
  }

  private struct Readiness: Encodable {
    let status: String
    /// Trusts whose store does not answer. The others are served.
    let unavailable: [String]
  }

  /// Ready means that some trust's store answers: a damaged one does not stop the others.
  private func readiness() -> Response {
    let unavailable = health.unavailable(of: directory.trusts).map(\.code)
    let isReady = unavailable.count < directory.trusts.count
    return JSONResponse.make(
      Readiness(status: isReady ? "ready" : "unavailable", unavailable: unavailable),
      status: isReady ? .ok : .serviceUnavailable)
  }

  // MARK: Form

  private func decorate(_ response: inout Response, for request: Request) {
    CentreResponder.decorate(
      &response, for: request, now: Date(timeIntervalSince1970: Double(now()) / 1000))
  }

  private func response(to problem: Problem, for request: Request) -> Response {
    CentreResponder.isPage(request.uri.path)
      ? pages.response(to: problem, path: request.uri.path) : problem.response
  }
}

extension Problem {
  static let misdirected = Problem(
    status: .misdirectedRequest, code: "unknown-host",
    detail: "No trust is served under this host name. Check the address.")
}

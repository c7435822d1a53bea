internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Screens

/// A request that its endpoint admitted, with its body read.
struct AuthorisedRequest: Sendable {
  let request: Request
  let context: CentreContext
  /// `nil` where the endpoint needs no sign-in.
  let principal: Principal?
  let body: ByteBuffer
  /// Of a device, whose signature was checked before the body was read.
  var recognised: RecognisedRequest?

  /// The part of the path that the endpoint names.
  func parameter(_ name: String) throws -> String {
    // In a path, a plus is a plus.
    guard let raw = context.parameters.get(name)?.replacing("+", with: "%2B"),
      let value = FormFields.decoded(raw.utf8)
    else { throw Problem.notFound }
    return value
  }

  /// The query's parameters.
  func query() throws -> FormFields {
    guard let fields = FormFields((request.uri.query ?? "").utf8) else {
      throw Problem.malformed("The query is not well formed.")
    }
    return fields
  }

  /// The form that was sent, after checking by its token that this session's own page sent it.
  func form() throws -> FormFields {
    guard case .person(_, let token) = try known().kind else { throw Problem.forbidden }
    let boundary = request.headers[.contentType].flatMap(MultipartForm.boundary)
    let read =
      boundary.map { MultipartForm.fields(body.readableBytesView, boundary: $0) }
      ?? FormFields(body.readableBytesView)
    guard let fields = read else {
      throw Problem.malformed("The form is not well formed, or a file in it is not UTF-8.")
    }
    guard let sent = fields["form-token"], ConstantTime.areEqual(sent, token) else {
      throw Problem(
        status: .forbidden, code: "form-expired",
        detail: "The form is out of date. Go back, load the page again and resend it.")
    }
    return fields
  }

  /// Who sends the request, where the endpoint admits only people and programs.
  func known() throws -> Principal {
    guard let principal else { throw Problem.notAuthorised }
    return principal
  }
}

extension Router<CentreContext> {
  /// Serves an endpoint with its access control: credentials first, then the body within its limit.
  ///
  /// - Parameter around: wraps reading the body and answering it: an endpoint with its own
  ///   credentials checks them here, before any of the body is read, and hands over whose they are.
  func serve(
    _ endpoint: Endpoint, behind accessControl: AccessControl,
    around:
      @escaping @Sendable (
        Request, (RecognisedRequest?) async throws -> Response
      ) async throws -> Response = { try await $1(nil) },
    _ handler: @escaping @Sendable (AuthorisedRequest) async throws -> Response
  ) {
    on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
      // Until the answer is made, what a stranger sent counts.
      let reading = RequestBodyReading(from: context.remoteAddress)
      defer { withExtendedLifetime(reading) {} }
      let principal: Principal?
      do {
        principal = try await accessControl.principal(of: request, for: endpoint)
      } catch let problem as Problem where problem.status == .unauthorized {
        throw try await Self.unsent(request, endpoint, accessControl, reading) ?? problem
      }
      try endpoint.checkParameters(request.uri.query)
      try endpoint.checkPageParameters(request.uri.query)
      return try await around(request) { recognised in
        if let length = request.headers[.contentLength].flatMap(Int.init),
          length > max(endpoint.bodyBytesMax, 0)
        {
          throw Problem.bodyTooLarge
        }
        let body = try await reading.body(
          of: request, upTo: endpoint.bodyBytesMax,
          isKnown: principal != nil || recognised != nil)
        return try await handler(
          AuthorisedRequest(
            request: request, context: context, principal: principal, body: body,
            recognised: recognised))
      }
    }
  }

  /// A form whose session has ended.
  private static func unsent(
    _ request: Request, _ endpoint: Endpoint, _ accessControl: AccessControl,
    _ reading: RequestBodyReading
  ) async throws -> (any Error)? {
    guard endpoint.kind == .page, endpoint.method == .post,
      request.cookies[AccessControl.sessionCookie] != nil
    else { return nil }
    let bytesMax = min(endpoint.bodyBytesMax, Unsent.bytesMax)
    let owner = try await accessControl.formerOwner(of: request)
    let body = try await reading.body(of: request, upTo: bytesMax, isKnown: false)
    return Unsent(path: request.uri.path, body: body, by: owner)
  }
}

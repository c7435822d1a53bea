internal import Aggregation
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Replication
internal import Screens

/// The lists of `/api/v1`, for programs and for people with a token.
struct ListController: Sendable {
  let centre: Centre

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    serve(.incidents, .incidents, router, accessControl) { try await centre.incidents($0) }
    serve(.notifications, .notifications, router, accessControl) {
      try await centre.notifications($0)
    }
    serve(.actions, .actions, router, accessControl) { try await centre.actions($0) }
    serve(.audits, .audits, router, accessControl) { try await centre.audits($0) }
    serve(.auditStatus, .audits, router, accessControl) { try await centre.auditStatus($0) }
    serve(.conflicts, states: nil, router, accessControl) { try await centre.conflicts($0) }
    serve(.quarantine, states: nil, router, accessControl) { try await centre.quarantine($0) }
    serve(.coverage, states: nil, router, accessControl) { try await centre.coverage($0) }
    serve(.themes, states: ["proposed", "confirmed", "rejected"], router, accessControl) {
      try await centre.themes($0)
    }
    serve(.denominators, states: Modality.allCases.map(\.rawValue), router, accessControl) {
      try await centre.denominators($0)
    }
    serve(.duplicates, states: nil, router, accessControl) { try await centre.duplicates($0) }
    serve(.trends, states: ControlChart.Signal.allCases.map(\.rawValue), router, accessControl) {
      try await centre.trends($0)
    }
    router.serve(.incident, behind: accessControl) { authorised in
      let name = try authorised.parameter("id")
      let document = try await centre.incidentDocument(name)
      try note(authorised, name)
      return Self.answer(.object(document), to: authorised)
    }
    registerTrust(router, accessControl)
    router.serve(.openAPI, behind: accessControl) { authorised in
      Self.answer(OpenAPI.document, to: authorised)
    }
  }

  func serve(
    _ endpoint: Endpoint, states: [String]?, _ router: Router<CentreContext>,
    _ accessControl: AccessControl,
    _ list: @escaping @Sendable (Filter) async throws -> Listing
  ) {
    serve(endpoint, ListShape(states: states), router, accessControl, list)
  }

  func serve(
    _ endpoint: Endpoint, _ shape: ListShape, _ router: Router<CentreContext>,
    _ accessControl: AccessControl,
    _ list: @escaping @Sendable (Filter) async throws -> Listing
  ) {
    router.serve(endpoint, behind: accessControl) { authorised in
      let filter = try Filter(try authorised.query(), shape)
      let listing = try await list(filter)
      try note(authorised, filter.site ?? "all sites")
      return Self.answer(listing.json, to: authorised)
    }
  }

  func note(_ authorised: AuthorisedRequest, _ subject: String) throws {
    let route = authorised.context.endpointPath ?? ""
    centre.note(try authorised.known(), "read \(route)", String(subject.prefix(64)))
  }

  /// The document, or 304 when the client already has it (RFC 9110, 13.1.2).
  static func answer(_ json: JSONValue, to authorised: AuthorisedRequest) -> Response {
    let bytes = json.serializedBytes()
    let tag = EntityTag.of(bytes)
    let known = (authorised.request.headers[.ifNoneMatch] ?? "").split(separator: ",").map {
      $0.drop { $0 == " " }
    }
    var headers: HTTPFields = [
      .eTag: tag, .cacheControl: "private, no-cache", .contentType: "application/json",
      .vary: "Accept-Encoding",
    ]
    if known.contains(where: {
      $0 == "*" || EntityTag.names($0, tag) || EntityTag.names($0.dropFirst(2), tag)
    }) {
      return Response(status: .notModified, headers: headers)
    }
    guard bytes.count >= Gzip.bytesMin, Gzip.isAccepted(authorised.request),
      let smaller = Gzip.compressed(bytes)
    else {
      return Response(
        status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
    headers[.eTag] = EntityTag.packed(tag)
    headers[.contentEncoding] = "gzip"
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: smaller)))
  }
}

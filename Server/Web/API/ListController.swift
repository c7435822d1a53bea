internal import Aggregation
internal import Crypto
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

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    serve(.incidents, states: IncidentStatus.allCases.map(\.rawValue), router, gate) {
      try await centre.incidents($0)
    }
    serve(.notifications, states: NotificationState.allCases.map(\.rawValue), router, gate) {
      try await centre.notifications($0)
    }
    let auditStates = AuditStatus.allCases.map(\.rawValue)
    serve(.audits, states: auditStates, router, gate) { try await centre.audits($0) }
    serve(.auditStatus, states: auditStates, router, gate) { try await centre.auditStatus($0) }
    serve(.conflicts, states: nil, router, gate) { try await centre.conflicts($0) }
    serve(.quarantine, states: nil, router, gate) { try await centre.quarantine($0) }
    serve(.coverage, states: nil, router, gate) { try await centre.coverage($0) }
    serve(.themes, states: ["proposed", "confirmed", "rejected"], router, gate) {
      try await centre.themes($0)
    }
    serve(.denominators, states: Modality.allCases.map(\.rawValue), router, gate) {
      try await centre.denominators($0)
    }
    serve(.duplicates, states: nil, router, gate) { try await centre.duplicates($0) }
    serve(.trends, states: ControlChart.Signal.allCases.map(\.rawValue), router, gate) {
      try await centre.trends($0)
    }
    router.serve(.incident, behind: gate) { admitted in
      let name = try admitted.parameter("id")
      let document = try await centre.incidentDocument(name)
      try note(admitted, name)
      return Self.answer(.object(document), to: admitted)
    }
    registerTrust(router, gate)
    router.serve(.openAPI, behind: gate) { admitted in
      Self.answer(OpenAPI.document, to: admitted)
    }
  }

  func serve(
    _ endpoint: Endpoint, states: [String]?, _ router: Router<CentreContext>, _ gate: Gate,
    _ list: @escaping @Sendable (Filter) async throws -> Listing
  ) {
    router.serve(endpoint, behind: gate) { admitted in
      let filter = try Filter(try admitted.query(), states: states)
      let listing = try await list(filter)
      try note(admitted, filter.site ?? "all sites")
      return Self.answer(listing.json, to: admitted)
    }
  }

  func note(_ admitted: Admitted, _ subject: String) throws {
    let route = admitted.context.endpointPath ?? ""
    centre.note(try admitted.known(), "read \(route)", String(subject.prefix(64)))
  }

  /// Names a document as it stands.
  static func tag(of bytes: [UInt8]) -> String {
    "\"\(Hexadecimal.text(SHA256.hash(data: Data(bytes)).prefix(16)))\""
  }

  /// The document, or 304 when whoever asks has it already (RFC 9110, 13.1.2).
  static func answer(_ json: JSONValue, to admitted: Admitted) -> Response {
    let bytes = json.serializedBytes()
    let tag = tag(of: bytes)
    let known = (admitted.request.headers[.ifNoneMatch] ?? "").split(separator: ",").map {
      $0.drop { $0 == " " }
    }
    let headers: HTTPFields = [
      .eTag: tag, .cacheControl: "private, no-cache", .contentType: "application/json",
    ]
    if known.contains(where: { $0 == tag || $0 == "W/\(tag)" || $0 == "*" }) {
      return Response(status: .notModified, headers: headers)
    }
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension Filter {
  /// Reads a list's query parameters.
  ///
  /// - Throws: a ``Problem`` (400) that names the parameter and what it takes.
  init(_ query: FormFields, states: [String]?) throws {
    self.init()
    if let text = query["site"] {
      guard let scope = Scope(text) else {
        throw Problem.badParameter("site", "2 to 16 capital letters and digits")
      }
      site = scope.code
    }
    from = try Self.day("from", query)
    to = try Self.day("to", query)
    if let text = query["state"] {
      guard states?.contains(text) ?? (1...64).contains(text.utf8.count) else {
        throw Problem.badParameter("state", "one of the states that the list has")
      }
      state = text
    }
    if let text = query["cursor"] {
      guard let place = Cursor(text: text) else {
        throw Problem.badParameter("cursor", "as an earlier page gave it in next")
      }
      cursor = place
    }
    if let text = query["limit"] {
      guard let number = Int(text), (1...Self.limitMax).contains(number) else {
        throw Problem.badParameter("limit", "a whole number from 1 to \(Self.limitMax)")
      }
      limit = number
    }
  }

  private static func day(_ name: String, _ query: FormFields) throws -> CalendarDate? {
    guard let text = query[name] else { return nil }
    guard let day = CalendarDate(text) else {
      throw Problem.badParameter(name, "a day as YYYY-MM-DD")
    }
    return day
  }
}

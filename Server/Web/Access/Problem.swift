internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Replication
internal import Screens

/// Why a request was not answered as asked, for programs as well as people (RFC 9457).
///
/// Contains codes, names of parameters and identifiers, never the contents of a record.
struct Problem: Error, Hashable {
  let status: HTTPResponse.Status
  /// In kebab-case, stable: programs may branch on it.
  let code: String
  let detail: String
  var headers: [String: String] = [:]
  /// The field at fault, where there is one.
  var field: String?

  static let notFound = Problem(
    status: .notFound, code: "not-found", detail: "There is nothing at this address.")
  static let notAuthorised = Problem(
    status: .unauthorized, code: "not-authorised", detail: "Sign in, or send an API token.",
    headers: ["WWW-Authenticate": "Bearer realm=\"candour\""])
  static let forbidden = Problem(
    status: .forbidden, code: "not-allowed", detail: "Your role may not do this.")
  static let bodyTooLarge = Problem(
    status: .contentTooLarge, code: "body-too-large", detail: "The request body is too large.")
  static let versionRequired = Problem(
    status: .preconditionRequired, code: "version-required",
    detail: "Send the record's version, or its ETag in If-Match, that the decision was made on.")
  static let changedMeanwhile = Problem(
    status: .conflict, code: "changed-meanwhile",
    detail: "The record has changed. Nothing was written: read it again, then decide.")
  static let otherState = Problem(
    status: .preconditionFailed, code: changedMeanwhile.code, detail: changedMeanwhile.detail)
  static let notJSON = Problem(
    status: .unsupportedMediaType, code: "not-json", detail: "Send application/json.")
  static let unavailable = Problem(
    status: .serviceUnavailable, code: "unavailable",
    detail: "The centre cannot answer at the moment. Nothing was lost; try again.",
    headers: ["Retry-After": "5"])
  static let uncertain = Problem(
    status: .serviceUnavailable, code: "uncertain",
    detail:
      "The database did not confirm the commit: it is not known whether this was stored. Look "
      + "at the record before you repeat it.",
    headers: ["Retry-After": "5"])
  /// Of a centre whose database is on a server: that one is away, or another one takes over.
  static let startingAgain = Problem(
    status: .serviceUnavailable, code: "starting-again",
    detail:
      "The centre is starting again: its database does not answer, or is moving to another server. "
      + "Nothing was lost; try again.",
    headers: ["Retry-After": "5"])
  /// A later version has changed the database; this program ends and the newer one is started.
  static let upgrading = Problem(
    status: .serviceUnavailable, code: "upgrading",
    detail:
      "The centre is being upgraded: another of its servers runs a later version. Nothing was lost; "
      + "try again.",
    headers: ["Retry-After": "5"])
  static let internalError = Problem(
    status: .internalServerError, code: "internal-error",
    detail: "The centre failed to answer. Nothing was lost.")

  static func ambiguous(_ names: [String]) -> Problem {
    Problem(
      status: .conflict, code: "ambiguous-identifier",
      detail: "More than one record goes by that name. Each of these names one: "
        + "\(names.joined(separator: ", ")).")
  }

  static func badParameter(_ name: String, _ expectation: String) -> Problem {
    Problem(
      status: .badRequest, code: "bad-parameter", detail: "\(name): \(expectation)", field: name)
  }

  /// - Parameter text: as somebody typed it.
  static func badParameter(_ name: String, _ text: String, _ expectation: String) -> Problem {
    let shown = text.unicodeScalars.count > 40 ? "\(text.prefix(40))…" : text
    return badParameter(name, "“\(shown)” is not \(expectation)")
  }

  static func noSite(_ text: String) -> Problem {
    let code = Scope(text) == nil ? " A site's code is 2 to 16 capital letters and digits." : ""
    return Problem(
      status: .badRequest, code: "bad-parameter",
      detail: "There is no site “\(text.prefix(16))”.\(code)", field: "site")
  }

  static func unknownParameter(_ name: String, known: [String]) -> Problem {
    let detail =
      known.isEmpty
      ? "This address takes no parameters."
      : "There is no parameter of that name here. Known are \(known.joined(separator: ", "))."
    return Problem(status: .badRequest, code: "unknown-parameter", detail: detail, field: name)
  }

  static func malformed(_ detail: String) -> Problem {
    Problem(status: .badRequest, code: "malformed", detail: detail)
  }

  static func tooManyAttempts(retryAfter seconds: Int) -> Problem {
    let minutes = max(1, (seconds + 59) / 60)
    return Problem(
      status: .tooManyRequests, code: "too-many-attempts",
      detail: "Too many failed attempts. Try again in \(Wording.count(minutes, "minute")).",
      headers: ["Retry-After": String(seconds)])
  }

  static func methodNotAllowed(allow: [String]) -> Problem {
    Problem(
      status: .methodNotAllowed, code: "method-not-allowed",
      detail: "This address answers \(allow.joined(separator: ", ")).",
      headers: ["Allow": allow.joined(separator: ", ")])
  }

  private struct Document: Encodable {
    let type: String
    let title: String
    let status: Int
    let code: String
    let detail: String
    let field: String?
  }

  /// `application/problem+json`.
  var response: Response {
    let document = Document(
      type: "urn:candour:problem:\(code)", title: status.reasonPhrase, status: status.code,
      code: code, detail: detail, field: field)
    var response = JSONResponse.make(document, status: status)
    response.headers[.contentType] = "application/problem+json"
    apply(to: &response)
    return response
  }

  /// Adds the headers that belong to this problem.
  func apply(to response: inout Response) {
    for (name, value) in headers {
      guard let name = HTTPField.Name(name) else { continue }
      response.headers[name] = value
    }
  }
}

/// Writes JSON answers.
enum JSONResponse {
  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  static func make(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    guard let bytes = try? encoder().encode(value) else {
      return Response(status: .internalServerError)
    }
    return make(bytes: Array(bytes), status: status)
  }

  static func make(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

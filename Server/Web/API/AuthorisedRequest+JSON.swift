internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Screens

extension AuthorisedRequest {
  static let formTokenHeader = "Candour-Form-Token"

  /// Who writes. A session's cookie alone is not sufficient, as for a form: a request that writes
  /// in a session must also send its form token.
  func writer() throws -> Principal {
    let principal = try known()
    guard case .person(_, let token) = principal.kind else { return principal }
    guard let name = HTTPField.Name(Self.formTokenHeader), let sent = request.headers[name],
      ConstantTime.areEqual(sent, token)
    else {
      throw Problem(
        status: .forbidden, code: "form-token-required",
        detail:
          "With a session, send its form token as \(Self.formTokenHeader), or use an API token."
      )
    }
    return principal
  }

  /// The JSON object that was sent.
  func document() throws -> JSONObject {
    let type = request.headers[.contentType]?.split(separator: ";").first.map {
      $0.lowercased().filter { $0 != " " }
    }
    guard type == "application/json" else { throw Problem.notJSON }
    guard let json = try? JSONValue(parsing: body.readableBytesView), let object = json.object
    else { throw Problem.malformed("The body is not a JSON object.") }
    return object
  }
}

extension JSONValue {
  /// A whole number, even where it is written `188.0`, which JSON Schema counts as one.
  var wholeNumber: Int? {
    guard case .number(let number) = self else { return nil }
    let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && parts[1].utf8.allSatisfy({ $0 == 48 }) else {
      return nil
    }
    return Int(parts[0])
  }
}

/// The examinations of one site and month, as a program sends them.
enum DenominatorRows {
  /// - Throws: a ``Problem`` (422) that names the unusable part.
  static func read(_ object: JSONObject) throws -> [Denominator] {
    if let unknown = object.keys.first(where: { !members.contains($0) }) {
      throw problem(String(unknown.prefix(64)), "there is no such member here")
    }
    let site = object["site"]?.string ?? ""
    let month = object["month"]?.string ?? ""
    guard month.first != "0" else { throw problem("month", "a month as 2026-01") }
    guard let numbers = object["examinations"]?.object, !numbers.isEmpty else {
      throw problem("examinations", "a modality with its number, at least")
    }
    let lines = try numbers.members.map { modality, number in
      guard let number = number.wholeNumber else { throw problem("examinations", "whole numbers") }
      let cells = [site, month, modality]
      guard cells.allSatisfy({ $0.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 44 } }) else {
        throw problem("examinations", "a site, a month and modalities by their names")
      }
      return (cells + [String(number)]).joined(separator: ",")
    }
    let (rows, bad) = DenominatorTable.read(lines.joined(separator: "\n"))
    if let first = bad.first { throw problem("examinations", first.reason) }
    return rows
  }

  private static let members = ["site", "month", "examinations"]

  static let schema: JSONValue = [
    "type": "object", "additionalProperties": false, "required": JSONValue(members),
    "properties": [
      "site": ["type": "string", "pattern": "^[A-Z0-9]{2,16}$"],
      "month": ["type": "string", "pattern": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"],
      "examinations": [
        "type": "object", "minProperties": 1, "additionalProperties": false,
        "properties": .object(
          JSONObject(
            Modality.allCases.map {
              ($0.rawValue, ["type": "integer", "minimum": 0, "maximum": 1_000_000_000])
            })),
      ],
    ],
  ]

  private static func problem(_ field: String, _ detail: String) -> Problem {
    Problem(
      status: .unprocessableContent, code: "bad-denominator", detail: detail, field: field)
  }
}

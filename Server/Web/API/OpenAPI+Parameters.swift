internal import Aggregation
internal import HTTPTypes
internal import IRMER
internal import Records
internal import Screens

// The parameters of lists, by the code that reads them.

extension OpenAPI {
  static func parameters(_ shape: ListShape) -> [JSONValue] {
    let text: JSONValue = ["type": "string", "minLength": 1, "maxLength": 64]
    let state = shape.states.map(OpenAPISchemas.choice) ?? text
    let day: JSONValue = ["type": "string", "format": "date"]
    return [
      parameter("site", ["type": "string", "pattern": "^[A-Z0-9]{2,16}$"], "A site's code"),
      parameter("from", day, "The first day"),
      parameter("to", day, "The last day"),
      parameter("state", state, "The state that items are in"),
    ] + shape.narrowings.map(narrowing) + sort(shape) + paging
  }

  static let paging = [
    parameter(
      "cursor", ["type": "string", "pattern": "^([0-9a-f]{2}){1,256}$"],
      "Where an earlier page ended: its next"),
    parameter(
      "limit",
      [
        "type": "integer", "minimum": 1, "maximum": .number(JSONNumber(Filter.limitMax)),
        "default": .number(JSONNumber(Filter.limitStandard)),
      ], "How many items at most"),
  ]

  private static func sort(_ shape: ListShape) -> [JSONValue] {
    guard !shape.sorts.isEmpty else { return [] }
    return [
      parameter(
        "sort", OpenAPISchemas.choice(shape.sortWords),
        "What items are ordered by; a minus in front turns the order round")
    ]
  }

  private static func narrowing(_ narrowing: ListShape.Narrowing) -> JSONValue {
    let moment: JSONValue = ["type": "string", "format": "date-time"]
    let (schema, words): (JSONValue, String) =
      switch narrowing {
      case .words:
        (
          ["type": "string", "minLength": 1, "maxLength": 200],
          "Words, and phrases in quotation marks, that stand somewhere in the record"
        )
      case .outcome:
        (
          OpenAPISchemas.choice(Assessment.Outcome.allCases.map(\.rawValue)),
          "What the rules and the person say"
        )
      case .code:
        (
          ["type": "string", "minLength": 1, "maxLength": 8],
          "A code of the table, with its letter or without: `4.2b`, `M2.4`"
        )
      case .modality:
        (OpenAPISchemas.choice(Modality.allCases.map(\.rawValue)), "The modality of the incident")
      case .department:
        (["type": "string", "minLength": 1, "maxLength": 100], "The department, in any case")
      case .due:
        (
          OpenAPISchemas.choice(DuePart.allCases.map(\.rawValue)),
          "`today`: the next deadline is today; `week`: within seven days after; "
            + "`open`: the authority has not been notified"
        )
      case .why:
        (
          OpenAPISchemas.choice(UndeterminedCause.allCases.map(\.rawValue)),
          "Why an open one is undetermined"
        )
      case .inConflict: (["type": "boolean"], "Whether fields are in conflict")
      case .awaitsAnswer:
        (
          ["type": "boolean"],
          "Whether the Employer returned the incident with a question that has no answer yet"
        )
      case .overdue: (["type": "boolean"], "Whether a report, a review or an action is overdue")
      case .addedSince: (moment, "Records that the centre first took in at this time or later")
      case .updatedSince:
        (
          moment,
          "Records of which the centre took in a change at this time or later, in the order of these "
            + "changes unless `sort` says otherwise: going on with the last `updatedAt` misses none"
        )
      }
    return parameter(narrowing.rawValue, schema, words)
  }

  /// The names of an operation's query parameters, by method and path. A parameter that is not
  /// described is refused.
  static let parameterNames: [String: [String]] = {
    var names: [String: [String]] = [:]
    for (path, item) in (document["paths"]?.object ?? JSONObject()).members {
      for (method, operation) in item.object?.members ?? [] {
        names["\(method) \(path)"] = (operation["parameters"]?.array ?? []).compactMap {
          $0["in"]?.string == "query" ? $0["name"]?.string : nil
        }
      }
    }
    return names
  }()
}

extension Endpoint {
  /// Refuses a query parameter that the API does not describe: a misspelt filter must not return
  /// the whole list.
  func checkParameters(_ query: String?) throws {
    guard kind == .api, let query, !query.isEmpty else { return }
    let known = OpenAPI.parameterNames["\(method.rawValue.lowercased()) \(path)"] ?? []
    guard let fields = FormFields(query.utf8) else {
      throw Problem.malformed("The query is not well formed.")
    }
    for name in fields.names where !known.contains(name) {
      throw Problem.unknownParameter(name, known: known)
    }
  }
}

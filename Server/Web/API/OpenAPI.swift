internal import Aggregation
internal import IRMER
internal import Records

/// The description of the API (OpenAPI 3.1), exact enough to be tested against.
enum OpenAPI {
  static let document = PropertyWords.describingAll(in: plain)

  private static let plain: JSONValue = [
    "openapi": "3.1.0",
    "info": [
      "title": "Candour", "version": "1",
      "description": """
      What a trust's sites recorded, merged: incidents, notifications to the IR(ME)R \
      authorities, clinical audits, and how much of it the centre has heard of. Lists are \
      continued with the cursor that the page before gave in `next`.
      """,
      "license": ["name": "See the project's licence", "identifier": "LicenseRef-Candour"],
    ],
    "servers": [["url": "/"]],
    "security": [["token": []], ["session": []]],
    "paths": .object(allPaths),
    "components": [
      "securitySchemes": [
        "token": ["type": "http", "scheme": "bearer"],
        "session": [
          "type": "apiKey", "in": "cookie", "name": .string(AccessControl.sessionCookie),
        ],
      ],
      "schemas": .object(JSONObject(OpenAPISchemas.all)),
    ],
  ]

  /// Operations that read and operations that write, together where they share a path.
  private static var allPaths: JSONObject {
    var result = JSONObject(paths + trust)
    for (path, method, operation) in decisions {
      var item = result[path]?.object ?? JSONObject()
      item[method] = operation
      result[path] = .object(item)
    }
    return result
  }

  private static let paths: [(String, JSONValue)] = [
    list("incidents", "Incidents", "Incident", shape: .incidents),
    ("/api/v1/incidents/{id}", ["get": incident]),
    list(
      "notifications", "Notifications, the most urgent first", "Notification",
      shape: .notifications),
    list("actions", "Actions of incidents, audits and themes", "Action", shape: .actions),
    list("audits", "Clinical audits", "Audit", shape: .audits),
    list(
      "audit-status", "Clinical audits by stage, with their reports", "AuditStatus",
      shape: .audits),
    list("conflicts", "Fields that somebody has to settle", "Conflict"),
    list("quarantine", "Entries in quarantine until somebody decides", "QuarantinedEntry"),
    list("coverage", "How much of each site the centre has, and up to when", "Coverage"),
    list(
      "trends", "Figures by month, with their control limits", "Trend",
      states: ControlChart.Signal.allCases.map(\.rawValue)),
    list(
      "themes", "Similar incidents: what the search proposes, and what a person decided", "Theme",
      states: ["proposed", "confirmed", "rejected"]),
    list("duplicates", "Pairs of incidents that may be one event logged twice", "Duplicate"),
    list(
      "denominators", "How many examinations each site did, by month and modality", "Denominator",
      states: Modality.allCases.map(\.rawValue)),
    ("/api/v1/openapi.json", ["get": selfDescription]),
    ("/healthz", ["get": status("health", "Whether the server runs")]),
    ("/readyz", ["get": status("readiness", "Whether the centre can do its work")]),
    ("/metrics", ["get": metrics]),
    ("/.well-known/security.txt", ["get": security]),
  ]

  // MARK: Operations

  static func list(
    _ name: String, _ summary: String, _ schema: String, states: [String]? = nil,
    shape: ListShape? = nil
  ) -> (String, JSONValue) {
    let page = items(schema)
    var responses = errors(["400", "401", "403"])
    responses.append("200", json("One page of the list", page, headers: eTag))
    responses.append("304", ["description": "Not changed since the ETag that was sent"])
    let operation: JSONValue = [
      "operationId": .string(name), "summary": .string(summary),
      "parameters": .array(parameters(shape ?? ListShape(states: states))),
      "responses": .object(responses),
    ]
    return ("/api/v1/\(name)", ["get": operation])
  }

  private static var incident: JSONValue {
    var responses = errors(["401", "403", "404"])
    responses.append(
      "200", json("The incident as it stands", reference("IncidentRecord"), headers: eTag))
    responses.append("304", ["description": "Not changed since the ETag that was sent"])
    return [
      "operationId": "incident", "summary": "One incident by its UUID or reference",
      "parameters": [identifier],
      "responses": .object(responses),
    ]
  }

  static let identifier: JSONValue = [
    "name": "id", "in": "path", "required": true,
    "schema": ["type": "string", "minLength": 1, "maxLength": 64],
  ]

  private static var selfDescription: JSONValue {
    [
      "operationId": "description", "summary": "This document", "security": [],
      "responses": [
        "200": json("This document", ["type": "object"], headers: eTag),
        "304": ["description": "Not changed since the ETag that was sent"],
      ],
    ]
  }

  private static func status(_ name: String, _ summary: String) -> JSONValue {
    let body: JSONValue = [
      "type": "object", "required": ["status"], "properties": ["status": ["type": "string"]],
    ]
    var responses = errors(["503"])
    responses.append("200", json("Yes", body))
    return [
      "operationId": .string(name), "summary": .string(summary), "security": [],
      "responses": .object(responses),
    ]
  }

  private static var security: JSONValue {
    var responses = errors(["404"])
    responses.append(
      "200",
      [
        "description": "Whom to tell", "content": ["text/plain": ["schema": ["type": "string"]]],
      ])
    return [
      "operationId": "security", "summary": "Where to report a weakness (RFC 9116)",
      "security": [], "responses": .object(responses),
    ]
  }

  private static var metrics: JSONValue {
    [
      "operationId": "metrics", "summary": "Counters for Prometheus", "security": [],
      "responses": [
        "200": [
          "description": "Prometheus text format 0.0.4",
          "content": ["text/plain": ["schema": ["type": "string"]]],
        ]
      ],
    ]
  }

  /// One page of a list.
  static func items(_ schema: String) -> JSONValue {
    [
      "type": "object", "required": ["items", "next"],
      "properties": [
        "items": [
          "type": "array", "items": reference(schema), "description": "The items of this page",
        ],
        "next": [
          "type": ["string", "null"],
          "description": "Send it as `cursor` for the next page; null at the end",
        ],
        "total": [
          "type": ["integer", "null"],
          "description": "How many items the whole list has; null where they are not counted",
        ],
      ],
    ]
  }

  static func parameter(
    _ name: String, _ schema: JSONValue, _ description: String
  ) -> JSONValue {
    [
      "name": .string(name), "in": "query", "required": false, "schema": schema,
      "description": .string(description),
    ]
  }

  // MARK: Parts

  static let eTag: JSONValue = [
    "ETag": ["schema": ["type": "string"], "description": "Names this state of the answer"]
  ]

  static func json(
    _ description: String, _ schema: JSONValue, headers: JSONValue? = nil
  ) -> JSONValue {
    var result = JSONObject()
    result.append("description", .string(description))
    if let headers { result.append("headers", headers) }
    result.append("content", ["application/json": ["schema": schema]])
    return .object(result)
  }

  static func errors(_ codes: [String]) -> JSONObject {
    let texts = [
      "400": "A parameter is not usable", "401": "No good credentials",
      "403": "The role may not", "404": "There is no such thing",
      "409": "It cannot be done as things stand; `code` says why",
      "412": "The record has changed since", "413": "The body is too large",
      "415": "The body is not JSON", "422": "What was sent has not the form",
      "428": "Neither a version nor If-Match was sent", "503": "Not at the moment",
    ]
    let problem: JSONValue = ["application/problem+json": ["schema": reference("Problem")]]
    return JSONObject(
      codes.map { code in
        (code, ["description": .string(texts[code] ?? "An error"), "content": problem])
      })
  }

  static func reference(_ schema: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(schema)")]
  }
}

internal import Aggregation
internal import IRMER
internal import Records

// The other operations that read: records, registers, people and devices, numbers behind charts.

extension OpenAPI {
  static let trust: [(String, JSONValue)] = [
    ("/api/v1/records/{id}", ["get": one("record", "One record of any kind", "Record")]),
    (
      "/api/v1/records/{id}/history",
      ["get": one("history", "Every change ever made to a record", "History")]
    ),
    (
      "/api/v1/incidents/{id}/report",
      [
        "get": one(
          "report", "The investigation report, without identifiers", "Report", also: ["422"])
      ]
    ),
    list("procedures", "The employer's procedures, with what they wait for", "Procedure"),
    list("devices", "Devices that ever enrolled", "Device", states: ["enrolled", "revoked"]),
    list(
      "people", "People who have or had access", "Person",
      states: Role.allCases.map(\.rawValue)),
    list("accesses", "Who read and did what, the latest first", "Access"),
    list("subscriptions", "Who receives which alerts", "Subscription"),
    list(
      "messages", "Messages of ninety days, the latest first", "Message",
      states: OutboxMessage.State.allCases.map(\.rawValue)),
    ("/api/v1/search", ["get": search]),
    ("/api/v1/employer", ["get": employer]),
    ("/api/v1/trends/figures", ["get": figures]),
  ]

  private static func one(
    _ name: String, _ summary: String, _ schema: String, also codes: [String] = []
  ) -> JSONValue {
    operation(
      name, summary, reference(schema), parameters: [identifier],
      codes: ["401", "403", "404"] + codes)
  }

  private static func operation(
    _ name: String, _ summary: String, _ schema: JSONValue, parameters: [JSONValue],
    codes: [String]
  ) -> JSONValue {
    var responses = errors(codes)
    responses.append("200", json("As it stands", schema, headers: eTag))
    responses.append("304", ["description": "Not changed since the ETag that was sent"])
    return [
      "operationId": .string(name), "summary": .string(summary),
      "parameters": .array(parameters), "responses": .object(responses),
    ]
  }

  private static var search: JSONValue {
    operation(
      "search", "Records of every kind that hold every word and phrase", items("Found"),
      parameters: [
        [
          "name": "q", "in": "query", "required": true,
          "schema": ["type": "string", "minLength": 1, "maxLength": 200],
          "description": "Words, and phrases in quotation marks",
        ]
      ] + paging, codes: ["400", "401", "403"])
  }

  private static var employer: JSONValue {
    operation(
      "employer", "What the Employer answers for", reference("Employer"), parameters: [],
      codes: ["401", "403"])
  }

  private static var figures: JSONValue {
    operation(
      "figures", "The numbers behind every picture of a page of trends", items("Figure"),
      parameters: [
        [
          "name": "view", "in": "query", "required": true,
          "schema": OpenAPISchemas.choice(TrendReport.View.allCases.map(\.rawValue)),
        ],
        parameter("site", ["type": "string", "pattern": "^[A-Z0-9]{2,16}$"], "A site's code"),
      ], codes: ["400", "401", "403"])
  }
}

extension OpenAPISchemas {
  private static let share = object(["part": count, "whole": count])
  private static let tallies: JSONValue = [
    "type": "array", "items": object(["name": text, "number": count]),
  ]
  private static let anything: JSONValue = ["type": "object"]

  static let trust: [(String, JSONValue)] = [
    (
      "Action",
      OpenAPISchemas.item(of: ActionTable.layout.itemSchema)
    ),
    (
      "Record",
      object([
        "id": uuid, "reference": textOrNull, "kind": text, "site": text, "status": textOrNull,
        "fields": anything, "conflicts": anything, "version": text,
      ])
    ),
    (
      "History",
      object([
        "items": [
          "type": "array",
          "items": object([
            "entry": text, "at": moment, "author": text, "site": text, "replica": text,
            "why": textOrNull, "changes": ["type": "array"], "words": text,
          ]),
        ], "next": ["type": "null"],
      ])
    ),
    (
      "Report",
      object([
        "reference": text, "complete": flag, "missing": texts, "identifiers": ["type": "array"],
      ])
    ),
    (
      "Procedure",
      object([
        "id": uuid, "reference": textOrNull, "title": text, "version": textOrNull, "site": text,
        "approvedOn": day, "reviewDue": day,
        "review": choice(["not-approved", "current", "due", "overdue"]), "acknowledged": count,
        "dutyHolders": count, "outstanding": texts,
      ])
    ),
    (
      "Device",
      object([
        "id": text, "name": text, "site": text, "role": text,
        "state": choice(["enrolled", "revoked"]), "lastSync": momentOrNull,
        "joinedAgain": momentOrNull,
        "revokedWhy": textOrNull,
      ])
    ),
    (
      "Person",
      object([
        "id": text, "email": text, "role": choice(Role.allCases.map(\.rawValue)),
        "hasAccess": flag, "label": textOrNull, "site": textOrNull,
      ])
    ),
    (
      "Access",
      object(["at": moment, "who": text, "role": text, "action": text, "subject": text])
    ),
    (
      "Subscription",
      object([
        "id": text, "role": choice(Role.withRecords.map(\.rawValue)), "site": textOrNull,
        "channel": choice(SubscriptionSummary.Channel.allCases.map(\.rawValue)), "address": text,
        "waiting": count,
      ])
    ),
    (
      "Message",
      object([
        "id": text, "state": choice(OutboxMessage.State.allCases.map(\.rawValue)),
        "kind": choice(OutboxMessage.Kind.allCases.map(\.rawValue)), "subjects": texts,
        "address": text, "role": text, "createdAt": moment, "attempts": count,
        "nextAttemptAt": momentOrNull, "endedAt": momentOrNull, "failure": textOrNull,
      ])
    ),
    (
      "Found",
      object([
        "id": uuid, "kind": text, "reference": textOrNull, "site": text, "title": textOrNull,
        "excerpt": text,
      ])
    ),
    (
      "Figure",
      object([
        "id": text, "title": text, "summary": text, "columns": texts,
        "rows": ["type": "array", "items": texts],
      ])
    ),
    (
      "Employer",
      object([
        "codes": tallies, "nations": tallies, "notifiedInTime": share, "reportedInTime": share,
        "candourMet": share, "licenceBreaches": count, "unopened": OpenAPISchemas.texts,
        "actionsOverdue": count,
        "openCases": texts, "undecided": texts, "audits": texts, "proceduresDue": count,
        "acknowledged": share, "themes": texts,
      ])
    ),
  ]
}

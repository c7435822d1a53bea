internal import IRMER
internal import RecordTables
internal import Records

/// The items of the lists. Keys may be added; none of these is ever removed.
enum OpenAPISchemas {
  static let all: [(String, JSONValue)] =
    [
      ("Problem", problem),
      ("Incident", item(of: IncidentTable.layout.itemSchema)),
      ("IncidentRecord", incidentRecord),
      ("Candidate", candidate),
      ("Notification", item(of: NotificationTable.layout.itemSchema)),
      ("Audit", item(of: AuditTable.layout.itemSchema)),
      ("AuditStatus", auditStatus),
      ("Stage", stage),
      ("Conflict", conflict),
      ("QuarantinedEntry", quarantinedEntry),
      ("Coverage", coverage),
      ("Trend", trend),
      ("Theme", theme),
      ("Duplicate", duplicate),
      ("Denominator", denominator),
    ] + trust

  static let text: JSONValue = ["type": "string"]
  static let textOrNull: JSONValue = ["type": ["string", "null"]]
  static let day: JSONValue = ["type": ["string", "null"], "format": "date"]
  static let moment: JSONValue = ["type": "string", "format": "date-time"]
  static let momentOrNull: JSONValue = [
    "type": ["string", "null"], "format": "date-time",
  ]
  static let count: JSONValue = ["type": "integer", "minimum": 0]
  private static let integerOrNull: JSONValue = ["type": ["integer", "null"]]
  static let flag: JSONValue = ["type": "boolean"]
  static let uuid: JSONValue = ["type": "string", "format": "uuid"]
  static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
  private static let authority: JSONValue = [
    "type": "string", "enum": ["CQC", "HIW", "RQIA", "HIS"],
  ]
  static func choice(_ cases: [String]) -> JSONValue {
    ["type": "string", "enum": JSONValue(cases)]
  }

  /// An object that always has all of its named members.
  /// - Parameter optional: members that may be absent.
  static func object(
    _ members: KeyValuePairs<String, JSONValue>,
    optional: KeyValuePairs<String, JSONValue> = [:]
  ) -> JSONValue {
    let all = members.map { ($0.key, $0.value) } + optional.map { ($0.key, $0.value) }
    return [
      "type": "object", "required": JSONValue(members.map(\.key)),
      "properties": .object(JSONObject(all.map { ($0, PropertyWords.describing($0, $1)) })),
    ]
  }

  private static let problem = object([
    "type": text, "title": text, "status": ["type": "integer"], "code": text, "detail": text,
  ])

  /// An item of a list whose rows a table holds, with what the centre adds to each.
  static func item(of schema: JSONValue) -> JSONValue {
    guard var item = schema.object, var properties = item["properties"]?.object,
      let required = item["required"]?.array
    else { return schema }
    properties.append("updatedAt", PropertyWords.describing("updatedAt", momentOrNull))
    item["properties"] = .object(properties)
    item["required"] = .array(required + ["updatedAt"])
    return .object(item)
  }

  private static let incidentRecord = object([
    "id": uuid, "reference": textOrNull, "site": text, "fields": ["type": "object"],
    "version": text,
    "conflicts": [
      "type": "object",
      "additionalProperties": ["type": "array", "items": OpenAPI.reference("Candidate")],
    ],
    "assessment": ["type": "object"],
  ])

  private static let candidate = object(
    ["value": true, "author": text, "at": moment, "site": text, "log": text],
    optional: [
      "replica": text, "movedFrom": text, "removed": ["type": "boolean"], "notShown": count,
    ])

  private static let stage = object([
    "due": textOrNull, "issued": textOrNull, "received": textOrNull,
  ])

  private static let auditStatus = object([
    "audit": uuid, "title": text, "site": text, "cycle": ["type": "integer"],
    "status": choice(AuditStatus.allCases.map(\.rawValue)),
    "standards": object(["met": count, "notMet": count]),
    "firstReport": OpenAPI.reference("Stage"), "secondReport": OpenAPI.reference("Stage"),
    "reAudit": OpenAPI.reference("Stage"), "actionsOpen": count, "actionsOverdue": count,
    "teamGaps": texts, "overdue": flag, "updatedAt": momentOrNull,
  ])

  private static let conflict = object([
    "incident": uuid, "site": text, "path": text,
    "candidates": ["type": "array", "items": OpenAPI.reference("Candidate")],
  ])

  private static let quarantinedEntry = object([
    "entry": text, "replica": text, "site": text, "reason": text, "since": moment,
    "record": textOrNull, "waitsFor": textOrNull, "resting": texts,
  ])

  private static let coverage = object([
    "site": text, "lastSync": momentOrNull, "entries": count, "received": count,
    "merged": count, "quarantined": count, "keptOut": count, "behind": count,
    "silentDays": integerOrNull,
  ])

  private static let theme = object([
    "id": text, "state": choice(["proposed", "confirmed", "rejected"]), "title": textOrNull,
    "ground": textOrNull, "strength": ["enum": ["proposed", "question", .null]],
    "incidents": texts, "incidentCount": count, "sites": texts, "complementary": texts,
    "authorities": ["type": "array", "items": authority], "identifiedOn": day, "notifyBy": day,
    "reportBy": day, "reasons": texts,
  ])

  private static let duplicate = object([
    "incidents": ["type": "array", "items": uuid, "minItems": 2, "maxItems": 2],
    "references": ["type": "array", "items": textOrNull],
    "sites": texts, "discoveredOn": ["type": "array", "items": day], "reasons": texts,
  ])

  private static let denominator = object([
    "site": text, "month": text, "modality": choice(Modality.allCases.map(\.rawValue)),
    "number": count,
  ])

  private static let trend = object([
    "series": text, "site": textOrNull, "month": text, "value": count,
    "examinations": integerOrNull, "unit": choice(["count", "per-10000-examinations"]),
    "plotted": text, "trialLimits": flag,
    "mean": textOrNull, "lower": textOrNull, "upper": textOrNull,
    "signal": choice(["none", "outside", "shift", "trend", "near-limit"]),
  ])
}

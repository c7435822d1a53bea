internal import Aggregation
internal import HTTPTypes
internal import IRMER
internal import Records

// The decisions, and their bodies.

extension OpenAPI {
  /// One operation that writes.
  private struct DecisionHandler {
    let endpoint: Endpoint
    let name: String
    let summary: String
    var body: JSONValue?
    /// The answer: `nil` is nothing (204), a name of a schema, or an object's members.
    var answer: (status: String, schema: JSONValue)?
    var isOnRecord = false
  }

  private static let onRecord = """
    A decision names the state of the record that it was made on: its `version` in the body, or its \
    ETag in `If-Match` (RFC 9110). Where the record has changed since, nothing is written and the \
    answer is 409, or 412 with `If-Match`.
    """
  private static let made = ("201", OpenAPISchemas.object(["id": OpenAPISchemas.text]))
  private static let record = ("200", reference("Record"))

  private static let decisionHandlers: [DecisionHandler] = [
    DecisionHandler(
      endpoint: .takeStep, name: "takeStep",
      summary: "A step of an incident, theme, audit or procedure, as its page offers it",
      body: BodyShape.step.schema, answer: record, isOnRecord: true),
    DecisionHandler(
      endpoint: .settle, name: "settle", summary: "Settles one conflict, with a reason",
      body: BodyShape.settlement.schema, answer: record, isOnRecord: true),
    DecisionHandler(
      endpoint: .writeReport, name: "writeReport",
      summary: "Writes the parts of an investigation report that are given",
      body: BodyShape.report.schema, answer: record, isOnRecord: true),
    DecisionHandler(
      endpoint: .judgeTheme, name: "judgeTheme",
      summary: "Confirms a theme, or says that it is none", body: BodyShape.theme.schema,
      answer: ("201", OpenAPISchemas.object(["ids": OpenAPISchemas.texts]))),
    DecisionHandler(
      endpoint: .joinTheme, name: "joinTheme",
      summary: "Lets incidents join a confirmed theme; its deadlines stay as they are",
      body: BodyShape.joining.schema, answer: record, isOnRecord: true),
    DecisionHandler(
      endpoint: .decideDuplicate, name: "decideDuplicate",
      summary: "Says whether two incidents are one event, and which stays",
      body: BodyShape.duplicate.schema),
    DecisionHandler(
      endpoint: .decideEntry, name: "decideEntry",
      summary: "Accepts an entry in quarantine, or rejects it", body: BodyShape.entry.schema),
    DecisionHandler(
      endpoint: .enterDenominators, name: "enterDenominators",
      summary: "How many examinations a site did in a month", body: DenominatorRows.schema,
      answer: ("201", OpenAPISchemas.object(["records": OpenAPISchemas.count]))),
    DecisionHandler(
      endpoint: .enterProcedure, name: "enterProcedure",
      summary: "Enters one of the employer's procedures", body: BodyShape.procedure.schema,
      answer: made),
    DecisionHandler(
      endpoint: .makeCode, name: "makeEnrolmentCode",
      summary: "A single-use code for a device, given once", body: BodyShape.code.schema,
      answer: (
        "201", OpenAPISchemas.object(["code": OpenAPISchemas.text, "site": OpenAPISchemas.text])
      )),
    DecisionHandler(
      endpoint: .revokeDevice, name: "revokeDevice",
      summary: "Ends a device's access; what it still sends goes into quarantine",
      body: BodyShape.revocation.schema),
    DecisionHandler(
      endpoint: .subscribe, name: "subscribe",
      summary: "Subscribes an address to alerts; a webhook's secret is given once",
      body: BodyShape.subscription.schema, answer: ("201", reference("Subscription"))),
    DecisionHandler(
      endpoint: .unsubscribe, name: "unsubscribe",
      summary: "Ends a subscription; what is queued for it is not sent"),
    DecisionHandler(
      endpoint: .sendTest, name: "sendTest", summary: "Writes a test message to a subscription"),
    DecisionHandler(
      endpoint: .retryMessage, name: "retryMessage",
      summary: "Queues a failed message again"),
  ]

  /// The operations by their path, in the order of the table.
  static let decisions: [(path: String, method: String, operation: JSONValue)] =
    decisionHandlers.map {
      ($0.endpoint.path, $0.endpoint.method.rawValue.lowercased(), operation($0))
    }

  private static func operation(_ decisionHandler: DecisionHandler) -> JSONValue {
    var parameters: [JSONValue] = []
    var codes = ["401", "403"]
    if decisionHandler.endpoint.path.contains("{id}") {
      parameters.append(identifier)
      codes.append("404")
    } else if decisionHandler.body != nil {
      codes.append("404")
    }
    if decisionHandler.isOnRecord {
      codes += ["412", "428"]
    }
    if decisionHandler.body != nil { codes += ["400", "409", "415"] }
    codes += ["413", "422"]
    var responses = errors(codes)
    if let answer = decisionHandler.answer {
      responses.append(
        answer.status,
        decisionHandler.isOnRecord
          ? json("Done", answer.schema, headers: eTag) : json("Done", answer.schema))
    } else {
      responses.append("204", ["description": "Done"])
    }
    var result = JSONObject()
    result.append("operationId", .string(decisionHandler.name))
    result.append("summary", .string(decisionHandler.summary))
    if decisionHandler.isOnRecord { result.append("description", .string(onRecord)) }
    if !parameters.isEmpty { result.append("parameters", .array(parameters)) }
    if let body = decisionHandler.body {
      result.append(
        "requestBody",
        ["required": true, "content": ["application/json": ["schema": body]]])
    }
    result.append("responses", .object(responses))
    return .object(result)
  }
}

internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

/// A person's action on an incident, from the form that they sent.
enum IncidentAction: Sendable {
  /// Fields to set, and the status to move to from one of several statuses.
  case set(
    [(path: String, value: String)], why: String, status: IncidentStatus? = nil,
    from: Set<IncidentStatus> = [], signed: Signature? = nil)
  case note(String)
  case withdraw(why: String)
  /// The codes that the rules propose become the Employer's decision.
  case approve
  /// The person has read the report in its present form.
  case confirmReport

  /// The fields that record who decided, and on which day.
  struct Signature: Sendable {
    let by: String
    let on: String?
  }

  /// - Throws: `EditRefusal` when something is missing.
  init(_ fields: FormFields) throws {
    if let facts = try Self.facts(fields) {
      self = facts
      return
    }
    let why = fields.text("why") ?? ""
    switch fields["action"] {
    case "submitted": self = try Self.submitted(fields, why)
    case "inspector": self = try Self.inspector(fields, why)
    case "report-sent": self = try Self.reportSent(fields, why)
    case "with-authority": self = try Self.withAuthority(fields, why)
    case "correspondence": self = try Self.correspondence(fields, why)
    case "visit": self = try Self.otherStep(fields, why)
    case "closure": self = try Self.closure(fields, why)
    case "approve": self = .approve
    case "confirm-report": self = .confirmReport
    case "close":
      self = .set([("status", IncidentStatus.closed.rawValue)], why: why)
    case "note": self = .note(try Decisions.required("text", fields, "Write the note."))
    case "withdraw":
      self = .withdraw(why: try Decisions.required("why", fields, "Say why it is withdrawn."))
    case "field":
      let path = try Decisions.required("path", fields, "Name the field.")
      self = .set([(path, fields["value"] ?? "")], why: why)
    default: throw Decisions.invalid("action", "An incident knows no such action.")
    }
  }

  private static func day(_ fields: FormFields) throws -> String {
    try Decisions.required("on", fields, "Enter the day.")
  }

  private static func optional(
    _ pairs: [(path: String, name: String)], _ fields: FormFields
  ) -> [(path: String, value: String)] {
    pairs.compactMap { path, name in fields.text(name).map { (path, $0) } }
  }

  private static func submitted(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    let named = optional(
      [
        ("notification/reference", "reference"), ("authorityRef", "reference"),
        ("notification/by", "by"), ("notification/channel", "channel"),
        ("notification/authority", "authority"),
      ], fields)
    return .set(
      [("notification/submittedOn", try day(fields))] + named, why: why, status: .notified,
      from: [.draft, .logged, .preliminary, .awaitingNotification])
  }

  private static func inspector(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    .set(
      [("report/late/contactedOn", try day(fields))]
        + optional(
          [("report/late/inspector", "by"), ("report/late/agreedDate", "agreed")], fields),
      why: why)
  }

  private static func reportSent(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    .set(
      [("report/sentOn", try day(fields))] + optional([("report/by", "by")], fields), why: why,
      status: .reportSent, from: [.notified, .investigating])
  }

  private static func withAuthority(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    .set(
      [("regulator/withAuthorityOn", try day(fields))], why: why, status: .withRegulator,
      from: [.reportSent])
  }

  private static func correspondence(
    _ fields: FormFields, _ why: String
  ) throws -> IncidentAction {
    let list = "regulator/correspondence/-"
    return .set(
      [
        ("\(list)/on", try day(fields)),
        ("\(list)/what", try Decisions.required("text", fields, "Say what was written.")),
      ]
        + optional(
          [("\(list)/direction", "direction"), ("\(list)/ref", "reference")], fields), why: why)
  }

  private static func otherStep(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    .set(
      [
        ("regulator/steps/-/on", try day(fields)),
        ("regulator/steps/-/step", try Decisions.required("text", fields, "Say which step.")),
      ] + optional([("regulator/steps/-/evidence", "evidence")], fields), why: why)
  }

  private static func closure(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    .set(
      [("regulator/closureOn", try day(fields))]
        + optional([("regulator/closureRef", "reference")], fields), why: why,
      status: .closureReceived, from: [.reportSent, .withRegulator])
  }

  /// Builds the change on the record that the person saw.
  var edit: Centre.Building {
    { snapshot, context, generator throws(ValidationError) in
      switch self {
      case .note(let text):
        return try Edit.note(text, on: snapshot, context: context, using: &generator)
      case .approve:
        if let question = IncidentView(snapshot).openQuestion {
          throw ValidationError(
            "question-open", "A question waits for its answer: \(question.text)",
            field: "questions/\(question.position)/answer")
        }
        let assessment = IncidentView(snapshot).assessment
        return try Edit.setting(
          [
            ("classification/finalCodes", JSONValue(assessment.codes)),
            ("classification/complementary", JSONValue(assessment.complementary)),
            ("classification/decidedBy", .string(context.role)),
            ("classification/decidedOn", JSONValue(context.now.londonDay)),
          ].filter { $0.1.array?.isEmpty != true }, on: snapshot, context: context,
          using: &generator)
      case .confirmReport:
        return try Edit.confirmReading(on: snapshot, context: context, using: &generator)
      case .withdraw(let why):
        return try Edit.withdraw(snapshot, why: why, context: context, using: &generator)
      case .set(let values, let why, let status, let from, let signed):
        var values = values
        if let signed {
          values.append((signed.by, context.role))
          if let day = signed.on { values.append((day, "\(context.now.londonDay)")) }
        }
        if snapshot.kind == .theme { values.removeAll { $0.path == "authorityRef" } }
        var isStatusReached = snapshot.kind == .incident
        if NotifiedAuthority.isNotifying(values) {
          let authority = NotifiedAuthority(snapshot)
          if status == nil {
            values = try authority.correction(values, why: why)
          } else {
            let step = try authority.step(values, why: why)
            values = step.entries
            isStatusReached = isStatusReached && step.isAsked
          }
        }
        try Self.check(values, today: context.now.londonDay)
        // A later version's status stays as it is.
        let now = snapshot.text("status").map(IncidentStatus.init(rawValue:)) ?? .logged
        if let status, let now, from.contains(now), isStatusReached {
          values.append(("status", status.rawValue))
        }
        return try Edit.entering(
          values, on: snapshot, why: why, context: context, using: &generator)
      }
    }
  }

  /// A recorded step has already happened. An agreed date may be in the future.
  private static func check(
    _ values: [(path: String, value: String)], today: CalendarDate
  ) throws(ValidationError) {
    let done = [
      "notification/submittedOn", "report/late/contactedOn", "report/sentOn",
      "regulator/withAuthorityOn", "regulator/closureOn", "regulator/correspondence/-/on",
      "regulator/notices/-/on", "routes/-/sentAt",
    ]
    let duties = ["verbalDate", "apology", "writtenDate", "outcomeLetter", "done", "date"]
    for (path, value) in values {
      let last = path.split(separator: "/").last.map(String.init) ?? ""
      guard done.contains(path) || duties.contains(last) else { continue }
      guard let day = DateInput(value, today: today, isAhead: true)?.day, day > today else {
        continue
      }
      throw ValidationError("in-the-future", "That day has not come yet.", field: path)
    }
  }
}

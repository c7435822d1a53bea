internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

// What people find out or decide about an incident apart from its notification.

extension IncidentAction {
  /// - Returns: `nil` where the form is not one of these.
  static func facts(_ fields: FormFields) throws -> IncidentAction? {
    let why = fields.text("why") ?? ""
    switch fields["action"] {
    case "dose": return try dose(fields, why)
    case "significance": return try significance(fields)
    case "exclusion": return try exclusion(fields)
    case "candour": return try candour(fields, why)
    case "informing": return try informing(fields, why)
    case "action-add": return try addedAction(fields, why)
    case "action-done": return try doneAction(fields, why)
    case "notice": return try notice(fields, why)
    case "question": return try question(fields)
    case "answer": return try answer(fields)
    case "feedback": return try feedback(fields)
    default: return nil
    }
  }

  /// `individuals/0`, or a new one where the incident has none yet.
  private static func individual(_ fields: FormFields) throws -> String {
    guard let text = fields.text("individual") else { return "individuals/0" }
    guard text == "-" || Int(text).map({ (0..<1000).contains($0) }) == true else {
      throw Decisions.invalid("individual", "Choose who was exposed.")
    }
    return "individuals/\(text)"
  }

  private static func pairs(
    _ pairs: [(path: String, name: String)], _ fields: FormFields
  ) -> [(path: String, value: String)] {
    pairs.compactMap { path, name in fields.text(name).map { (path, $0) } }
  }

  /// A dose is read as people write it: `9.6`, `9.6 mSv`, `9600 µSv`.
  private static func dose(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    let person = try individual(fields)
    let values = pairs(
      [
        ("\(person)/exposure", "exposure"), ("\(person)/ageAtExposure", "age"),
        ("\(person)/effectiveDose/intended", "intended"),
        ("\(person)/effectiveDose/total", "total"),
        ("\(person)/effectiveDose/alternative", "alternative"),
        ("preliminary/mpeConsulted/who", "expert"),
      ], fields)
    guard !values.isEmpty else {
      throw Decisions.invalid("total", "Enter a dose, an age or the kind of exposure.")
    }
    return .set(values, why: why)
  }

  private static func significance(_ fields: FormFields) throws -> IncidentAction {
    guard let answer = fields["significant"], ["yes", "no"].contains(answer) else {
      throw Decisions.invalid("significant", "Say whether it was clinically significant.")
    }
    let reason = try Decisions.required(
      "reason", fields, "Say why. The reason stays with the record.")
    return .set(
      [
        ("clinicallySignificant", answer), ("classification/significanceReason", reason),
      ] + pairs([("classification/significanceGuidance", "guidance")], fields), why: reason,
      signed: Signature(
        by: "classification/significanceDecidedBy", on: "classification/significanceDecidedOn"))
  }

  private static func exclusion(_ fields: FormFields) throws -> IncidentAction {
    let evidence = try Decisions.required(
      "evidence", fields, "Say what excludes that it has to be notified.")
    return .set(
      [
        ("preliminary/outcome", "excluded"), ("preliminary/evidence", evidence),
      ]
        + pairs(
          [("preliminary/mpeConsulted/who", "expert"), ("preliminary/mpeAdvice", "advice")], fields),
      why: evidence, signed: Signature(by: "preliminary/by", on: nil))
  }

  private static func candour(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    let base = try duties(fields) + "dutyOfCandour"
    let values = pairs(
      [
        "applies", "met", "verbalDate", "apology", "writtenDate", "outcomeLetter", "support",
        "reason",
      ]
      .map { ("\(base)/\($0)", $0) }, fields)
    guard !values.isEmpty else { throw Decisions.invalid("applies", "Enter what was done.") }
    return .set(values, why: why)
  }

  /// Where duties are recorded: at the incident, or at one of several individuals.
  private static func duties(_ fields: FormFields) throws -> String {
    fields.text("individual") == nil ? "" : try individual(fields) + "/"
  }

  private static func informing(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    guard let who = fields["recipient"], ["referrer", "practitioner", "individual"].contains(who),
      let message = fields["message"], ["occurrence", "outcome"].contains(message)
    else { throw Decisions.invalid("recipient", "Choose who was informed, and of what.") }
    let base = try duties(fields) + "informing/\(who)/\(message)"
    if let reason = fields.text("reasonNot") {
      return .set([("\(base)/told", "no"), ("\(base)/reasonNot", reason)], why: why)
    }
    let day = try Decisions.required("on", fields, "Enter the day, or the reason why not.")
    return .set(
      [("\(base)/told", "yes"), ("\(base)/date", day)]
        + pairs([("\(base)/by", "by"), ("\(base)/mode", "mode")], fields), why: why)
  }

  private static func addedAction(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    let text = try Decisions.required("text", fields, "Say what is to be done.")
    return .set(
      [("actions/-/description", text)]
        + pairs([("actions/-/owner", "owner"), ("actions/-/due", "due")], fields), why: why)
  }

  private static func doneAction(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    guard let number = fields["number"].flatMap({ Int($0) }), (0..<1000).contains(number) else {
      throw Decisions.invalid("number", "Choose an action.")
    }
    let day = try Decisions.required("on", fields, "Enter the day.")
    return .set([("actions/\(number)/done", day)], why: why)
  }

  /// The Employer returns a decision with a question.
  private static func question(_ fields: FormFields) throws -> IncidentAction {
    let text = try Decisions.required("text", fields, "Write the question.")
    return .set(
      [("questions/-/text", text)], why: "",
      signed: Signature(by: "questions/-/by", on: "questions/-/on"))
  }

  private static func answer(_ fields: FormFields) throws -> IncidentAction {
    guard let number = fields["number"].flatMap({ Int($0) }), (0..<1000).contains(number) else {
      throw Decisions.invalid("number", "Choose a question.")
    }
    let text = try Decisions.required("text", fields, "Write the answer.")
    return .set(
      [("questions/\(number)/answer", text)], why: "",
      signed: Signature(
        by: "questions/\(number)/answeredBy", on: "questions/\(number)/answeredOn"))
  }

  /// Feedback for the person who logged it; the site's screen shows it after its next
  /// synchronisation.
  private static func feedback(_ fields: FormFields) throws -> IncidentAction {
    let found = try Decisions.required("found", fields, "Say what was found.")
    return .set(
      [("feedback/-/found", found)] + pairs([("feedback/-/changed", "changed")], fields), why: "",
      signed: Signature(by: "feedback/-/by", on: "feedback/-/on"))
  }

  /// What an inspection requires becomes an action with its due date; the notice itself is stored,
  /// too.
  private static func notice(_ fields: FormFields, _ why: String) throws -> IncidentAction {
    let what = try Decisions.required("text", fields, "Say what is asked for.")
    let day = try Decisions.required("on", fields, "Enter the day.")
    return .set(
      [
        ("regulator/notices/-/kind", fields.text("kind") ?? "recommendation"),
        ("regulator/notices/-/on", day), ("regulator/notices/-/what", what),
        ("actions/-/description", what),
      ]
        + pairs(
          [
            ("regulator/notices/-/ref", "reference"), ("regulator/notices/-/due", "due"),
            ("actions/-/due", "due"), ("actions/-/owner", "owner"),
          ], fields), why: why)
  }
}

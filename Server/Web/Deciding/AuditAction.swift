internal import Aggregation
internal import Records
internal import Screens

/// A person's action on an audit.
struct AuditAction: Sendable {
  private let values: [(path: String, value: String)]
  private let why: String

  /// - Throws: `EditRefusal` when something is missing.
  init(_ fields: FormFields, by role: Role) throws {
    why = fields.text("why") ?? ""
    switch fields["action"] {
    case "advance":
      values = [("status", try Decisions.required("status", fields, "Choose the stage."))]
    case "received-first", "received-second":
      let report = fields["action"] == "received-first" ? "firstReport" : "secondReport"
      let day = try Decisions.required("on", fields, "Enter the day.")
      values = [("\(report)/received", day), ("\(report)/receivedBy", role.rawValue)]
    case "result":
      let result = "standards/\(try Self.number("standard", fields, "Choose a standard."))/result"
      let met = try Self.number("met", fields, "Enter how many met it.")
      let examined = try Self.number("of", fields, "Enter how many were examined.")
      values = [("\(result)/numerator", "\(met)"), ("\(result)/denominator", "\(examined)")]
    case "action-add", "action-done":
      guard case .set(let pairs, _, _, _, _)? = try IncidentAction.facts(fields) else {
        throw Decisions.invalid("action", "Choose what to record.")
      }
      values = pairs
    case "field":
      let path = try Decisions.required("path", fields, "Choose what to correct.")
      values = [(path, fields["value"] ?? "")]
    default: throw Decisions.invalid("action", "Choose what to record.")
    }
  }

  private static func number(
    _ name: String, _ fields: FormFields, _ otherwise: String
  ) throws -> Int {
    let text = try Decisions.required(name, fields, otherwise)
    guard let number = Int(text), (0...1_000_000).contains(number) else {
      throw Decisions.invalid(name, otherwise)
    }
    return number
  }

  /// Builds the change on the record that the person saw.
  var edit: Centre.Building {
    { snapshot, context, generator throws(ValidationError) in
      try Edit.entering(values, on: snapshot, why: why, context: context, using: &generator)
    }
  }
}

internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

/// A person's action on one of the employer's procedures.
enum ProcedureAction: Sendable {
  /// A review by the group: the current version, and who signed it.
  case review(on: String, signedBy: String, edition: String?, why: String)
  /// A duty holder has acknowledged the current version.
  case acknowledge(role: String, on: CalendarDate)

  /// - Throws: `EditRefusal` when something is missing.
  init(_ fields: FormFields, today: CalendarDate) throws {
    switch fields["action"] {
    case "review":
      self = .review(
        on: try Decisions.required("approvedOn", fields, "Enter the day of the review."),
        signedBy: try Decisions.required("signedBy", fields, "Say which role signed it."),
        edition: fields.text("edition"), why: fields.text("why") ?? "reviewed")
    case "acknowledge", nil:
      self = .acknowledge(
        role: try Decisions.required("role", fields, "Say which duty holder."), on: today)
    default: throw Decisions.invalid("action", "A procedure knows no such action.")
    }
  }

  /// Builds the change on the record that the person saw.
  var edit: Centre.Building {
    { snapshot, context, generator throws(ValidationError) in
      switch self {
      case .review(let day, let signer, let edition, let why):
        var values: [(path: String, value: JSONValue)] = [
          ("approvedOn", .string(day)), ("signedBy", .string(signer)),
        ]
        if let edition, edition != snapshot.text("version") {
          values.append(("version", .string(edition)))
          if let old = snapshot.text("version") { values.append(("previousVersion", .string(old))) }
        }
        if snapshot.text("reviewDue") != nil { values.append(("reviewDue", .null)) }
        return try Edit.setting(
          values, on: snapshot, why: why, context: context, using: &generator)
      case .acknowledge(let role, let day):
        var entry = JSONObject([("role", .string(role)), ("on", JSONValue(day))])
        if let edition = snapshot.text("version") { entry.append("version", .string(edition)) }
        return try Edit.setting(
          [("acknowledgements/-", .object(entry))], on: snapshot, context: context,
          using: &generator)
      }
    }
  }
}

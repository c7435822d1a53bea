internal import Aggregation
internal import Records
internal import Screens

/// A person's action on an audit.
struct AuditAction: Sendable {
  private let values: [String]
  private let why: String

  /// - Throws: `EditRefusal` when something is missing.
  init(_ fields: FormFields, by role: Role) throws {
    why = fields.text("why") ?? ""
    switch fields["action"] {
    case "advance":
      values = ["status=\(try Decisions.required("status", fields, "Choose the stage."))"]
    case "received-first", "received-second":
      let report = fields["action"] == "received-first" ? "firstReport" : "secondReport"
      let day = try Decisions.required("on", fields, "Enter the day.")
      values = ["\(report)/received=\(day)", "\(report)/receivedBy=\(role.rawValue)"]
    case "field":
      let path = try Decisions.required("path", fields, "Name the field.")
      values = ["\(path)=\(fields["value"] ?? "")"]
    default: throw Decisions.invalid("action", "An audit knows no such action.")
    }
  }

  /// Builds the change on the record that the person saw.
  var edit: Centre.Building {
    { snapshot, context, generator throws(ValidationError) in
      try Edit.parse(values, on: snapshot, why: why, context: context, using: &generator)
    }
  }
}

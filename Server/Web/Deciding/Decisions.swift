internal import Aggregation
internal import Records
internal import Screens

/// What a person or a program asks the centre to do, from the fields that they sent.
///
/// Forms of the pages and documents of the API both end here, so that neither can do what the other
/// refuses. Every function throws `EditRefusal` for what cannot be done as requested, and
/// `UnknownRecord` where the record does not exist.
struct Decisions: Sendable {
  let centre: Centre

  /// A field that must be filled in.
  static func required(_ name: String, _ fields: FormFields, _ what: String) throws -> String {
    guard let text = fields.text(name) else {
      throw EditRefusal.invalid(ValidationError("required", what, field: name))
    }
    return text
  }
}

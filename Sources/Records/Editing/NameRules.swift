public import Deidentification
import IRMER
import Replication

/// Where text that names somebody is refused, and where it only causes a warning.
///
/// Every change to a record is checked here, from every caller: a reason is kept permanently and
/// cannot be redacted, and what the centre writes is sent to sites from which nobody at the centre
/// can recall it. What a site writes in its own record can still be corrected, so there it is a
/// warning (``Edit/identifiers``).
public enum NameRules {
  /// What happens to text that names somebody.
  public enum Handling: Hashable, Sendable {
    /// It is written, and reported to its author.
    case warning
    /// Nothing is written.
    case refusal
  }

  /// Refuses a reason that names somebody, for any kind of change.
  ///
  /// - Parameter people: those on the author's own list, besides those that the finder recognises
  ///   by itself.
  public static func checkReason(
    _ reason: String, field: String = "why", people: [KnownPerson] = []
  ) throws(ValidationError) {
    guard !reason.isEmpty else { return }
    var search = IdentifierSearch(people: people)
    try search.search(reason, at: field)
    guard let found = search.places.first else { return }
    throw refusal(
      of: found, because: "a reason is kept for good and cannot be redacted")
  }

  static func check(_ edit: Edit, in context: AuthorContext) throws(ValidationError) {
    if let failure = context.peopleFailure { throw failure }
    try checkReason(edit.reason, people: context.people)
    if context.names == .refusal { try check(edit.identifiers) }
  }

  static func check(_ draft: RecordSnapshot, handling: Handling) throws(ValidationError) {
    if handling == .refusal { try check(draft.identifiers()) }
  }

  private static func check(_ places: [IdentifierPlace]) throws(ValidationError) {
    guard let found = places.first else { return }
    throw refusal(of: found, because: "what the centre writes is sent on to the sites")
  }

  /// Names the kind and the place, never the text itself.
  private static func refusal(
    of place: IdentifierPlace, because reason: String
  ) -> ValidationError {
    let kind = place.finding.kind.rawValue.replacing("-", with: " ")
    return ValidationError(
      "names-a-person",
      "this seems to hold a \(kind) (character \(place.finding.place.column)), and \(reason). "
        + "Nothing was written. Write “\(place.finding.replacement)” in its place",
      field: place.path)
  }
}

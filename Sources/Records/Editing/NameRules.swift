public import Deidentification
import IRMER
import Replication

/// Where words that name somebody are refused, and where they are only warned of.
///
/// Every change to a record passes here, whoever builds it: a reason is kept for good and cannot be
/// redacted, and what the centre writes travels to sites that nobody at the centre can reach again.
/// What a site writes in a record of its own can still be mended, so there it is a warning
/// (``Edit/identifiers``).
public enum NameRules {
  /// What happens to words that name somebody.
  public enum Handling: Hashable, Sendable {
    /// They are written, and shown to their author.
    case warning
    /// Nothing is written.
    case refusal
  }

  /// Refuses a reason that names somebody, whatever it is the reason for.
  ///
  /// - Parameter people: those on the author's own list, besides whom the finder knows by itself.
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

  /// Names the kind and the place, never the words.
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

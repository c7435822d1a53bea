public import Deidentification
import Replication

extension Edit {
  /// What the words of this change show of people, without a list of those whom the site knows.
  public var identifiers: [IdentifierPlace] { identifiers(people: []) }

  /// What the text of this change shows of people: of its fields, and its reason under the path
  /// `why`. A warning while it can still be corrected.
  ///
  /// The whole record is searched, so that a person keeps the letter that they have in the record;
  /// what others wrote before is not reported again.
  ///
  /// - Parameter people: those on the site's own list.
  public func identifiers(people: [KnownPerson]) -> [IdentifierPlace] {
    let written = Set(
      operations.lazy.filter { $0.value?.text != nil }.map { after.tree.displayPath(of: $0.path) })
    var search = IdentifierSearch(people: people)
    do throws(ValidationError) {
      try search.search(textsOf: after)
      try search.search(reason, at: Self.reasonPath)
    } catch {
      // A field holds 100 kB at most, far less than can be searched.
    }
    return search.places.filter { $0.path == Self.reasonPath || written.contains($0.path) }
  }

  private static let reasonPath = "why"
}

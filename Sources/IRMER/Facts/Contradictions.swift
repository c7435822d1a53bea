/// How a related field that contradicts the rule's own key is handled.
public enum ContradictionHandling: Hashable, Sendable {
  /// An error that names both: for typed input and for `assess`.
  case refused
  /// The fact counts as unknown, with a prompt: for merged entries of two people.
  case countedAsUnknown
}

/// The contradictions met while facts are read.
struct Contradictions {
  let handling: ContradictionHandling
  private(set) var found: [String] = []

  init(_ handling: ContradictionHandling) { self.handling = handling }

  /// - Parameters:
  ///   - field: the rule's own key, by its whole path.
  ///   - other: the related field, by its whole path.
  mutating func note(
    _ field: String, _ other: String, _ message: String
  ) throws(FactsError) {
    if handling == .refused {
      throw FactsError(.contradiction, field: field, "contradicts \(other): \(message)")
    }
    found.append("\(field) and \(other) contradict each other (\(message)): counted as unknown.")
  }
}

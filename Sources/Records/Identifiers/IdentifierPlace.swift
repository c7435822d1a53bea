public import Deidentification
public import IRMER

/// A place in a record that names a person, with what could be written instead.
public struct IdentifierPlace: Hashable, Sendable {
  /// The field, with positions.
  public let path: String
  /// What was found there.
  public let finding: IdentifierFinding

  /// The place, the kind and the proposal; never what was found.
  public var json: JSONValue {
    [
      "path": .string(path), "kind": .string(finding.kind.rawValue),
      "line": .number(JSONNumber(finding.place.line)),
      "column": .number(JSONNumber(finding.place.column)),
      "from": .number(JSONNumber(finding.place.range.lowerBound)),
      "to": .number(JSONNumber(finding.place.range.upperBound)),
      "replacement": .string(finding.replacement),
    ]
  }
}

/// Searches the texts of a document, with each person under the same letter throughout.
struct IdentifierSearch {
  private let finder: IdentifierFinder
  private var pseudonyms = Pseudonyms()
  private(set) var places: [IdentifierPlace] = []

  init(people: [KnownPerson]) {
    finder = IdentifierFinder(
      people: people, publicAddresses: ContactDirectory.shipped.emailAddresses)
  }

  /// - Throws: ``ValidationError`` where a text is too long to be searched: then nothing may be
  ///   sent.
  mutating func search(_ text: String, at path: String) throws(ValidationError) {
    do throws(TextTooLong) {
      places += try finder.findings(in: text, naming: &pseudonyms).map {
        IdentifierPlace(path: path, finding: $0)
      }
    } catch {
      throw ValidationError("too-long", "the text is too long to be searched", field: path)
    }
  }
}

extension IdentifierSearch {
  mutating func search(textsOf snapshot: RecordSnapshot) throws(ValidationError) {
    for (path, value) in snapshot.fields.members {
      guard let text = value.string, snapshot.isWords(path) else { continue }
      try search(text, at: path)
    }
  }
}

extension RecordSnapshot {
  /// What the record's texts show of people, in the order of display.
  ///
  /// A warning when a record is logged; an error before anything is sent outside.
  public func identifiers(
    people: [KnownPerson] = []
  ) throws(ValidationError) -> [IdentifierPlace] {
    var search = IdentifierSearch(people: people)
    try search.search(textsOf: self)
    return search.places
  }

  /// Whether people write free words there.
  fileprivate func isWords(_ path: String) -> Bool {
    var shape = shape
    if let key = path.split(separator: "/").first, shape.field(key)?.isFixed ?? false {
      return false
    }
    for component in path.split(separator: "/") {
      if case .list(let element) = shape {
        shape = element
      } else {
        shape = shape.member(component)
      }
    }
    switch shape {
    case .label, .prose, .suggestion, .anything: return true
    default: return false
    }
  }
}

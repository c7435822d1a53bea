internal import IRMER

/// A word of a list of choices as people read it.
public enum ChoiceWords {
  /// `not met` for `not-met`, `PET-CT` for `pet-ct`; any other text as it is.
  public static func displayText(_ text: String) -> String {
    if let modality = Modality(rawValue: text) { return modality.name }
    if let quantity = DoseQuantity(rawValue: text) { return quantity.name }
    return irregular[text] ?? (choices.contains(text) ? text.replacing("-", with: " ") : text)
  }

  /// Words that keep a hyphen, or stand in another order, than their key.
  package static let irregular = [
    "re-audit-due": "re-audit due", "set-up-error": "set-up error",
    "local-analysed": "analysed locally", "void": "withdrawn",
    "unreadable": "not readable by this version",
    "not-irmer": "IR(ME)R does not apply",
  ]

  /// The words of all fields that take one of a list, where they are written with hyphens.
  private static let choices: Set<String> = Set(
    RecordKind.known.flatMap { RecordSchema.listing(of: $0) }.filter { $0.takes == "one of" }
      .flatMap(\.words).filter { $0.contains("-") })
}

extension FieldLabel {
  /// A sentence of the rules as people read it: the label of each field in place of its path.
  ///
  /// The rules know fields by their paths alone; a document that somebody wrote for them uses the same
  /// paths. A record's reader has never seen one.
  public static func naming(in sentence: String, of kind: RecordKind = .incident) -> String {
    sentence.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let path = word.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "-" || $0 == "@" }
      let isPath = path.contains("/") || path.dropFirst().contains { $0.isUppercase }
      guard isPath, FieldCatalogue.isPlace(String(path), in: kind) else { return String(word) }
      return displayText(String(path), in: kind) + word.dropFirst(path.count)
    }.joined(separator: " ")
  }
}

extension FieldCatalogue {
  /// Whether a path is that of a field, or of a group of fields, of a kind of record.
  static func isPlace(_ path: String, in kind: RecordKind) -> Bool {
    let pattern = pattern(of: path)
    return entry(pattern, in: kind) != nil || places[kind]?.contains(pattern) ?? false
  }

  /// The places that have fields below them.
  private static let places: [RecordKind: Set<String>] = Dictionary(
    uniqueKeysWithValues: RecordKind.known.map { kind in
      var places: Set<String> = []
      for field in RecordSchema.listing(of: kind) {
        let parts = field.path.split(separator: "/")
        for count in 1..<max(parts.count, 2) {
          places.insert(parts.prefix(count).joined(separator: "/"))
        }
      }
      return (kind, places)
    })
}

public import IRMER
internal import Records

/// A value as people read it.
public enum ValueWords {
  /// - Parameters:
  ///   - path: with positions or identifiers.
  ///   - fields: of the record, for a value whose unit is a field beside it.
  package static func displayText(
    _ value: JSONValue, at path: String, beside fields: JSONObject = JSONObject()
  ) -> String {
    switch value {
    case .bool(let flag): return flag ? "Yes" : "No"
    case .null: return "–"
    case .string(let text): return displayText(text, at: path, beside: fields)
    default: return FieldUnit.displayText(value.displayText, at: path, beside: fields)
    }
  }

  /// The value of a text field: a day as `1 March 2026`, a choice in words, an amount with its unit.
  ///
  /// - Parameters:
  ///   - path: with positions or identifiers.
  ///   - fields: of the record, for a value whose unit is a field beside it.
  public static func displayText(
    _ text: String, at path: String, beside fields: JSONObject = JSONObject()
  ) -> String {
    let key = path.split(separator: "/").last.map(String.init) ?? ""
    if let day = CalendarDate(text) { return day.displayText }
    if key == "modality", let modality = Modality(rawValue: text) { return modality.name }
    if key == "nation", let nation = Nation(rawValue: text) { return nation.name }
    if isMoment(text) { return Wording.moment(text) }
    if key == "clockDoubt" { return Wording.days(in: text) }
    if key == "ruleSetId", let edition = Edition(id: text) { return edition.title }
    if key == "quantity", let quantity = DoseQuantity(rawValue: text) { return quantity.name }
    // A unit is a choice, too, and its case is significant: mGy is not MGy.
    let isWords = isChoice(pattern(path)) && text == text.lowercased() && key != "unit"
    return isWords
      ? Wording.displayText(text) : FieldUnit.displayText(text, at: path, beside: fields)
  }

  private static func isMoment(_ text: String) -> Bool {
    text.utf8.count > 15 && text.dropFirst(10).first == "T" && CalendarDate(text.prefix(10)) != nil
  }

  /// `individuals/-/kind` for `individuals/0/kind`.
  private static func pattern(_ path: String) -> String {
    path.split(separator: "/").map { Int($0) == nil && $0.first != "@" ? String($0) : "-" }
      .joined(separator: "/")
  }

  /// Also under a key of the record's own, as a case's result for a standard: `data/-/results/KEY`.
  private static func isChoice(_ pattern: String) -> Bool {
    let place = pattern.prefix(through: pattern.lastIndex(of: "/") ?? pattern.startIndex)
    return choices.contains(pattern) || choices.contains(place + "KEY")
  }

  /// Fields with a value from a list of words.
  private static let choices: Set<String> = Set(
    [RecordKind.incident, .audit, .procedure, .equipment, .licence, .margin, .theme]
      .flatMap { RecordSchema.listing(of: $0) }.filter { $0.takes == "one of" }.map(\.path))
}

extension Wording {
  /// A date and time as a record holds it, in London.
  package static func moment(_ text: String) -> String { Moment(text).map { moment($0) } ?? text }
}

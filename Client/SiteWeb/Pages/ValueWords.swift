internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// A value as people read it.
enum ValueWords {
  static func words(_ value: JSONValue, at path: String) -> String {
    switch value {
    case .bool(let flag): return flag ? "Yes" : "No"
    case .null: return "–"
    case .string(let text): return words(text, at: path)
    default: return value.words
    }
  }

  /// - Parameter path: with positions or identifiers.
  static func words(_ text: String, at path: String) -> String {
    let key = path.split(separator: "/").last.map(String.init) ?? ""
    if let day = CalendarDate(text) { return day.words }
    if key == "modality", let modality = Modality(rawValue: text) { return modality.name }
    if key == "nation", let nation = Nation(rawValue: text) { return nation.name }
    if isMoment(text) { return Wording.moment(text) }
    if key == "quantity", let quantity = DoseQuantity(rawValue: text) { return quantity.name }
    // A unit is a choice, too, and its capitals mean something: mGy is no MGy.
    let isWords = choices.contains(pattern(path)) && text == text.lowercased() && key != "unit"
    return isWords ? Wording.words(text) : text
  }

  private static func isMoment(_ text: String) -> Bool {
    text.utf8.count > 15 && text.dropFirst(10).first == "T" && CalendarDate(text.prefix(10)) != nil
  }

  /// `individuals/-/kind` for `individuals/0/kind`.
  private static func pattern(_ path: String) -> String {
    path.split(separator: "/").map { Int($0) == nil && $0.first != "@" ? String($0) : "-" }
      .joined(separator: "/")
  }

  /// Fields that hold one of a list of words.
  private static let choices: Set<String> = Set(
    [RecordKind.incident, .audit, .procedure, .equipment, .licence, .margin, .theme]
      .flatMap { RecordSchema.listing(of: $0) }.filter { $0.takes == "one of" }.map(\.path))
}

extension Wording {
  /// A date and time as a record holds it, in London.
  static func moment(_ text: String) -> String { Moment(text).map { moment($0) } ?? text }
}

/// One entry of a record's history, in words.
struct HistoryWords: Sendable {
  let at: String
  let who: String
  let deeds: [String]
  let why: String?

  /// More are counted, not told.
  private static let deedsMax = 12

  init(_ item: HistoryItem) {
    at = Wording.moment(item.at)
    who = "\(item.author.capitalisedFirst) at \(item.site)"
    why = item.why.isEmpty ? nil : item.why
    if item.isFirst, !item.isRedacted, item.redacts == nil {
      deeds = ["Logged it, with \(Wording.count(item.changes.count, "field"))"]
    } else if item.isRedacted || item.redacts != nil || item.changes.isEmpty {
      deeds = [item.deed(showing: Self.deedsMax).capitalisedFirst]
    } else {
      let shown = item.changes.prefix(Self.deedsMax).map { Self.words($0) }
      let more = item.changes.count - Self.deedsMax
      deeds = shown + (more > 0 ? ["and \(Wording.count(more, "more field", "more fields"))"] : [])
    }
  }

  static func words(_ change: HistoryItem.Change) -> String {
    let label = FieldLabel.words(change.path)
    let old = change.from.map { value($0, change.path) }.joined(separator: " or ")
    guard let to = change.to else {
      return change.from.isEmpty ? "Removed \(label)" : "Removed \(label) (it was \(old))"
    }
    if to == .element { return "Kept \(label)" }
    let new = value(to, change.path)
    if change.from.isEmpty { return "\(label.capitalisedFirst): \(new)" }
    if change.from == [to] { return "\(label.capitalisedFirst): written again, \(new)" }
    return change.from.count > 1
      ? "Settled \(label): \(new), in place of \(old)"
      : "Changed \(label) from \(old) to \(new)"
  }

  private static func value(_ value: Value, _ path: String) -> String {
    switch value {
    case .element: "an entry"
    case .redacted: "[redacted]"
    case .unknown: "[written by a later version]"
    default: ValueWords.words(value.json, at: path).shortened(to: 80)
    }
  }
}

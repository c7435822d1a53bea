/// One field of a form as its template shows it.
///
/// A template sees what a type's mirror shows: what is computed is named there.
struct FieldView: Sendable, CustomReflectable {
  struct Choice: Sendable {
    let id: String
    let value: String
    let words: String
    let isChosen: Bool
  }

  enum Control: Sendable {
    case line
    case text
    case radios([Choice])
    case select([Choice])
    /// A line with proposals.
    case proposals([Choice])
    /// Choices, or a line for what is none of them.
    case radiosOrLine([Choice], other: String, value: String)
  }

  let id: String
  let name: String
  let label: String
  var hint: String?
  var explanation: String?
  var error: String?
  /// What a person has to confirm before the value is taken.
  var doubt: String?
  var value = ""
  /// A unit, or other words shown after the field.
  var unit: String?
  /// On a page of its own the label is the page's heading.
  var isHeading = false
  let control: Control

  // MARK: For the template

  var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "id": id, "name": name, "label": label, "hint": hint as Any, "error": error as Any,
        "explanation": explanation as Any, "doubt": doubt as Any, "value": value,
        "unit": unit as Any, "isHeading": isHeading, "isLine": isLine, "isText": isText,
        "isRadios": isRadios, "isSelect": isSelect, "isProposals": isProposals,
        "choices": choices, "other": other as Any, "describedBy": describedBy as Any,
        "isWrong": isWrong, "rows": rows,
      ])
  }

  private var isLine: Bool { if case .line = control { true } else { false } }
  private var isText: Bool { if case .text = control { true } else { false } }
  private var isRadios: Bool {
    switch control {
    case .radios, .radiosOrLine: true
    default: false
    }
  }
  private var isSelect: Bool { if case .select = control { true } else { false } }
  private var isProposals: Bool { if case .proposals = control { true } else { false } }

  var choices: [Choice] {
    switch control {
    case .line, .text: []
    case .radios(let choices), .select(let choices), .proposals(let choices): choices
    case .radiosOrLine(let choices, _, _): choices
    }
  }

  struct Other: Sendable {
    let id: String
    let name: String
    let label: String
    let value: String
  }

  /// The line beside the choices.
  private var other: Other? {
    guard case .radiosOrLine(_, let label, let value) = control else { return nil }
    return Other(id: id + "-other", name: name + "-other", label: label, value: value)
  }

  /// What a reader hears after the label.
  private var describedBy: String? {
    let parts = [
      hint == nil ? nil : id + "-hint", error == nil ? nil : id + "-error",
      doubt == nil ? nil : id + "-doubt",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  var isWrong: Bool { error != nil || doubt != nil }
  private var rows: Int { value.count > 400 ? 10 : 5 }
}

/// What is wrong with a form, each with its field.
struct FormErrors: Sendable {
  struct Line: Sendable {
    let href: String
    let words: String
  }

  private(set) var lines: [Line] = []
  private(set) var hasLines = false
  var isEmpty: Bool { lines.isEmpty }

  init(_ fields: [FieldView] = []) {
    for field in fields {
      guard let words = field.error ?? field.doubt else { continue }
      add(words, at: field.choices.first?.id ?? field.id)
    }
  }

  mutating func add(_ words: String, at field: String? = nil) {
    lines.append(Line(href: field.map { "#" + $0 } ?? "#main", words: words))
    hasLines = true
  }
}

/// One field of a form as its template shows it.
///
/// A template sees the properties in a type's mirror: computed ones are added there.
package struct FieldView: Sendable, CustomReflectable {
  package struct Choice: Sendable {
    package let id: String
    package let value: String
    package let displayText: String
    package let isChosen: Bool

    package init(id: String, value: String, displayText: String, isChosen: Bool) {
      (self.id, self.value, self.displayText, self.isChosen) = (id, value, displayText, isChosen)
    }
  }

  package enum Control: Sendable {
    case line
    case text
    case radios([Choice])
    case select([Choice])
    /// A line with suggestions.
    case proposals([Choice])
    /// Choices, or a line for any other value.
    case radiosOrLine([Choice], other: String, value: String)
  }

  package let id: String
  package let name: String
  package let label: String
  package var hint: String?
  package var explanation: String?
  package var error: String?
  /// What a person has to confirm before the value is accepted.
  package var doubt: String?
  package var value = ""
  /// A unit, or other words shown after the field.
  package var unit: String?
  /// What a select shows for no answer.
  package var blank = ""
  /// On a page of its own the label is the page's heading.
  package var isHeading = false
  package let control: Control

  package init(
    id: String, name: String, label: String, hint: String? = nil, explanation: String? = nil,
    error: String? = nil, value: String = "", unit: String? = nil, isHeading: Bool = false,
    control: Control
  ) {
    (self.id, self.name, self.label) = (id, name, label)
    (self.hint, self.explanation, self.error) = (hint, explanation, error)
    (self.value, self.unit, self.isHeading, self.control) = (value, unit, isHeading, control)
  }

  // MARK: For the template

  package var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "id": id, "name": name, "label": label, "hint": hint as Any, "error": error as Any,
        "explanation": explanation as Any, "doubt": doubt as Any, "value": value,
        "unit": unit as Any, "blank": blank, "isHeading": isHeading, "isLine": isLine,
        "isText": isText,
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

  package var choices: [Choice] {
    switch control {
    case .line, .text: []
    case .radios(let choices), .select(let choices), .proposals(let choices): choices
    case .radiosOrLine(let choices, _, _): choices
    }
  }

  private struct Other: Sendable {
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

  /// What a screen reader reads after the label.
  private var describedBy: String? {
    let parts = [
      hint == nil ? nil : id + "-hint", error == nil ? nil : id + "-error",
      doubt == nil ? nil : id + "-doubt",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  package var isWrong: Bool { error != nil || doubt != nil }
  private var rows: Int { value.count > 400 ? 10 : 5 }
}

/// The errors of a form, each with its field.
package struct FormErrors: Sendable {
  package struct Line: Sendable {
    package let href: String
    package let displayText: String
  }

  package private(set) var lines: [Line] = []
  package private(set) var hasLines = false
  package var isEmpty: Bool { lines.isEmpty }

  package init(_ fields: [FieldView] = []) {
    for field in fields {
      guard let words = field.error ?? field.doubt else { continue }
      add(words, at: field.choices.first?.id ?? field.id)
    }
  }

  package mutating func add(_ words: String, at field: String? = nil) {
    lines.append(Line(href: field.map { "#" + $0 } ?? "#main", displayText: words))
    hasLines = true
  }
}

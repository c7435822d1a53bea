internal import IRMER
internal import Records
internal import Screens

/// One thing that a person can record, as a form: folded, or open if it is the next step.
///
/// A refused form is shown again with what was sent and the reason.
struct StepForm {
  struct Option {
    let value: String
    let text: String
    let isChosen: Bool
  }

  struct Input {
    enum Kind {
      case line, short, day, area, choice([(String, String)]), hidden
    }

    let id: String
    let name: String
    let label: String
    let hint: String?
    let value: String
    let options: [Option]
    let isLine: Bool
    let isArea: Bool
    let isChoice: Bool
    let isHidden: Bool
    let isRequired: Bool
    let css: String
  }

  let id: String
  let title: String
  let lead: String?
  let action: String
  private(set) var inputs: [Input] = []
  let button: String
  let buttonStyle: String
  private(set) var isOpen = false
  private(set) var refusal: String?
  /// What was sent, if this form was refused.
  private let sent: FormFields?

  init(
    _ id: String, _ title: String, action: String, button: String, lead: String? = nil,
    isDanger: Bool = false, refused: Refused? = nil
  ) {
    self.id = "step-\(id)"
    (self.title, self.action, self.button, self.lead) = (title, action, button, lead)
    buttonStyle = isDanger ? "danger" : ""
    let isMine = refused?.form == id
    sent = isMine ? refused?.fields : nil
    refusal = isMine ? refused?.displayText : nil
    isOpen = isMine
  }

  /// A form that was refused, with what was sent.
  struct Refused {
    let form: String
    let fields: FormFields
    let displayText: String
    /// Fields that the form would set and somebody else may have set meanwhile: both texts of each.
    var clashes: [Clash] = []
  }

  /// One part of a form that was sent too late.
  struct Clash {
    let label: String
    let now: String
    let yours: String
  }

  /// The same, unfolded: it is the next step.
  var opened: StepForm {
    var form = self
    form.isOpen = true
    return form
  }

  /// Adds a field.
  mutating func add(
    _ name: String, _ label: String, _ kind: Input.Kind = .line, hint: String? = nil,
    value: String = "", isRequired: Bool = false
  ) {
    let value = sent?[name] ?? (CalendarDate(value)?.displayText ?? value)
    var (options, isLine, isArea, isChoice, isHidden, css) = (
      [Option](), false, false, false, false, ""
    )
    switch kind {
    case .line: isLine = true
    case .short: (isLine, css) = (true, "short")
    case .day: (isLine, css) = (true, "short")
    case .area: isArea = true
    case .hidden: isHidden = true
    case .choice(let choices):
      isChoice = true
      options = choices.map { Option(value: $0, text: $1, isChosen: $0 == value) }
    }
    inputs.append(
      Input(
        id: "\(id)-\(name)", name: name, label: label, hint: hint, value: value, options: options,
        isLine: isLine, isArea: isArea, isChoice: isChoice, isHidden: isHidden,
        isRequired: isRequired, css: css))
  }
}

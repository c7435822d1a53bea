internal import IRMER
package import Records

/// A question of the log as a field of a form, and what was sent for it.
package struct QuestionField: Sendable {
  package let question: Question

  package init(question: Question) { self.question = question }

  private static let selectedFrom = 12
  /// A choice that takes an answer back: radio buttons cannot be emptied otherwise.
  private static let notKnown = "Not known yet"

  private var id: String { "q-\(question.id)" }

  // MARK: Showing

  /// - Parameters:
  ///   - answer: the saved answer.
  ///   - sent: what was typed and could not be accepted.
  package func view(
    _ answer: Answer?, sent: Sent? = nil, isDone: Bool = false, isHeading: Bool = false
  )
    -> FieldView
  {
    let typed = sent?.text ?? answer?.typed ?? initial(isDone: isDone)
    var view = FieldView(
      id: id, name: id, label: question.wording, hint: PageWords.hint(of: question),
      explanation: question.explanation, value: typed, isHeading: isHeading,
      control: control(answer, sent, typed, isDone))
    view.blank = Self.notKnown
    switch sent?.outcome {
    case .wrong(let words)?: view.error = words
    case .doubtful(let words)?: view.doubt = words
    default: break
    }
    return view
  }

  /// What the field shows before anything is typed: the meaning of an empty answer.
  private func initial(isDone: Bool) -> String {
    guard !isDone, let standard = question.standard else { return "" }
    if case .day = question.form {
      return standard.fields.members.first?.value.string.flatMap { CalendarDate($0) }?.numbers ?? ""
    }
    return standard.typed
  }

  private func control(
    _ answer: Answer?, _ sent: Sent?, _ typed: String, _ isDone: Bool
  ) -> FieldView.Control {
    switch question.form {
    case .text(let isLong): return isLong ? .text : .line
    case .day, .age, .dose: return .line
    case .place(let choices):
      return choices.isEmpty ? .line : .proposals(views(choices, chosen: nil))
    case .choice(let choices):
      let chosen =
        sent.map { sent in choices.first { $0.key == sent.text } }
        ?? choices.first { choice in
          answer.map { $0.fields == choice.fields } ?? (choice.key == typed)
        }
      var views = views(choices, chosen: chosen?.key)
      guard choices.count < Self.selectedFrom else { return .select(views) }
      if !question.isRequired {
        views.append(
          FieldView.Choice(
            id: "\(id)-\(choices.count + 1)", value: "", displayText: Self.notKnown,
            isChosen: isDone && chosen == nil && typed.isEmpty))
      }
      if let label = PageWords.otherAnswer(to: question) {
        return .radiosOrLine(views, other: label, value: chosen == nil ? typed : "")
      }
      return .radios(views)
    }
  }

  private func views(_ choices: [Question.Choice], chosen: String?) -> [FieldView.Choice] {
    choices.enumerated().map { index, choice in
      FieldView.Choice(
        id: index == 0 ? id : "\(id)-\(index + 1)", value: choice.key,
        displayText: choice.displayText.prefix(1).uppercased() + choice.displayText.dropFirst(),
        isChosen: choice.key == chosen)
    }
  }

  // MARK: Reading

  /// What was sent for one question.
  package struct Sent: Sendable {
    package enum Outcome: Sendable {
      /// `nil` for “don't know”.
      case read(Answer?)
      case doubtful(String)
      case wrong(String)
    }

    package let text: String
    package let outcome: Outcome

    package init(text: String, outcome: Outcome) {
      (self.text, self.outcome) = (text, outcome)
    }
  }

  /// Reads the question's part of a form; the same parser as the terminal's.
  package func read(_ form: FormFields, after answers: Answers) -> Sent {
    let text = form.text(id + "-other") ?? form.text(id) ?? ""
    guard !text.isEmpty else {
      if question.isRequired, question.standard == nil {
        return Sent(text: "", outcome: .wrong("This is needed. \(question.explanation)"))
      }
      return Sent(text: "", outcome: .read(question.isRequired ? question.standard : nil))
    }
    switch question.read(text, after: answers) {
    case .understood(let answer): return Sent(text: text, outcome: .read(answer))
    case .doubtful(let answer, let words):
      // A confirmation applies only to exactly what was asked about.
      if form[id + "-confirmed"] == text { return Sent(text: text, outcome: .read(answer)) }
      return Sent(text: text, outcome: .doubtful(PageWords.displayText(words)))
    case .notUnderstood(let words):
      return Sent(text: text, outcome: .wrong(PageWords.displayText(words)))
    }
  }
}

/// The questions' words, where a page differs from a terminal.
package enum PageWords {
  private static let replacements = [
    ("; press Enter if you don't know", "; leave it empty if you don't know"),
    (", or press Enter if you don't know", ", or leave it empty if you don't know"),
    (" – or press Enter if you don't know", " – or leave it empty if you don't know"),
    ("Go back with < if that day is wrong.", "Change that day if it is the wrong one."),
    ("If this computer's date is wrong, press Ctrl-C and run: ", ""),
    (
      "candour incident log --today YYYY-MM-DD",
      "If this computer's date is wrong, correct it first."
    ),
    ("Type 1, 2 or 3, or the day", "Choose an answer, or type the day"),
    ("Type 2 if it is still to be done.", "Choose “not yet” if it is still to be done."),
    ("or press Enter.", "or leave it empty."),
  ]

  /// The remark about an answer.
  package static func displayText(_ text: String) -> String {
    replacements.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// The hint without references to a terminal's keys; `nil` where nothing remains.
  package static func hint(of question: Question) -> String? {
    var parts = question.hint.split(separator: ";").map { $0.trimmingSpaces }.filter {
      !$0.hasPrefix("Enter") && !$0.hasPrefix("type “edit”") && !$0.hasPrefix("a number")
        && !$0.hasPrefix("needed")
    }
    if case .place = question.form { parts = parts.map { $0.replacing("a number, ", with: "") } }
    parts = parts.map {
      $0.replacing("Several lines can be pasted", with: "Write roles, never names")
    }
    let text = parts.joined(separator: "; ")
    guard let first = text.first else { return nil }
    let words = first.uppercased() + text.dropFirst()
    return words.hasPrefix("No names")
      ? "No names or hospital numbers: write roles, such as Patient A." : words
  }

  /// The label of the line for an answer that is not one of the choices.
  package static func otherAnswer(to question: Question) -> String? {
    question.id == "informed" ? "Or the day on which they were told" : nil
  }
}

extension StringProtocol {
  package var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

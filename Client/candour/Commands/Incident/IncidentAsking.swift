import Screens
import SiteClient

/// Asks for one incident at the terminal, and continues with saved answers.
struct IncidentAsking {
  let client: SiteClient
  let role: String?
  let isNearMiss: Bool
  let template: IncidentTemplate?
  var console = Console(endedWords: "Input stopped before the last question. \(Self.kept)")

  private static let kept =
    "Nothing was saved as a record; your answers are kept on this computer. To go on: "
    + "candour incident log"

  /// - Returns: `nil` where the person stopped; the answers are saved then.
  func document() async throws -> (document: JSONValue, why: String)? {
    let equipment = try await client.registers().equipment
    let begun = try resumed()
    let template = begun.template
    let list = IncidentQuestions.list(
      isNearMiss: begun.isNearMiss, template: template, today: client.context().today,
      equipment: equipment)
    let interview = IncidentInterview(
      list: list, console: console, names: NameCheck(people: try client.knownPeople()),
      keep: { answers in
        try client.keep(
          AnswerDraft(
            answers, savedAt: client.context().now, template: template?.name,
            isNearMiss: begun.isNearMiss), of: list)
      },
      preview: { document, why in
        let parts = NationSplit.documents(of: document, home: client.context().nation)
        let results = parts.compactMap { part -> String? in
          guard
            let words = Self.displayText(
              of: try? client.draft(.incident, part, why: why, as: role))
          else { return nil }
          let nation = part["nation"]?.string.flatMap(Nation.init(rawValue:))?.name ?? ""
          return parts.count > 1 ? "\(nation): \(words)" : words
        }
        guard results.count == parts.count else { return nil }
        let start = parts.count > 1 ? "A linked record is saved for each nation. " : ""
        return start + "By the rules: " + results.joined(separator: "; ")
      })
    let words = "Stopped. \(Self.kept)"
    switch try Interruption.saying(words, { try interview.run(from: begun.answers) }) {
    case .save(let document, let why): return (document, why)
    case .stopped:
      console.say(words)
      return nil
    }
  }

  private struct Begun {
    let answers: Answers
    let template: IncidentTemplate?
    let isNearMiss: Bool
  }

  /// The answers saved before, where the person wants to continue with them.
  private func resumed() throws -> Begun {
    let fresh = Begun(answers: Answers(), template: template, isNearMiss: isNearMiss)
    guard let draft = client.answerDraft(), draft.answers.count > 0 else { return fresh }
    let count = draft.answers.count.of("answer", "answers")
    console.say(
      "A log that was not finished is kept here: \(count), \(draft.savedAt.londonDay.displayText).")
    if let text = draft.answers["narrative"]?.shown {
      console.say("  “\(text.singleLine.prefix(70))”")
    }
    console.say("Enter = go on with it, n = begin a new one and remove the old answers")
    while true {
      switch try console.answer().lowercased() {
      case "", "y", "yes":
        let named = draft.template.flatMap { name in
          IncidentTemplate.all.first { $0.name == name }
        }
        return Begun(answers: draft.answers, template: named, isNearMiss: draft.isNearMiss)
      case "n", "no":
        client.removeAnswerDraft()
        return fresh
      default: console.say("Press Enter, or type n.")
      }
    }
  }

  /// The rules' result for the record as it would be saved.
  private static func displayText(of draft: Draft?) -> String? {
    guard let draft else { return nil }
    let assessment = IncidentView(draft.snapshot).assessment
    return OutcomeWords(assessment).displayText
  }
}

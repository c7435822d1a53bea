import Screens
import SiteClient

/// Asks the questions of a form at the terminal, one after the other, and shows what was understood
/// before anything is saved.
struct IncidentInterview {
  let list: QuestionList
  var console = Console()
  var names = NameCheck()
  /// Saves the answers so far; called after each of them.
  var keep: (Answers) throws -> Void = { _ in }
  /// The rules' result for the record as it would be; `nil` where it cannot be judged yet.
  var preview: (JSONValue, _ why: String) -> String? = { _, _ in nil }

  /// How the interview ended.
  enum End: Equatable {
    case save(JSONValue, why: String)
    /// Nothing is logged; the answers are saved.
    case stopped
  }

  func run(from earlier: Answers = Answers()) throws -> End {
    var answers = earlier
    console.say(
      "Enter = don't know, ? explains, < goes back. Nothing is saved before you say so.")
    while true {
      try ask(&answers)
      switch try summary(answers) {
      case .save:
        let document = list.document(of: answers)
        if try isFree(of: names, in: &answers) {
          return .save(document, why: list.reason(in: answers))
        }
      case .stop: return .stopped
      case .change(let question):
        do { try put(question, &answers) } catch is Console.Back { continue }
        try keep(answers)
      }
    }
  }

  // MARK: Questions

  /// Every question that was not asked yet, in order; `<` returns to the one before.
  private func ask(_ answers: inout Answers) throws {
    var back: Question?
    while let question = back ?? list.next(after: answers) {
      back = nil
      do {
        try put(question, &answers)
      } catch is Console.Back {
        let asked = list.asked(after: answers)
        let position = asked.firstIndex { $0.id == question.id } ?? 0
        back = asked[max(position - 1, 0)]
        continue
      }
      try keep(answers)
      back = following(question, answers)
    }
  }

  /// After going back, the questions in between are shown again with their answers.
  private func following(_ question: Question, _ answers: Answers) -> Question? {
    guard list.next(after: answers) != nil else { return nil }
    let asked = list.asked(after: answers)
    guard let position = asked.firstIndex(where: { $0.id == question.id }),
      position + 1 < asked.count
    else { return nil }
    return asked[position + 1]
  }

  private func put(_ question: Question, _ answers: inout Answers) throws {
    show(question, answers[question.id])
    while true {
      let text = try typed(question, answers[question.id])
      switch text {
      case "<": throw Console.Back()
      case "?": console.say(question.explanation)
      case "" where question.isRequired && question.standard == nil && answers[question.id] == nil:
        console.say("This is needed. \(question.explanation)")
      case "":
        if answers[question.id] == nil || !answers.isDone(question.id) {
          answers.set(question.standard, of: question.id)
        }
        return
      case "-", "don't know", "dont know":
        guard question.isRequired else { return answers.set(nil, of: question.id) }
        console.say("This is needed. \(question.explanation)")
      default:
        guard let answer = try answer(to: question, text, answers) else { continue }
        return answers.set(answer, of: question.id)
      }
    }
  }

  private func show(_ question: Question, _ earlier: Answer?) {
    console.say()
    console.say(question.wording)
    switch question.form {
    case .choice(let choices), .place(let choices):
      for (index, choice) in choices.enumerated() {
        console.say("  \(index + 1)  \(choice.displayText)")
      }
    default: break
    }
    console.say(
      earlier.map { "(Enter keeps: \($0.shown); - removes it)" } ?? "(\(question.hint))")
  }

  private func typed(_ question: Question, _ earlier: Answer?) throws -> String {
    let text = try console.answer()
    guard case .text(isLong: true) = question.form, text.lowercased() == "edit" else { return text }
    guard let edited = console.edit(earlier?.typed ?? "") else {
      console.say("No editor is set (EDITOR), or it failed. Type or paste the text here.")
      return try typed(question, earlier)
    }
    return edited.trimmed
  }

  /// - Returns: `nil` where it has to be asked again.
  private func answer(
    to question: Question, _ text: String, _ answers: Answers
  ) throws -> Answer? {
    switch question.read(text, after: answers) {
    case .notUnderstood(let words):
      console.say(words)
      return nil
    case .doubtful(let answer, let doubt):
      switch try console.reply(to: doubt, same: text) {
      case .yes: return answer
      case .no: return nil
      case .other("<"): throw Console.Back()
      case .other("?"):
        console.say(question.explanation)
        return nil
      // A person who is asked about a mistake may type the answer again, without saying no first.
      case .other(let text): return try self.answer(to: question, text, answers)
      }
    case .understood(let answer):
      if let checked = try free(answer, question, answers) {
        if checked.shown != text { console.say("→ \(checked.shown)") }
        return checked
      }
      return nil
    }
  }

  // MARK: Names

  /// A text without names; `nil` where the person wants to rewrite it.
  private func free(
    _ answer: Answer, _ question: Question, _ answers: Answers
  ) throws -> Answer? {
    guard isWords(question) else { return answer }
    let found = names.found(in: answer.typed)
    guard !found.isEmpty else { return answer }
    for name in found { console.say("This \(name.displayText)") }
    console.say("Enter = write that instead, a = type it again, k = keep it as it is")
    while true {
      switch try console.answer().lowercased() {
      case "":
        guard let text = names.replaced(answer.typed) else {
          console.say("It would still name somebody: please word it anew.")
          return nil
        }
        guard case .understood(let replaced) = question.read(text, after: answers) else {
          return nil
        }
        return replaced
      case "a": return nil
      case "k": return answer
      default: console.say("Press Enter, or type a or k.")
      }
    }
  }

  private func isWords(_ question: Question) -> Bool {
    switch question.form {
    case .text, .place: true
    default: false
    }
  }

  /// Whether nothing names anybody, or the person saves it anyway.
  private func isFree(of names: NameCheck, in answers: inout Answers) throws -> Bool {
    let found = list.asked(after: answers).filter(isWords)
      .compactMap { answers[$0.id]?.typed }.flatMap(names.found)
    guard !found.isEmpty else { return true }
    for name in found { console.say("The text still \(name.displayText)") }
    return try console.confirms("Save it with that?")
  }

  // MARK: Summary

  private enum Choice {
    case save
    case stop
    case change(Question)
  }

  private func summary(_ answers: Answers) throws -> Choice {
    let asked = list.asked(after: answers)
    let width = asked.map(\.label.count).max() ?? 0
    console.say()
    console.say("Please check. Nothing has been saved yet.")
    for (index, question) in asked.enumerated() {
      let number = index < 9 ? " \(index + 1)" : "\(index + 1)"
      let space = String(repeating: " ", count: width - question.label.count + 2)
      let shown = answers[question.id]?.shown ?? "not answered"
      console.say(" \(number)  \(question.label)\(space)\(shown)")
    }
    if let words = preview(list.document(of: answers), list.reason(in: answers)) {
      console.say(words)
    }
    while true {
      let text = try console.answer("save, change or stop? [save]").lowercased()
      switch text {
      case "", "s", "save", "y", "yes": return .save
      case "t", "stop", "q", "quit": return .stop
      case "c", "change":
        if let question = try which(asked) { return .change(question) }
      default:
        if let question = numbered(text, asked) { return .change(question) }
        console.say("Type save, change or stop; or a number to change that answer.")
      }
    }
  }

  private func which(_ asked: [Question]) throws -> Question? {
    let text = try console.answer("Which number?")
    if let question = numbered(text, asked) { return question }
    console.say("Type a number from 1 to \(asked.count).")
    return nil
  }

  private func numbered(_ text: String, _ asked: [Question]) -> Question? {
    Int(text).flatMap { asked.indices.contains($0 - 1) ? asked[$0 - 1] : nil }
  }
}

internal import IRMER
internal import RecordStore
internal import Records
internal import Screens
internal import SiteClient

/// The log that is being filled in: its questions, its answers so far, and what the rules say of
/// them. The answers are kept on the disk after every page, in the terminal's own place.
struct LogDesk: Sendable {
  let client: SiteClient
  let role: String
  let list: QuestionList
  var answers: Answers
  let template: IncidentTemplate?
  let isNearMiss: Bool

  /// The log that is kept on this computer; `nil` where there is none.
  init?(keptBy client: SiteClient, as role: String) async throws {
    guard let draft = client.answerDraft() else { return nil }
    let template = draft.template.flatMap { name in
      IncidentTemplate.all.first { $0.name == name }
    }
    try await self.init(
      client, role, draft.answers, template, isNearMiss: draft.isNearMiss)
  }

  /// Begins a log, and keeps it at once.
  static func begin(
    _ template: IncidentTemplate?, isNearMiss: Bool, at client: SiteClient, as role: String
  ) async throws -> LogDesk {
    let desk = try await LogDesk(
      client, role, Answers(), template, isNearMiss: isNearMiss)
    try desk.keep()
    return desk
  }

  private init(
    _ client: SiteClient, _ role: String, _ answers: Answers, _ template: IncidentTemplate?,
    isNearMiss: Bool
  ) async throws {
    let equipment = try await client.registers().equipment
    list = IncidentQuestions.list(
      isNearMiss: isNearMiss, template: template, today: client.context().today,
      equipment: equipment)
    (self.client, self.role, self.answers) = (client, role, answers)
    (self.template, self.isNearMiss) = (template, isNearMiss)
  }

  func keep() throws {
    try client.keep(
      AnswerDraft(
        answers, savedAt: client.context().now, template: template?.name, isNearMiss: isNearMiss),
      of: list)
  }

  /// The record that the answers make, as text.
  var document: String { list.document(of: answers).serialized() }

  var asked: [Question] { list.asked(after: answers) }

  // MARK: Reading

  /// Takes what was sent of some questions.
  ///
  /// - Returns: what could not be taken, by the question's id.
  mutating func take(
    _ form: FormFields, of questions: [Question]
  ) -> [String: QuestionField.Sent] {
    var wrong: [String: QuestionField.Sent] = [:]
    for question in questions {
      let sent = QuestionField(question: question).read(form, after: answers)
      if case .read(let answer) = sent.outcome {
        answers.set(answer, of: question.id)
      } else {
        wrong[question.id] = sent
      }
    }
    return wrong
  }

  func fields(wrong: [String: QuestionField.Sent] = [:]) -> [FieldView] {
    asked.map { question in
      QuestionField(question: question).view(
        answers[question.id], sent: wrong[question.id], isDone: answers.isDone(question.id))
    }
  }

  // MARK: Names

  /// What the texts show of people.
  var names: [NameCheck.Found] {
    let check = NameCheck(people: client.knownPeople())
    return asked.filter(\.isWords).compactMap { answers[$0.id]?.typed }.flatMap(check.found)
  }

  /// Writes what is proposed in the place of each name.
  mutating func replaceNames() {
    let check = NameCheck(people: client.knownPeople())
    for question in asked.filter(\.isWords) {
      guard let answer = answers[question.id], !check.found(in: answer.typed).isEmpty,
        case .understood(let replaced) = question.read(
          check.replaced(answer.typed), after: answers)
      else { continue }
      answers.set(replaced, of: question.id)
    }
  }

  // MARK: The rules

  /// The record as it would be saved; `nil` where something forbids it.
  func event() throws -> EventDraft {
    try client.event(list.document(of: answers), as: role)
  }

  var answer: RulesAnswer? {
    guard let event = try? event() else { return nil }
    return RulesAnswer(IncidentView(event.draft.snapshot), today: client.context().today.day)
  }
}

extension Question {
  var isWords: Bool {
    switch form {
    case .text, .place: true
    default: false
    }
  }
}

/// What the rules say of a record, as pages show it.
struct RulesAnswer: Sendable {
  let outcome: Tag
  let sentence: String
  let authority: String
  let codes: String?
  let notifyBy: String?
  let reportBy: String?
  let missing: [String]
  let hasMissing: Bool

  init(_ incident: IncidentView, today: CalendarDate) {
    let assessment = incident.assessment
    outcome = Tag(
      OutcomeWords(assessment).words.capitalisedFirst,
      ["notifiable": "red", "undetermined": "amber"][assessment.outcome.rawValue] ?? "grey")
    sentence = OutcomeAdvice(assessment, today: today).words
    authority = assessment.authority
    let all = assessment.codes + assessment.complementary
    codes = all.isEmpty ? nil : all.joined(separator: ", ")
    notifyBy = assessment.notifyBy.map { Self.day($0, today, assessment.authority) }
    reportBy = assessment.reportBy.map { Self.day($0, today, assessment.authority) }
    missing = SettlingFacts(incident).facts.map(\.words.capitalisedFirst)
    hasMissing = !missing.isEmpty
  }

  private static func day(_ day: CalendarDate, _ today: CalendarDate, _ authority: String) -> String
  {
    let words = "\(day.words) (\(Days.words(until: day, from: today)))"
    return Days.actBefore(day, authority: authority, near: today).map { "\(words). \($0)" } ?? words
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

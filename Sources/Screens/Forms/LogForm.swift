package import IRMER
package import Records

/// The log that is being filled in: its questions and its answers so far. The site's screen and the
/// centre's pages ask the same questions, and read the answers with the same parser.
package struct LogForm: Sendable {
  package let list: QuestionList
  package var answers: Answers
  package let template: IncidentTemplate?
  package let isNearMiss: Bool

  /// - Parameters:
  ///   - template: a frequent event that the log was started with.
  ///   - home: the nation that is proposed, where the store does not know the site's own.
  package init(
    _ answers: Answers = Answers(), template: IncidentTemplate?, isNearMiss: Bool,
    today: DeviceDate, equipment: EquipmentRegister, home: Nation? = nil
  ) {
    list = IncidentQuestions.list(
      isNearMiss: isNearMiss, template: template, today: today, equipment: equipment, home: home)
    (self.answers, self.template, self.isNearMiss) = (answers, template, isNearMiss)
  }

  /// A saved log.
  package init(
    _ draft: AnswerDraft, today: DeviceDate, equipment: EquipmentRegister, home: Nation? = nil
  ) {
    self.init(
      draft.answers, template: draft.template.flatMap(Self.template(named:)),
      isNearMiss: draft.isNearMiss, today: today, equipment: equipment, home: home)
  }

  package static func template(named name: String) -> IncidentTemplate? {
    IncidentTemplate.all.first { $0.name == name }
  }

  package var title: String {
    template?.title ?? (isNearMiss ? "Log a near miss" : "Log an incident")
  }

  /// The record that results from the answers.
  package var document: JSONValue { list.document(of: answers) }

  /// The author's reason for what is refused without one.
  package var reason: String { list.reason(in: answers) }

  package var asked: [Question] { list.asked(after: answers) }

  package func draft(savedAt: Moment) -> AnswerDraft {
    AnswerDraft(answers, savedAt: savedAt, template: template?.name, isNearMiss: isNearMiss)
  }

  // MARK: Reading

  /// Reads the sent answers to some questions.
  ///
  /// - Returns: what could not be accepted, by the question's id.
  package mutating func take(
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

  /// Reads all sent answers of the log.
  ///
  /// - Returns: what could not be accepted of the questions that are asked.
  package mutating func takeAll(_ form: FormFields) -> [String: QuestionField.Sent] {
    let wrong = take(form, of: list.questions)
    return wrong.filter { id, _ in asked.contains { $0.id == id } }
  }

  /// Reads the fields that are present and valid: somebody is still typing.
  ///
  /// - Returns: the questions whose text could not be read.
  package mutating func takeSoFar(_ form: FormFields) -> [String] {
    take(form, of: list.questions.filter { form["q-\($0.id)"] != nil }).keys.sorted()
  }

  package func fields(wrong: [String: QuestionField.Sent] = [:]) -> [FieldView] {
    asked.map { question in
      QuestionField(question: question).view(
        answers[question.id], sent: wrong[question.id], isDone: answers.isDone(question.id))
    }
  }

  // MARK: Names

  /// What the texts show of people.
  package func names(_ check: NameCheck) -> [String] {
    asked.filter(\.isWords).compactMap { answers[$0.id]?.typed }.flatMap(check.found)
      .map { "A text \($0.displayText)" }
  }

  /// Replaces each name with the proposed text. A text that would still name somebody stays as it is,
  /// and among ``names(_:)``.
  package mutating func replaceNames(_ check: NameCheck) {
    for question in asked.filter(\.isWords) {
      guard let answer = answers[question.id], !check.found(in: answer.typed).isEmpty,
        let text = check.replaced(answer.typed),
        case .understood(let replaced) = question.read(text, after: answers)
      else { continue }
      answers.set(replaced, of: question.id)
    }
  }
}

extension Question {
  package var isWords: Bool {
    switch form {
    case .text, .place: true
    default: false
    }
  }
}

package import Records

/// What the pages of the log show: the site's and the centre's have the same templates.
package enum LogContents {
  /// What to log, or an unfinished log.
  package struct Choosing: Sendable {
    package struct Draft: Sendable {
      let title: String
      let answers: String
      let displayText: String?
      let savedOn: String

      package init(_ draft: AnswerDraft) {
        title =
          draft.isNearMiss
          ? "You have an unfinished near miss" : "You have an unfinished incident log"
        answers = Wording.count(draft.answers.count, "answer")
        displayText = draft.answers["narrative"]?.shown.shortened(to: 120)
        savedOn = Wording.moment(draft.savedAt)
      }
    }

    let draft: Draft?
    let templates: [FieldView.Choice]
    let place: LogPlace

    package init(_ draft: AnswerDraft?, _ place: LogPlace) {
      self.draft = draft.map(Draft.init)
      templates = IncidentTemplate.all.map {
        FieldView.Choice(
          id: "template-\($0.name)", value: $0.name, displayText: $0.title, isChosen: false)
      }
      self.place = place
    }
  }

  /// All questions on one page.
  package struct Form: Sendable {
    let heading: String
    let fields: [FieldView]
    package let errors: FormErrors
    let answer: RulesAnswer?
    let place: LogPlace

    package init(
      _ log: LogForm, wrong: [String: QuestionField.Sent] = [:], _ answer: RulesAnswer?,
      _ place: LogPlace
    ) {
      heading = log.title
      fields = log.fields(wrong: wrong)
      errors = FormErrors(fields)
      (self.answer, self.place) = (answer, place)
    }

    package var title: String { errors.isEmpty ? heading : "Error: \(heading)" }
  }

  /// The part of the page that is updated while somebody types.
  package struct Live: Sendable {
    let answer: RulesAnswer?
    let asked: String
    /// The questions whose text was not accepted yet.
    let unread: String
    let names: [String]
    let hasNames: Bool

    package init(_ log: LogForm, _ answer: RulesAnswer?, unread: [String], names: [String]) {
      self.answer = answer
      self.unread = unread.joined(separator: " ")
      asked = log.asked.map(\.id).joined(separator: " ")
      (self.names, hasNames) = (names, !names.isEmpty)
    }
  }

  /// One question on a page of its own.
  package struct OneQuestion: Sendable {
    let question: String
    let fields: [FieldView]
    package let errors: FormErrors
    let back: String
    let number: Int
    let count: Int
    let then: String?
    let answer: RulesAnswer?
    let place: LogPlace

    /// - Parameters:
    ///   - then: `summary` where the person came from the summary and returns to it.
    /// - Returns: `nil` for a question that is not asked.
    package init?(
      _ id: String, of log: LogForm, sent: QuestionField.Sent? = nil, then: String?,
      _ answer: RulesAnswer?, _ place: LogPlace
    ) {
      let asked = log.asked
      guard let position = asked.firstIndex(where: { $0.id == id }) else { return nil }
      question = id
      fields = [
        QuestionField(question: asked[position]).view(
          log.answers[id], sent: sent, isDone: log.answers.isDone(id), isHeading: true)
      ]
      errors = FormErrors(fields)
      back =
        then == "summary"
        ? "/log/summary" : position == 0 ? "/log" : "/log/question/\(asked[position - 1].id)"
      (number, count) = (position + 1, asked.count)
      (self.then, self.answer, self.place) = (then, answer, place)
    }

    package var title: String { (errors.isEmpty ? "" : "Error: ") + fields[0].label }
  }

  /// What was understood, before it is saved.
  package struct Summary: Sendable {
    struct Row: Sendable {
      let id: String
      let label: String
      let shown: String
    }

    let heading: String
    let rows: [Row]
    let answer: RulesAnswer?
    let names: [String]
    let hasNames: Bool
    /// What the form sends, so that exactly what was shown is saved.
    let draft: String
    package let errors: FormErrors
    let place: LogPlace

    package init(
      _ log: LogForm, _ answer: RulesAnswer?, names: [String], draft: String, error: String?,
      _ place: LogPlace
    ) {
      heading = log.title
      rows = log.asked.map { question in
        Row(
          id: question.id, label: question.label,
          shown: log.answers[question.id]?.shown ?? "Not answered")
      }
      (self.names, hasNames) = (names, !names.isEmpty)
      var errors = FormErrors()
      if let error { errors.add(error) }
      self.errors = errors
      (self.answer, self.draft, self.place) = (answer, draft, place)
    }
  }
}

/// Where a log is saved, in the words of its pages.
package struct LogPlace: Sendable {
  /// `on this computer`.
  package let displayText: String
  /// The key under which a browser saves what it could not send; `nil` where the pages come from
  /// the same computer.
  package let key: String?
  /// When answers are saved, and what is sent.
  let kept: String

  package init(_ displayText: String, key: String? = nil) {
    (self.displayText, self.key) = (displayText, key)
    kept =
      key == nil
      ? "Your answers are saved \(displayText) each time you press Continue or Check. Nothing goes to the "
        + "centre until you synchronise, and nothing goes to the regulator."
      : "Your answers are saved \(displayText) each time you press Continue or Check. Nobody else sees them "
        + "until you save, and nothing goes to the regulator."
  }
}

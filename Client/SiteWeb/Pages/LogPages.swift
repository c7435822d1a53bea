internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Logging an incident: one question a page or all on one, the answer of the rules meanwhile, and a
/// summary before anything is saved.
struct LogPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/log") { await choose($0) }
    pages.post(router, "/log/begin") { try await begin($0) }
    pages.post(router, "/log/discard") { _ in
      pages.client.removeAnswerDraft()
      return ScreenRenderer.redirect(to: "/log")
    }
    pages.get(router, "/log/form") { try await showForm($0) }
    pages.post(router, "/log/form") { try await takeForm($0) }
    pages.post(router, "/log/live") { try await live($0) }
    pages.get(router, "/log/question/{id}") { try await showQuestion($0) }
    pages.post(router, "/log/question/{id}") { try await takeQuestion($0) }
    LogSummaryPage(pages: pages).register(router)
  }

  static let nothingBegun = ScreenRenderer.redirect(to: "/log")

  // MARK: What to log

  struct Draft {
    let title: String
    let answers: String
    let words: String?
    let savedOn: String
  }

  struct Choosing {
    let draft: Draft?
    let templates: [FieldView.Choice]
  }

  private func choose(_ visit: Visit) async -> Response {
    let draft = pages.client.answerDraft().map { draft in
      Draft(
        title: draft.isNearMiss ? "A near miss that is not finished" : "A log that is not finished",
        answers: Wording.count(draft.answers.count, "answer"),
        words: draft.answers["narrative"]?.shown.shortened(to: 120),
        savedOn: Wording.moment(draft.savedAt))
    }
    let templates = IncidentTemplate.all.map {
      FieldView.Choice(id: "template-\($0.name)", value: $0.name, words: $0.title, isChosen: false)
    }
    return pages.show(
      "log-choose", title: "Log an incident", Choosing(draft: draft, templates: templates),
      at: visit.path)
  }

  private func begin(_ visit: Visit) async throws -> Response {
    let what = visit.form.text("what") ?? "incident"
    let template = IncidentTemplate.all.first { $0.name == what }
    // What was not finished goes only when a person says so.
    guard pages.client.answerDraft() == nil else { return Self.nothingBegun }
    let desk = try await LogDesk.begin(
      template, isNearMiss: what == "near-miss", at: pages.client, as: visit.role)
    guard visit.form.text("way") == "questions", let first = desk.asked.first else {
      return ScreenRenderer.redirect(to: "/log/form")
    }
    return ScreenRenderer.redirect(to: "/log/question/\(first.id)")
  }

  // MARK: All on one page

  struct Form {
    let title: String
    let fields: [FieldView]
    let errors: FormErrors
    let answer: RulesAnswer?
    let isBegun: Bool
  }

  private func showForm(_ visit: Visit) async throws -> Response {
    guard let desk = try await LogDesk(keptBy: pages.client, as: visit.role) else {
      return Self.nothingBegun
    }
    return form(desk, visit)
  }

  private func form(
    _ desk: LogDesk, _ visit: Visit, wrong: [String: QuestionField.Sent] = [:]
  ) -> Response {
    let fields = desk.fields(wrong: wrong)
    let errors = FormErrors(fields)
    let title = Self.title(desk)
    return pages.show(
      "log-form", title: errors.isEmpty ? title : "Error: \(title)",
      Form(
        title: title, fields: fields, errors: errors, answer: desk.answer,
        isBegun: desk.answers.count > 0), at: "/log/form",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  static func title(_ desk: LogDesk) -> String {
    desk.template?.title ?? (desk.isNearMiss ? "Log a near miss" : "Log an incident")
  }

  private func takeForm(_ visit: Visit) async throws -> Response {
    guard var desk = try await LogDesk(keptBy: pages.client, as: visit.role) else {
      return Self.nothingBegun
    }
    let wrong = desk.take(visit.form, of: desk.list.questions)
    try desk.keep()
    let open = wrong.filter { id, _ in desk.asked.contains { $0.id == id } }
    guard open.isEmpty else { return form(desk, visit, wrong: open) }
    let isChecking = visit.form.text("action") == "check"
    return ScreenRenderer.redirect(to: isChecking ? "/log/form#answer" : "/log/summary")
  }

  struct Live {
    let answer: RulesAnswer?
    let asked: String
    let names: [String]
    let hasNames: Bool
  }

  /// While somebody types: keeps what can be read, and answers with what the rules say of it.
  private func live(_ visit: Visit) async throws -> Response {
    guard var desk = try await LogDesk(keptBy: pages.client, as: visit.role) else {
      throw ScreenProblem.notFound
    }
    let questions = desk.list.questions.filter { visit.form["q-\($0.id)"] != nil }
    _ = desk.take(visit.form, of: questions)
    try desk.keep()
    let names = desk.names.map(\.words)
    return pages.renderer.response(
      pages.renderer.html(
        "log-live",
        Live(
          answer: desk.answer, asked: desk.asked.map(\.id).joined(separator: " "),
          names: names.map { "A text \($0)" }, hasNames: !names.isEmpty)), status: .ok)
  }

  // MARK: One question a page

  struct OneQuestion {
    let id: String
    let fields: [FieldView]
    let errors: FormErrors
    let back: String
    let number: Int
    let count: Int
    let then: String?
    let answer: RulesAnswer?
  }

  private func showQuestion(_ visit: Visit) async throws -> Response {
    guard let desk = try await LogDesk(keptBy: pages.client, as: visit.role) else {
      return Self.nothingBegun
    }
    return try question(desk, visit)
  }

  private func question(
    _ desk: LogDesk, _ visit: Visit, sent: QuestionField.Sent? = nil
  ) throws -> Response {
    let id = try visit.parameter("id")
    let asked = desk.asked
    guard let place = asked.firstIndex(where: { $0.id == id }) else { throw ScreenProblem.notFound }
    let field = QuestionField(question: asked[place]).view(
      desk.answers[id], sent: sent, isDone: desk.answers.isDone(id), isHeading: true)
    let then = visit.form.text("then") ?? visit.query.text("then")
    let errors = FormErrors([field])
    return pages.show(
      "log-question", title: (errors.isEmpty ? "" : "Error: ") + field.label,
      OneQuestion(
        id: id, fields: [field], errors: errors,
        back: then == "summary"
          ? "/log/summary" : place == 0 ? "/log" : "/log/question/\(asked[place - 1].id)",
        number: place + 1, count: asked.count, then: then, answer: desk.answer),
      at: "/log/question",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func takeQuestion(_ visit: Visit) async throws -> Response {
    guard var desk = try await LogDesk(keptBy: pages.client, as: visit.role) else {
      return Self.nothingBegun
    }
    let id = try visit.parameter("id")
    guard let question = desk.asked.first(where: { $0.id == id }) else {
      throw ScreenProblem.notFound
    }
    let wrong = desk.take(visit.form, of: [question])
    guard wrong.isEmpty else { return try self.question(desk, visit, sent: wrong[id]) }
    try desk.keep()
    let asked = desk.asked
    guard visit.form.text("then") != "summary",
      let place = asked.firstIndex(where: { $0.id == id }),
      place + 1 < asked.count
    else { return ScreenRenderer.redirect(to: "/log/summary") }
    return ScreenRenderer.redirect(to: "/log/question/\(asked[place + 1].id)")
  }
}

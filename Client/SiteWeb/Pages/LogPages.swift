internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Logging an incident: one question a page or all on one, the rules' result meanwhile, and a
/// summary before anything is saved.
struct LogPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/log") { await choose($0) }
    pages.post(router, "/log/begin") { try await begin($0) }
    pages.post(router, "/log/discard") { _ in
      pages.client.removeAnswerDraft(of: pages.owner)
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
  static let place = LogPlace("on this computer")

  // MARK: What to log

  private func choose(_ visit: Visit) async -> Response {
    pages.show(
      "log-choose", title: "Log an incident",
      LogContents.Choosing(pages.client.answerDraft(of: pages.owner), Self.place), at: visit.path)
  }

  private func begin(_ visit: Visit) async throws -> Response {
    let what = visit.form.text("what") ?? "incident"
    let template = LogForm.template(named: what)
    // An unfinished log is deleted only when a person says so.
    guard pages.client.answerDraft(of: pages.owner) == nil else { return Self.nothingBegun }
    let desk = try await LogDesk.begin(
      template, isNearMiss: what == "near-miss", at: pages.client, as: visit.role,
      for: pages.owner)
    guard visit.form.text("way") == "questions", let first = desk.log.asked.first else {
      return ScreenRenderer.redirect(to: "/log/form")
    }
    return ScreenRenderer.redirect(to: "/log/question/\(first.id)")
  }

  // MARK: All on one page

  private func showForm(_ visit: Visit) async throws -> Response {
    guard let desk = try await pages.logDesk(of: visit) else {
      return Self.nothingBegun
    }
    return form(desk, visit)
  }

  private func form(
    _ desk: LogDesk, _ visit: Visit, wrong: [String: QuestionField.Sent] = [:]
  ) -> Response {
    let form = LogContents.Form(desk.log, wrong: wrong, desk.answer, Self.place)
    return pages.show(
      "log-form", title: form.title, form, at: "/log/form",
      status: form.errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func takeForm(_ visit: Visit) async throws -> Response {
    guard var desk = try await pages.logDesk(of: visit) else {
      return Self.nothingBegun
    }
    let wrong = desk.log.takeAll(visit.form)
    try desk.keep()
    guard wrong.isEmpty else { return form(desk, visit, wrong: wrong) }
    let isChecking = visit.form.text("action") == "check"
    return ScreenRenderer.redirect(to: isChecking ? "/log/form#answer" : "/log/summary")
  }

  /// While somebody types: saves the valid answers, and returns the rules' result for them.
  private func live(_ visit: Visit) async throws -> Response {
    guard var desk = try await pages.logDesk(of: visit) else {
      throw ScreenProblem.notFound
    }
    let unread = desk.log.takeSoFar(visit.form)
    try desk.keep()
    let names = try desk.names()
    return pages.renderer.response(
      pages.renderer.html(
        "log-live",
        LogContents.Live(desk.log, desk.answer, unread: unread, names: names)), status: .ok)
  }

  // MARK: One question a page

  private func showQuestion(_ visit: Visit) async throws -> Response {
    guard let desk = try await pages.logDesk(of: visit) else {
      return Self.nothingBegun
    }
    return try question(desk, visit)
  }

  private func question(
    _ desk: LogDesk, _ visit: Visit, sent: QuestionField.Sent? = nil
  ) throws -> Response {
    let then = visit.form.text("then") ?? visit.query.text("then")
    guard
      let content = LogContents.OneQuestion(
        try visit.parameter("id"), of: desk.log, sent: sent, then: then, desk.answer, Self.place)
    else { throw ScreenProblem.notFound }
    return pages.show(
      "log-question", title: content.title, content, at: "/log/question",
      status: content.errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func takeQuestion(_ visit: Visit) async throws -> Response {
    guard var desk = try await pages.logDesk(of: visit) else {
      return Self.nothingBegun
    }
    let id = try visit.parameter("id")
    guard let question = desk.log.asked.first(where: { $0.id == id }) else {
      throw ScreenProblem.notFound
    }
    let wrong = desk.log.take(visit.form, of: [question])
    guard wrong.isEmpty else { return try self.question(desk, visit, sent: wrong[id]) }
    try desk.keep()
    let asked = desk.log.asked
    guard visit.form.text("then") != "summary",
      let place = asked.firstIndex(where: { $0.id == id }),
      place + 1 < asked.count
    else { return ScreenRenderer.redirect(to: "/log/summary") }
    return ScreenRenderer.redirect(to: "/log/question/\(asked[place + 1].id)")
  }
}

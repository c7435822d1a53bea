internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Records
internal import Screens

/// Logging an incident in a browser at the centre: the pages of the site's screen, for a reporter
/// of a site that may not install software.
struct ReporterLogPages: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.logPage, behind: accessControl) { try await choose($0) }
    router.serve(.logBegin, behind: accessControl) { try await begin($0) }
    router.serve(.logDiscard, behind: accessControl) { try await discard($0) }
    router.serve(.logFormPage, behind: accessControl) { authorised in
      guard let desk = try await desk(authorised) else { return Self.nothingBegun }
      return form(desk, authorised)
    }
    router.serve(.logForm, behind: accessControl) { try await takeForm($0) }
    router.serve(.logLive, behind: accessControl) { try await live($0) }
    router.serve(.logQuestionPage, behind: accessControl) { authorised in
      guard let desk = try await desk(authorised) else { return Self.nothingBegun }
      return try question(desk, authorised, then: try authorised.query().text("then"))
    }
    router.serve(.logQuestion, behind: accessControl) { try await takeQuestion($0) }
    router.serve(.logScript, behind: accessControl) { _ in
      Response(
        status: .ok,
        headers: [
          .contentType: Asset.logScript.type, .cacheControl: "public, max-age=31536000, immutable",
        ], body: .init(byteBuffer: ByteBuffer(string: Asset.logScript.text)))
    }
    ReporterSummaryPage(pages: pages).register(router, accessControl)
    LoggedPages(pages: pages).register(router, accessControl)
  }

  static let nothingBegun = PageRenderer.redirect(to: "/log")

  private func desk(_ authorised: AuthorisedRequest) async throws -> ReporterDesk? {
    try await ReporterDesk.kept(by: try authorised.known(), at: pages.centre)
  }

  // MARK: What to log

  private func choose(_ authorised: AuthorisedRequest) async throws -> Response {
    let kept = try await pages.centre.reporterLog(of: try authorised.known())
    return pages.show(
      "log-choose", title: "Log an incident",
      LogContents.Choosing(kept?.draft, LogPlace("at the centre")), authorised)
  }

  private func begin(_ authorised: AuthorisedRequest) async throws -> Response {
    let form = try authorised.form()
    let what = form.text("what") ?? "incident"
    // An unfinished log is deleted only when a person says so.
    guard try await desk(authorised) == nil else { return Self.nothingBegun }
    let desk = try await ReporterDesk.begin(
      LogForm.template(named: what), isNearMiss: what == "near-miss", by: try authorised.known(),
      at: pages.centre)
    guard form.text("way") == "questions", let first = desk.log.asked.first else {
      return PageRenderer.redirect(to: "/log/form")
    }
    return PageRenderer.redirect(to: "/log/question/\(first.id)")
  }

  private func discard(_ authorised: AuthorisedRequest) async throws -> Response {
    _ = try authorised.form()
    try await pages.centre.removeReporterLog(of: try authorised.known())
    return Self.nothingBegun
  }

  // MARK: All on one page

  private func form(
    _ desk: ReporterDesk, _ authorised: AuthorisedRequest,
    wrong: [String: QuestionField.Sent] = [:]
  ) -> Response {
    let form = LogContents.Form(desk.log, wrong: wrong, desk.answer, desk.place)
    return pages.showWithScript(
      "log-form", title: form.title, form, authorised,
      status: form.errors.isEmpty ? .ok : .unprocessableContent, connects: true)
  }

  private func takeForm(_ authorised: AuthorisedRequest) async throws -> Response {
    let form = try authorised.form()
    guard var desk = try await desk(authorised), form.text("log") == "\(desk.record)" else {
      return ofAnotherLog(form, authorised)
    }
    let wrong = desk.log.takeAll(form)
    try await desk.keep()
    guard wrong.isEmpty else { return self.form(desk, authorised, wrong: wrong) }
    let isChecking = form.text("action") == "check"
    return PageRenderer.redirect(to: isChecking ? "/log/form#answer" : "/log/summary")
  }

  /// While somebody types: saves the valid answers, and returns the rules' result for them.
  private func live(_ authorised: AuthorisedRequest) async throws -> Response {
    let form = try authorised.form()
    guard var desk = try await desk(authorised), form.text("log") == "\(desk.record)" else {
      throw Problem.notFound
    }
    let unread = desk.log.takeSoFar(form)
    try await desk.keep()
    return pages.renderer.part(
      "log-live", LogContents.Live(desk.log, desk.answer, unread: unread, names: desk.names))
  }

  /// A form of a log that was saved or removed meanwhile, or of somebody else who was signed in
  /// here: shows what was typed, and mixes nothing.
  private func ofAnotherLog(_ form: FormFields, _ authorised: AuthorisedRequest) -> Response {
    let typed = form.names.filter { $0.hasPrefix("q-") }.sorted().compactMap { form.text($0) }
    return pages.refusal(
      "This page belongs to another log",
      [
        "The log was saved or removed meanwhile, or somebody else was signed in. Nothing was changed."
      ] + (typed.isEmpty ? [] : ["You had typed:"] + typed), "/log", authorised, status: .conflict)
  }

  // MARK: One question a page

  private func question(
    _ desk: ReporterDesk, _ authorised: AuthorisedRequest, sent: QuestionField.Sent? = nil,
    then: String?
  ) throws -> Response {
    guard
      let content = LogContents.OneQuestion(
        try authorised.parameter("id"), of: desk.log, sent: sent, then: then, desk.answer,
        desk.place)
    else { throw Problem.notFound }
    return pages.showWithScript(
      "log-question", title: content.title, content, authorised,
      status: content.errors.isEmpty ? .ok : .unprocessableContent, connects: true)
  }

  private func takeQuestion(_ authorised: AuthorisedRequest) async throws -> Response {
    let form = try authorised.form()
    guard var desk = try await desk(authorised), form.text("log") == "\(desk.record)" else {
      return ofAnotherLog(form, authorised)
    }
    let id = try authorised.parameter("id")
    guard let question = desk.log.asked.first(where: { $0.id == id }) else {
      throw Problem.notFound
    }
    let then = form.text("then")
    let wrong = desk.log.take(form, of: [question])
    guard wrong.isEmpty else {
      return try self.question(desk, authorised, sent: wrong[id], then: then)
    }
    try await desk.keep()
    let asked = desk.log.asked
    guard then != "summary", let place = asked.firstIndex(where: { $0.id == id }),
      place + 1 < asked.count
    else { return PageRenderer.redirect(to: "/log/summary") }
    return PageRenderer.redirect(to: "/log/question/\(asked[place + 1].id)")
  }
}

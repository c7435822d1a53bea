internal import Hummingbird
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// What was understood, before it is saved: each answer with a link to change it, the rules'
/// result, and whether a text seems to name somebody.
struct LogSummaryPage: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/log/summary") { try await show($0) }
    pages.post(router, "/log/names") { try await replaceNames($0) }
    pages.post(router, "/log/save") { try await save($0) }
  }

  private func show(_ visit: Visit, error: String? = nil) async throws -> Response {
    guard let desk = try await pages.logDesk(of: visit) else {
      return LogPages.nothingBegun
    }
    let content = LogContents.Summary(
      desk.log, desk.answer, names: try desk.names(), draft: pages.door.offerSaving(desk.document),
      error: error ?? Self.whatForbids(desk), LogPages.place)
    return pages.show(
      "log-summary", title: "Check your answers", content, at: "/log/summary",
      status: content.errors.isEmpty ? .ok : .unprocessableContent)
  }

  private static func whatForbids(_ desk: LogDesk) -> String? {
    do {
      _ = try desk.events()
      return nil
    } catch {
      return ScreenProblem(error).lines.first
    }
  }

  private func replaceNames(_ visit: Visit) async throws -> Response {
    guard var desk = try await pages.logDesk(of: visit) else {
      return LogPages.nothingBegun
    }
    try desk.replaceNames()
    try desk.keep()
    return ScreenRenderer.redirect(to: "/log/summary")
  }

  private func save(_ visit: Visit) async throws -> Response {
    let token = visit.form.text("draft") ?? ""
    let answers: String
    // Sent twice: the record saved by the first is shown.
    switch pages.door.beginSaving(token) {
    case .saved(let record): return Self.saved(record)
    case .underWay, .unknown: throw ScreenProblem.outOfDate
    case .first(let shown): answers = shown
    }
    var record: String?
    defer { pages.door.endSaving(token, as: record) }
    guard let desk = try await pages.logDesk(of: visit) else {
      return LogPages.nothingBegun
    }
    // Another window, or the terminal, has continued with it: only what was shown is saved.
    guard desk.document == answers else { return ScreenRenderer.redirect(to: "/log/summary") }
    if try !desk.names().isEmpty, visit.form.text("names") != "keep" {
      return try await show(visit, error: "Decide about the words that seem to name someone")
    }
    let events: [EventDraft]
    do {
      events = try desk.events()
    } catch {
      return try await show(visit)
    }
    let logged = try await pages.client.log(events: events, as: visit.role)
    pages.client.removeAnswerDraft(of: pages.owner)
    record = logged.first?.snapshot.name
    return Self.saved(record ?? "")
  }

  private static func saved(_ record: String) -> Response {
    ScreenRenderer.redirect(to: "/incidents/\(FormFields.encoded(record))?saved=1")
  }
}

internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import Records
internal import Screens

/// What was understood, before it is saved at the centre in the site's name.
struct ReporterSummaryPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.logSummaryPage, behind: accessControl) { authorised in
      guard let desk = try await desk(authorised) else { return ReporterLogPages.nothingBegun }
      return show(desk, authorised)
    }
    router.serve(.logNames, behind: accessControl) { try await replaceNames($0) }
    router.serve(.logSave, behind: accessControl) { try await save($0) }
  }

  private func desk(_ authorised: AuthorisedRequest) async throws -> ReporterDesk? {
    try await ReporterDesk.kept(by: try authorised.known(), at: pages.centre)
  }

  private func show(
    _ desk: ReporterDesk, _ authorised: AuthorisedRequest, error: String? = nil
  ) -> Response {
    let content = LogContents.Summary(
      desk.log, desk.answer, names: desk.names, draft: desk.offer,
      error: error ?? desk.whatForbids, desk.place)
    return pages.show(
      "log-summary", title: "Check your answers", content, authorised,
      status: content.errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func replaceNames(_ authorised: AuthorisedRequest) async throws -> Response {
    _ = try authorised.form()
    guard var desk = try await desk(authorised) else { return ReporterLogPages.nothingBegun }
    desk.replaceNames()
    try await desk.keep()
    return PageRenderer.redirect(to: "/log/summary")
  }

  private func save(_ authorised: AuthorisedRequest) async throws -> Response {
    let form = try authorised.form()
    let principal = try authorised.known()
    let offer = form.text("draft")
    guard let record = ReporterDesk.record(ofOffer: offer) else {
      return ReporterLogPages.nothingBegun
    }
    guard let desk = try await desk(authorised), desk.record == record else {
      // Sent twice: the record saved by the first is shown.
      let saved = try? await pages.centre.logged("\(record)", by: principal)
      return saved.map { Self.saved($0.id) } ?? ReporterLogPages.nothingBegun
    }
    // Another window has continued with it: only what was shown is saved.
    guard desk.offer == offer else { return PageRenderer.redirect(to: "/log/summary") }
    if !desk.names.isEmpty, form.text("names") != "keep" {
      return show(desk, authorised, error: "Decide about the words that seem to name someone")
    }
    do {
      let saving = try await pages.centre.save(
        desk.documents, as: record, desk.authorContext, by: principal)
      guard case .saved(let saved) = saving else { return ReporterLogPages.nothingBegun }
      return Self.saved("\(saved)")
    } catch EditRefusal.invalid {
      return show(desk, authorised)
    }
  }

  private static func saved(_ record: String) -> Response {
    PageRenderer.redirect(to: "/logged/\(record)?saved=1")
  }
}

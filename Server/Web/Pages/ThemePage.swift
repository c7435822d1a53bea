internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// One theme: a notification of its own, with its clocks and the recorded steps.
struct ThemePage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.themePage, behind: accessControl) { try await show($0) }
    router.serve(.themeEdit, behind: accessControl) { try await edit($0) }
  }

  struct Content {
    let id: String
    let name: String
    let reference: String
    let version: String
    let today: String
    let state: Tag
    let isInConflict: Bool
    let withdrawn: [ThemesPage.Incident]
    let hasWithdrawn: Bool
    let summary: [IncidentPage.Pair]
    let clocks: [TrendsPage.Drawn]
    let incidents: [ThemesPage.Incident]
    let changes: [HistoryWords]
    let folder = "themes"
    let record: String
    let steps: [StepForm]
    let done: String?
    let problem: String?
    let mayEdit: Bool
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let done = try authorised.query()["done"].flatMap { IncidentPage.doneWords[$0] }
    return try await show(authorised, done: done, refused: nil, status: .ok)
  }

  private func show(
    _ authorised: AuthorisedRequest, done: String?, refused: StepForm.Refused?,
    status: HTTPResponse.Status
  ) async throws -> Response {
    let centre = pages.centre
    let snapshot = try await centre.snapshot(named: try authorised.parameter("id"))
    guard snapshot.kind == .theme else { throw UnknownRecord() }
    try pages.note(authorised, snapshot.name)
    let view = ThemeView(snapshot)
    let names = try await centre.incidents(named: view.incidents)
    let gone = view.incidents.filter { names[$0]?.status == .void }.sorted()
    let row = ReadModel.rows(for: snapshot).notification
    let days = row?.daysLeft(on: centre.today)
    let mayEdit = try row != nil && Endpoint.themeEdit.admits(authorised.known().role)
    let content = Content(
      id: snapshot.name, name: snapshot.text("title") ?? snapshot.reference ?? "Theme",
      reference: RecordReference.grouped(snapshot.reference ?? "no reference"),
      version: snapshot.version,
      today: "\(centre.today)",
      state: row.map { Tag($0.state(on: centre.today), daysLeft: days) }
        ?? Tag(Wording.displayText(snapshot.text("status") ?? ""), "grey"),
      isInConflict: snapshot.isInConflict, withdrawn: ThemesPage.named(gone, names),
      hasWithdrawn: !gone.isEmpty, summary: Self.summary(view, row, days),
      clocks: row.flatMap { Picture(clocksOf: $0, today: centre.today) }.map {
        [TrendsPage.Drawn(picture: $0)]
      } ?? [],
      incidents: ThemesPage.named(view.incidents.sorted(), names),
      changes: IncidentPage.changes(try await centre.history(of: snapshot)),
      record: snapshot.name,
      steps: mayEdit
        ? IncidentSteps.withAuthority(view.nation.authority, centre.today, refused) : [],
      done: done, problem: refused?.displayText, mayEdit: mayEdit)
    return pages.show("theme", title: content.name, content, authorised, status: status)
  }

  private static func summary(
    _ view: ThemeView, _ row: NotificationRow?, _ days: Int?
  ) -> [IncidentPage.Pair] {
    let snapshot = view.snapshot
    var pairs = [
      IncidentPage.Pair(
        name: "Identified", value: Wording.day(snapshot.text("identifiedOn"))),
      .init(name: "Reason", value: snapshot.text("reason") ?? "–"),
      .init(name: "Decided by", value: snapshot.text("confirmedBy") ?? "–"),
    ]
    pairs += view.assumptions.map { IncidentPage.Pair(name: "Assumed", value: $0) }
    guard let row else { return pairs }
    pairs =
      [
        .init(name: "Next deadline", value: Wording.daysLeft(days)),
        .init(name: "Last day to notify", value: Wording.day(row.notifyBy)),
        .init(name: "Last day to report", value: Wording.day(row.reportBy)),
        .init(name: "Codes", value: row.complementary),
        .init(name: "Authority", value: row.authority.rawValue),
        .init(name: "Sites", value: view.sites.sorted().joined(separator: ", ")),
      ] + pairs
    pairs += [
      .init(name: "Notified on", value: Wording.day(row.submittedOn)),
      .init(
        name: "Authority's reference", value: snapshot.text("notification/reference") ?? "–"),
      .init(name: "Report sent on", value: Wording.day(row.reportSentOn)),
    ]
    return pairs
  }

  private func edit(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let asked = fields["action"] ?? ""
    let refusal = try await StepForm.refusal(of: asked, fields) {
      guard try await pages.centre.snapshot(named: id).kind == .theme else { throw UnknownRecord() }
      let action = try IncidentAction(fields)
      try await pages.centre.edit(
        id, version: fields["version"] ?? "", by: try authorised.known(), action.edit)
    }
    if let refusal {
      return try await show(
        authorised, done: nil, refused: refusal.refused, status: refusal.status)
    }
    let done = IncidentPage.doneWords[asked] == nil ? "" : "?done=\(asked)"
    return PageRenderer.redirect(to: "/themes/\(FormFields.encoded(id))\(done)")
  }
}

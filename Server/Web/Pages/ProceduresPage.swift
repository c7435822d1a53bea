internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// The employer's procedures: reviewed every two years, shown to every duty holder.
struct ProceduresPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.proceduresPage, behind: accessControl) { try await show($0) }
    router.serve(.procedureForm, behind: accessControl) { try await add($0) }
    router.serve(.procedureEdit, behind: accessControl) { try await change($0) }
  }

  struct Row {
    let id: String
    let version: String
    let title: String
    let edition: String
    let approvedOn: String
    let reviewDue: String
    let review: Tag
    let acknowledged: String
    let outstanding: [String]
    let hasOutstanding: Bool
    let link: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let mayAdd: Bool
    let mayAcknowledge: Bool
    let today: String
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let today = pages.centre.today
    let rows = try await pages.centre.snapshots(of: .procedure).filter { !$0.isWithdrawn }.map {
      Self.row($0, today)
    }
    let role = try authorised.known().role
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty, mayAdd: Endpoint.procedureForm.admits(role),
      mayAcknowledge: Endpoint.procedureEdit.admits(role), today: "\(today)")
    return pages.show("procedures", title: "Procedures", content, authorised)
  }

  private static func row(_ snapshot: RecordSnapshot, _ today: CalendarDate) -> Row {
    let view = ProcedureView(snapshot)
    let item = view.item(on: today)
    let review = item["review"]?.string ?? ""
    let colours = ["overdue": "red", "due": "amber", "current": "green"]
    return Row(
      id: snapshot.name, version: snapshot.version, title: view.title,
      edition: view.version ?? "–", approvedOn: Wording.day(item["approvedOn"]?.string),
      reviewDue: Wording.day(item["reviewDue"]?.string),
      review: Tag(Wording.displayText(review), colours[review] ?? "grey"),
      acknowledged: "\(view.facts.acknowledgedBy) of \(view.facts.dutyHolders)",
      outstanding: view.outstanding, hasOutstanding: !view.outstanding.isEmpty,
      link: snapshot.text("link") ?? "")
  }

  private func add(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/procedures") {
      _ = try await pages.decisions.addProcedure(fields, by: principal)
    }
  }

  private func change(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let id = try authorised.parameter("id")
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/procedures") {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}

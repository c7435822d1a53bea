internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// What a reporter logged, and the feedback to them; nothing else.
struct LoggedPages: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.loggedPage, behind: accessControl) { try await list($0) }
    router.serve(.loggedOnePage, behind: accessControl) { try await show($0) }
  }

  struct Row {
    let id: String
    let name: String
    let at: String
    let displayText: String
    let answered: String?
  }

  struct Listing {
    let site: String
    let unfinished: LogContents.Choosing.Draft?
    let rows: [Row]
    let isEmpty: Bool
    let isCut: Bool
  }

  private func list(_ authorised: AuthorisedRequest) async throws -> Response {
    let principal = try authorised.known()
    let kept = try await pages.centre.reporterLog(of: principal)
    let rows = try await pages.centre.logged(by: principal).map { incident in
      Row(
        id: incident.id, name: Self.name(of: incident), at: Wording.moment(incident.at),
        displayText: Self.displayText(incident, at: "narrative").shortened(to: 120),
        answered: incident.feedback.isEmpty
          ? nil : "You were told what came of it")
    }
    return pages.show(
      "logged", title: "Your reports",
      Listing(
        site: principal.site?.code ?? "", unfinished: kept.map { .init($0.draft) }, rows: rows,
        isEmpty: rows.isEmpty, isCut: rows.count == Centre.loggedMax), authorised)
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct Content {
    let name: String
    let site: String
    let at: String
    let isNew: Bool
    let entered: [Pair]
    let isRedacted: Bool
    let feedback: [Pair]
    let hasFeedback: Bool
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let incident = try await pages.centre.logged(
      try authorised.parameter("id"), by: try authorised.known())
    let feedback = incident.feedback.flatMap { item in
      [
        item.found.map { Pair(name: "What was found", value: $0) },
        item.changed.map { Pair(name: "What changed", value: $0) },
        item.on.map { Pair(name: "On", value: $0.displayText) },
      ].compactMap(\.self)
    }
    return pages.show(
      "logged-one", title: "Your report \(Self.name(of: incident))",
      Content(
        name: Self.name(of: incident), site: incident.site, at: Wording.moment(incident.at),
        isNew: try authorised.query().text("saved") != nil,
        entered: incident.entered.compactMap(Self.pair), isRedacted: incident.isRedacted,
        feedback: feedback, hasFeedback: !feedback.isEmpty), authorised)
  }

  private static func name(of incident: LoggedIncident) -> String {
    incident.reference.map { RecordReference.grouped($0) } ?? incident.id
  }

  private static func displayText(_ incident: LoggedIncident, at path: String) -> String {
    incident.entered.first { $0.path == path }?.value.json.string ?? ""
  }

  /// Fields that the form itself adds are not shown as entered.
  private static let own: Set<String> = [
    "recordedAt", "recordedBy", "status", "nation", "edition", "reference",
  ]

  private static func pair(_ field: (path: String, value: Value)) -> Pair? {
    guard field.value != .element, !own.contains(field.path) else { return nil }
    let words =
      field.value == .redacted
      ? "[taken away: it named someone]" : ValueWords.displayText(field.value.json, at: field.path)
    return Pair(name: FieldLabel.displayText(field.path).capitalisedFirst, value: words)
  }
}

internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// The first page: what needs attention today, each figure with the list of exactly these.
struct TodayPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.todayPage, behind: accessControl) { try await show($0) }
  }

  struct Figure {
    let number: String
    let displayText: String
    let href: String
    let isPressing: Bool
  }

  struct Group {
    let title: String
    let figures: [Figure]
  }

  struct Urgent {
    let row: ListTable.Row
    let settle: [Link]
  }

  struct Link {
    let href: String
    let text: String
  }

  struct Content {
    let day: String
    /// `nil` where the reader never came on an earlier day.
    let lastVisit: String?
    let silent: String?
    let isQuiet: Bool
    let groups: [Group]
    let columns: [String]
    let urgent: [Urgent]
    let hasUrgent: Bool
    let more: String?
    let mayDecide: Bool
  }

  private static let groups: [(String, [TodayReport.Subject])] = [
    (
      "Deadlines",
      [.lastDay, .overdueToNotify, .overdueToDecide, .dueThisWeek, .reportsOverdue, .reportsDue]
    ),
    ("Undetermined: decide or find out", [.undecidedSignificance, .missingDose, .missingFacts]),
    ("To settle", [.returned, .conflicts, .quarantine, .themes, .duplicates]),
    ("Audits, actions and sites", [.auditsOverdue, .actionsOverdue, .silentSites, .new]),
  ]

  private static let pressing: Set<TodayReport.Subject> = [
    .lastDay, .overdueToNotify, .overdueToDecide, .reportsOverdue,
  ]

  /// How many of the most urgent are shown; the list has the others.
  private static let urgentMax = 15

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let principal = try authorised.known()
    let report = try await pages.centre.todayReport(for: principal.id)
    try pages.note(authorised, "today")
    var filter = Filter()
    (filter.sort, filter.limit) = (.deadline, Self.urgentMax)
    let page = try await pages.centre.notificationRows(filter, withRecords: true)
    let table = ListTable(notifications: page, on: report.day)
    let mayDecide = Endpoint.incidentEdit.admits(principal.role)
    let urgent = zip(table.shownRows, page.items).filter { $1.row.clocks.nextDay != nil }.map {
      Urgent(row: $0, settle: mayDecide ? Self.settling($1) : [])
    }
    let content = Content(
      day: report.day.displayText,
      lastVisit: report.isSinceVisit ? Wording.moment(report.since) : nil,
      silent: Self.silence(report.coverage),
      isQuiet: report.figures.allSatisfy { $0.count == 0 }, groups: Self.groups(report),
      columns: table.columns, urgent: urgent, hasUrgent: !urgent.isEmpty,
      more: table.total > Self.urgentMax ? "/notifications" : nil, mayDecide: mayDecide)
    return pages.show("today", title: "Today", content, authorised)
  }

  private static func groups(_ report: TodayReport) -> [Group] {
    groups.map { title, subjects in
      Group(
        title: title,
        figures: subjects.compactMap(report.figure).map { figure in
          Figure(
            number: figure.countWords, displayText: figure.displayText, href: figure.path,
            isPressing: figure.count > 0 && pressing.contains(figure.subject))
        })
    }
  }

  /// The forms of the record that resolve what is open.
  private static func settling(_ item: RecordPage<NotificationRow>.Item) -> [Link] {
    guard let snapshot = item.snapshot, snapshot.kind == .incident, item.row.step == .none else {
      return []
    }
    let place = "/incidents/\(snapshot.name)"
    guard !IncidentView(snapshot).awaitsAnswer else {
      return [Link(href: place + "?step=answer#step-answer", text: "Answer the question")]
    }
    guard item.row.outcome == .undetermined else {
      return [Link(href: place + "?step=notify#step-notify", text: "Record the notification")]
    }
    let missing = IncidentView(snapshot).missingFacts
    var links: [Link] = []
    if missing.contains("clinicallySignificant") {
      links.append(
        Link(href: place + "?step=significance#step-significance", text: "Decide significance"))
    }
    if missing.contains(where: { $0.contains("effectiveDose") }) {
      links.append(Link(href: place + "?step=dose#step-dose", text: "Enter the dose"))
    }
    return links.isEmpty ? [Link(href: place, text: "Find out")] : links
  }

  /// The sites that the figures do not cover.
  static func silence(_ coverage: [SiteCoverage]) -> String? {
    let silent = coverage.filter(\.isSilent).map { site in
      site.silentDays.map { "\(site.site) has been silent for \(Wording.count($0, "day"))" }
        ?? "\(site.site) has never synchronised"
    }
    let behind = coverage.filter { $0.behind > 0 }.map {
      "\($0.site) has \(Wording.count(Int(clamping: $0.behind), "entry", "entries")) to send"
    }
    let parts = silent + behind
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }
}

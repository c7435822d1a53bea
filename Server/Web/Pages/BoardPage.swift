internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// The first page: every notification with its two clocks, the most urgent on top.
struct BoardPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.board, behind: gate) { try await show($0) }
  }

  struct Content {
    let silent: String?
    let figures: [Figure]
    let rows: [Row]
    let isEmpty: Bool
    let isFiltered: Bool
    let place: String?
    let earlier: String?
    let later: String?
    let sites: [Choice]
    let states: [Choice]
  }

  struct Figure {
    let number: Int
    let text: String
  }

  struct Choice {
    let value: String
    let text: String
    let isChosen: Bool
  }

  struct Row {
    let href: String
    let name: String
    let site: String
    let codes: String
    let authority: String
    let state: Tag
    let daysLeft: String
    let notifyBy: String
    let reportBy: String
    let inConflict: Bool
    let inspectorContacted: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let query = try admitted.query()
    let (site, state) = (query.text("site"), query.text("state"))
    let today = pages.centre.today
    let all = try await pages.centre.rows().notifications
    let coverage = try await pages.centre.coverage()
    let chosen = all.filter {
      (site == nil || $0.site == site) && (state == nil || $0.state(on: today).rawValue == state)
    }.sorted { left, right in
      (left.daysLeft(on: today) ?? .max, left.incident)
        < (right.daysLeft(on: today) ?? .max, right.incident)
    }
    let cut = PageCut(of: chosen.count, start: query.text("start"))
    let narrowed = [("site", site), ("state", state)]
    let content = Content(
      silent: Self.silence(coverage),
      figures: Self.figures(all.filter { site == nil || $0.site == site }, today),
      rows: chosen[cut.range].map { Self.row($0, today) }, isEmpty: chosen.isEmpty,
      isFiltered: site != nil || state != nil, place: cut.words,
      earlier: cut.earlier.map { PageCut.link("/", narrowed, start: $0) },
      later: cut.later.map { PageCut.link("/", narrowed, start: $0) },
      sites: coverage.map { Choice(value: $0.site, text: $0.site, isChosen: $0.site == site) },
      states: NotificationState.allCases.map {
        Choice(value: $0.rawValue, text: Wording.words($0.rawValue), isChosen: $0.rawValue == state)
      })
    return pages.show("board", title: "Deadlines", content, admitted)
  }

  /// Which sites the figures do not speak for.
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

  private static func figures(_ rows: [NotificationRow], _ today: CalendarDate) -> [Figure] {
    let states = Dictionary(grouping: rows) { $0.state(on: today) }.mapValues(\.count)
    let groups: [(String, [NotificationState])] = [
      ("overdue", [.overdue, .reportOverdue]), ("to notify", [.due]),
      ("undetermined", [.undetermined]), ("report awaited", [.notified, .reportDue]),
      ("with the authority", [.reportSent, .withAuthority]), ("closed", [.closed]),
    ]
    return groups.map { text, members in
      Figure(number: members.reduce(0) { $0 + (states[$1] ?? 0) }, text: text)
    }
  }

  private static func row(_ row: NotificationRow, _ today: CalendarDate) -> Row {
    let days = row.daysLeft(on: today)
    return Row(
      href: row.kind == .theme ? "/themes/\(row.incident)" : "/incidents/\(row.incident)",
      name: (row.kind == .theme ? "Theme " : "") + (row.reference ?? row.incident), site: row.site,
      codes: [row.codes, row.complementary].filter { !$0.isEmpty }.joined(separator: " "),
      authority: row.authority, state: Tag(row.state(on: today), daysLeft: days),
      daysLeft: Wording.daysLeft(days), notifyBy: Wording.day(row.notifyBy),
      reportBy: Wording.day(row.reportBy), inConflict: row.inConflict,
      inspectorContacted: row.inspectorContactedOn != nil)
  }
}

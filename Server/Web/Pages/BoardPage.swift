internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// The board paper: one quarter beside the one before, the trust and each site, every figure with
/// the list that it counts.
struct BoardPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.boardPage, behind: accessControl) { try await show($0) }
  }

  struct Figure {
    let name: String
    let now: String
    /// The list of what is counted; `nil` where no list shows exactly these.
    let href: String?
    let before: String
    let change: String
  }

  struct Site {
    let code: String
    let incidents: String
    let href: String
    let before: String
    let notifiable: String
    let notifiableHref: String
    let notifiableBefore: String
    let undetermined: String
  }

  struct Share {
    let name: String
    let number: String
    let href: String
  }

  struct Content {
    let title: String
    let name: String
    let previousName: String
    let quarters: [Choice]
    let isRunning: Bool
    let silent: String?
    let sentences: [String]
    let figures: [Figure]
    let sites: [Site]
    let codes: [Share]
    let hasCodes: Bool
    let modalities: [Share]
    let hasModalities: Bool
  }

  /// Quarters to choose from: three years and the current one.
  private static let quartersMax = 13

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let running = Quarter(pages.centre.today)
    let asked = try authorised.query().text("quarter")
    guard let quarter = asked.map(Quarter.init) ?? running.previous else {
      throw Problem.badParameter("quarter", "a quarter as 2026-Q1")
    }
    let paper = try await pages.centre.boardPaper(quarter)
    try pages.note(authorised, "board \(quarter)")
    var choices: [Quarter] = [running]
    while choices.count < Self.quartersMax, let last = choices.last {
      choices.append(last.previous)
    }
    if !choices.contains(quarter) { choices.append(quarter) }
    let content = Content(
      title: "Board paper", name: Self.words(quarter), previousName: Self.words(quarter.previous),
      quarters: choices.map {
        Choice(value: "\($0)", text: Self.words($0), isChosen: $0 == quarter)
      }, isRunning: paper.isRunning,
      silent: TodayPage.silence(try await pages.centre.coverage()),
      sentences: Self.sentences(paper), figures: Self.figures(paper),
      sites: paper.sites.map { Self.site($0, quarter) },
      codes: Self.shares(paper.codes, paper) {
        Self.list(quarter, ("code", $0))
      } name: {
        $0
      },
      hasCodes: !paper.codes.isEmpty,
      modalities: Self.shares(paper.modalities, paper) {
        Self.list(quarter, ("modality", $0))
      } name: {
        Wording.modality($0)
      },
      hasModalities: !paper.modalities.isEmpty)
    return pages.show("board", title: "Board paper, \(content.name)", content, authorised)
  }

  private static func words(_ quarter: Quarter) -> String {
    let months = ["January to March", "April to June", "July to September", "October to December"]
    return "\(months[quarter.number - 1]) \(quarter.year)"
  }

  /// The incidents of a quarter, filtered.
  private static func list(_ quarter: Quarter, _ narrowing: (String, String)...) -> String {
    let pairs = [("from", "\(quarter.first)"), ("to", "\(quarter.last)")] + narrowing
    return "/incidents?"
      + pairs.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
  }

  private static func figures(_ paper: BoardPaper) -> [Figure] {
    let (now, before) = (paper.total.now, paper.total.before)
    let quarter = paper.quarter
    func count(_ name: String, _ now: Int, _ before: Int, _ href: String?) -> Figure {
      Figure(
        name: name, now: "\(now)", href: href, before: "\(before)", change: change(now, before))
    }
    func share(
      _ name: String, _ now: EmployerReport.Share, _ before: EmployerReport.Share
    ) -> Figure {
      Figure(name: name, now: now.words, href: nil, before: before.words, change: "")
    }
    return [
      count("Incidents", now.incidents, before.incidents, list(quarter)),
      count(
        "Notifiable", now.notifiable, before.notifiable, list(quarter, ("outcome", "notifiable"))),
      count(
        "Undetermined", now.undetermined, before.undetermined,
        list(quarter, ("outcome", "undetermined"))),
      count("Clinically significant", now.significant, before.significant, nil),
      share("Notified within 14 days", now.notifiedInTime, before.notifiedInTime),
      share("Report within 84 days", now.reportedInTime, before.reportedInTime),
    ]
  }

  private static func change(_ now: Int, _ before: Int) -> String {
    now == before ? "the same" : now > before ? "\(now - before) more" : "\(before - now) fewer"
  }

  private static func sentences(_ paper: BoardPaper) -> [String] {
    let (now, before) = (paper.total.now, paper.total.before)
    var lines = [
      "\(Wording.count(now.incidents, "incident")) discovered, "
        + "\(change(now.incidents, before.incidents))\(now.incidents == before.incidents ? " as" : " than") "
        + "in the quarter before; \(now.notifiable) notifiable."
    ]
    if now.notifiedInTime.whole > 0 {
      lines.append("Notified within 14 days: \(now.notifiedInTime.words).")
    }
    if let code = paper.codes.first {
      lines.append(
        "Most often code \(code.name), of \(Wording.count(code.number, "incident")).")
    }
    lines.append("More reports may mean better reporting; fewer may mean less of it.")
    return lines
  }

  private static func site(_ line: BoardPaper.Line, _ quarter: Quarter) -> Site {
    let code = line.site ?? ""
    return Site(
      code: code, incidents: "\(line.now.incidents)", href: list(quarter, ("site", code)),
      before: "\(line.before.incidents)", notifiable: "\(line.now.notifiable)",
      notifiableHref: list(quarter, ("site", code), ("outcome", "notifiable")),
      notifiableBefore: "\(line.before.notifiable)", undetermined: "\(line.now.undetermined)")
  }

  private static func shares(
    _ tallies: [EmployerReport.Tally], _ paper: BoardPaper, _ href: (String) -> String,
    name: (String) -> String
  ) -> [Share] {
    tallies.map { Share(name: name($0.name), number: "\($0.number)", href: href($0.name)) }
  }
}

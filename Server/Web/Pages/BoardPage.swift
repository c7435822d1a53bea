internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The board paper: one quarter beside the one before, the trust and each site, every figure with
/// the list that it counts.
struct BoardPage: Sendable {
  let pages: PageContext
  /// `nil` where WeasyPrint is not installed.
  let pdf: PDFMaker?
  /// Where people find the pages; `nil` where it is not set.
  let publicURL: String?
  private let kept = KeptBodies<Shown>()

  init(pages: PageContext, pdf: PDFMaker?, publicURL: String?) {
    (self.pages, self.pdf, self.publicURL) = (pages, pdf, publicURL)
  }

  /// What the page depends on beside the records and the day.
  private struct Shown: Hashable {
    let quarter: Quarter
    let silent: String?
  }

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.boardPage, behind: accessControl) { try await show($0) }
    router.serve(.boardPrint, behind: accessControl) { authorised in
      PrintedPages.page(try await printed(authorised).html)
    }
    router.serve(.boardPDF, behind: accessControl) { authorised in
      var (quarter, html) = try await printed(authorised)
      // A document that is carried elsewhere leads back to the centre.
      if let publicURL { html = html.replacing(#"href="/"#, with: #"href="\#(publicURL)/"#) }
      return try await PrintedPages(pages: pages, pdf: pdf).document(
        of: html, named: "board-\(pages.centre.trust.code)-\(quarter)",
        at: "\(pages.centre.moment)")
    }
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
    let charts: [TrendsPage.Drawn]
    let shares: [TrendsPage.Drawn]
    let makesPDF: Bool
    let quarter: String
    let trust: String
    let madeOn: String
  }

  /// Quarters to choose from: three years and the current one.
  private static let quartersMax = 13

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let quarter = try quarter(authorised)
    let silent = try await silence()
    let version = try await pages.centre.dayVersion()
    let body = try await kept.body(of: Shown(quarter: quarter, silent: silent), at: version) {
      pages.renderer.text("board", try await content(quarter, silent))
    }
    try pages.note(authorised, "board \(quarter)")
    return pages.show(body, title: "Board paper, \(quarter.displayText)", authorised)
  }

  private func silence() async throws -> String? {
    TodayPage.silence(try await pages.centre.coverage())
  }

  /// The paper as a document of its own, with its style inside and links that lead to the centre.
  private func printed(
    _ authorised: AuthorisedRequest
  ) async throws -> (quarter: String, html: String) {
    let content = try await content(quarter(authorised), silence())
    try pages.note(authorised, "board \(content.quarter)")
    guard let html = pages.renderer.text("board-print", ["paper": content]) else {
      throw Problem.internalError
    }
    // A style is no text of a page: templates would escape it.
    return (
      content.quarter, html.replacing("<style></style>", with: "<style>\(Self.printStyle)</style>")
    )
  }

  private static let printStyle =
    Asset.stylesheet.text
    + "@page{size:A4;margin:18mm;@bottom-right{content:counter(page) \" of \" counter(pages)}}"
    + ".picture svg{min-width:0;width:100%}.scroll{overflow:visible}a{color:inherit}"
    + ".scroll,.picture,.variation{break-inside:avoid}h1,h2{break-after:avoid}"
    + ".variation{break-before:avoid}"

  private func quarter(_ authorised: AuthorisedRequest) throws -> Quarter {
    let asked = try authorised.query().text("quarter")
    guard let quarter = asked.map(Quarter.init) ?? Quarter(pages.centre.today).previous else {
      throw Problem.badParameter("quarter", asked ?? "", "a quarter as 2026-Q1")
    }
    return quarter
  }

  private func content(_ quarter: Quarter, _ silent: String?) async throws -> Content {
    let paper = try await pages.centre.boardPaper(quarter)
    return Content(
      title: "Board paper", name: quarter.displayText, previousName: quarter.previous.displayText,
      quarters: choices(quarter), isRunning: paper.isRunning,
      silent: silent,
      sentences: Self.sentences(paper), figures: Self.figures(paper),
      sites: paper.sites.map { Self.site($0, quarter) },
      codes: paper.codes.map { Self.share($0, quarter, "code") { $0 } },
      hasCodes: !paper.codes.isEmpty,
      modalities: paper.modalities.map { Self.share($0, quarter, "modality", Wording.modality) },
      hasModalities: !paper.modalities.isEmpty, charts: try await charts(quarter),
      shares: Self.pictures(paper), makesPDF: pdf != nil, quarter: "\(quarter)",
      trust: pages.centre.trust.code, madeOn: pages.centre.today.displayText)
  }

  private func choices(_ quarter: Quarter) -> [Choice] {
    var all = [Quarter(pages.centre.today)]
    while all.count < Self.quartersMax, let last = all.last { all.append(last.previous) }
    if !all.contains(quarter) { all.append(quarter) }
    return all.map { Choice(value: "\($0)", text: $0.displayText, isChosen: $0 == quarter) }
  }

  /// The trust by month up to the end of the quarter.
  private func charts(_ quarter: Quarter) async throws -> [TrendsPage.Drawn] {
    let last = Month(quarter.last)
    return try await pages.centre.trendSeries(.trust).map { $0.until(last) }
      .filter { !$0.months.isEmpty }.enumerated().map { number, series in
        TrendsPage.Drawn(picture: Picture(series, number: number), icon: VariationIcon(series))
      }
  }

  /// Codes, modalities and sites of the quarter, each bar with its incidents.
  private static func pictures(_ paper: BoardPaper) -> [TrendsPage.Drawn] {
    let quarter = paper.quarter
    func drawn(
      _ id: String, _ title: String, _ column: String, _ tallies: [(name: String, number: Int)],
      _ key: String, _ words: (String) -> String = { $0 }
    ) -> TrendsPage.Drawn? {
      let names = Dictionary(tallies.map { (words($0.name), $0.name) }) { first, _ in first }
      let all = Pareto(counting: tallies.map { (name: words($0.name), count: $0.number) })
      guard !all.bars.isEmpty else { return nil }
      return TrendsPage.Drawn(
        picture: Picture(all, id: id, title: title, column: column) {
          list(quarter, (key, names[$0] ?? $0))
        })
    }
    return [
      drawn(
        "board-codes", "Codes met", "Code", paper.codes.map { ($0.name, $0.number) }, "code"),
      drawn(
        "board-modalities", "Incidents by modality", "Modality",
        paper.modalities.map { ($0.name, $0.number) }, "modality", Wording.modality),
      drawn(
        "board-sites", "Incidents by site", "Site",
        paper.sites.map { ($0.site ?? "", $0.now.incidents) }, "site"),
    ].compactMap(\.self)
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
        name: name, now: now.grouped, href: href, before: before.grouped,
        change: change(now, before))
    }
    func share(
      _ name: String, _ now: EmployerReport.Share, _ before: EmployerReport.Share
    ) -> Figure {
      Figure(name: name, now: now.displayText, href: nil, before: before.displayText, change: "")
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
    now == before
      ? "the same"
      : now > before ? "\((now - before).grouped) more" : "\((before - now).grouped) fewer"
  }

  private static func sentences(_ paper: BoardPaper) -> [String] {
    let (now, before) = (paper.total.now, paper.total.before)
    var lines = [
      "\(Wording.count(now.incidents, "incident")) discovered, "
        + "\(change(now.incidents, before.incidents))\(now.incidents == before.incidents ? " as" : " than") "
        + "in the quarter before; \(now.notifiable.grouped) notifiable."
    ]
    if now.notifiedInTime.whole > 0 {
      lines.append("Notified within 14 days: \(now.notifiedInTime.displayText).")
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
      code: code, incidents: line.now.incidents.grouped, href: list(quarter, ("site", code)),
      before: line.before.incidents.grouped, notifiable: line.now.notifiable.grouped,
      notifiableHref: list(quarter, ("site", code), ("outcome", "notifiable")),
      notifiableBefore: line.before.notifiable.grouped,
      undetermined: line.now.undetermined.grouped)
  }

  private static func share(
    _ tally: EmployerReport.Tally, _ quarter: Quarter, _ key: String, _ words: (String) -> String
  ) -> Share {
    Share(
      name: words(tally.name), number: tally.number.grouped, href: list(quarter, (key, tally.name)))
  }
}

internal import Aggregation
internal import CentreStore
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Screens

/// Trends: a page for each question, every chart with its numbers as a table and as CSV.
struct TrendsPage: Sendable {
  typealias View = TrendReport.View

  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    for view in View.allCases {
      router.serve(view.endpoint, behind: accessControl) { try await show(view, $0) }
    }
    router.serve(.rebaseForm, behind: accessControl) { try await rebase($0) }
    router.serve(.trendsTable, behind: accessControl) { try await table($0) }
  }

  struct Drawn {
    let picture: Picture
    var icon: VariationIcon?
  }

  struct Tab {
    let href: String
    let text: String
    let isCurrent: Bool
  }

  struct Content {
    let silent: String?
    let lead: String
    let title: String
    let path: String
    let tabs: [Tab]
    let hasSites: Bool
    let sites: [Choice]
    let pictures: [Drawn]
    let isEmpty: Bool
    let notes: [String]
    let mayRebase: Bool
    let site: String
    let rebasings: [Rebased]
  }

  struct Rebased {
    let series: String
    let site: String
    let month: String
    let displayText: String
  }

  private func show(_ view: View, _ authorised: AuthorisedRequest) async throws -> Response {
    let site = try authorised.query().text("site")
    let (report, coverage, rebasings) = try await pages.centre.together(
      TrendReport.questions(view, site: site, on: pages.centre.today) + [.coverage, .rebasings]
    ) { reading in
      (
        try TrendReport(view, site: site, reading), try reading.coverage(),
        view == .months ? try reading.rebasings().filter { $0.site == site } : []
      )
    }
    try Self.check(site, coverage)
    let query = site.map { "&site=\(FormFields.encoded($0))" } ?? ""
    let pictures = report.pictures.map { picture in
      var picture = picture
      picture.csv = "/trends.csv?view=\(view.rawValue)&picture=\(picture.id)\(query)"
      return Drawn(picture: picture, icon: report.icons[picture.id])
    }
    let mayRebase = Endpoint.rebaseForm.admits(try authorised.known().role)
    let content = Content(
      silent: TodayPage.silence(coverage), lead: view.lead, title: view.title,
      path: view.endpoint.path,
      tabs: View.allCases.map {
        Tab(href: $0.endpoint.path, text: $0.title, isCurrent: $0 == view)
      }, hasSites: view == .months || view == .rareEvents,
      sites: coverage.map {
        Choice(value: $0.site, text: $0.site, isChosen: $0.site == site)
      }, pictures: pictures, isEmpty: pictures.isEmpty, notes: report.notes,
      mayRebase: mayRebase && view == .months, site: site ?? "",
      rebasings: rebasings.map {
        Rebased(
          series: $0.series, site: $0.site ?? "", month: $0.month,
          displayText:
            "\($0.series == "notifiable" ? "Notifiable incidents" : "Incidents"), from \($0.month): \($0.why) (\($0.by))"
        )
      })
    return pages.show("trends", title: "Trends: \(view.title)", content, authorised)
  }

  /// Limits begin anew where somebody says that the process has changed for good; without a reason they
  /// no longer do.
  private func rebase(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    let site = fields.text("site")
    let back = "/trends" + (site.map { "?site=\(FormFields.encoded($0))" } ?? "")
    return try await pages.change(authorised, then: back) {
      let isEnd = fields["action"] == "end"
      let why = isEnd ? "" : try Decisions.required("why", fields, "Say what has changed for good.")
      try await pages.centre.rebase(
        Rebasing(
          series: fields.text("series") ?? "", site: site, month: fields.text("month") ?? "",
          why: why, by: ""), by: principal)
    }
  }

  /// The numbers of one chart, or of all series by month.
  private func table(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    var text: String
    if let name = query.text("picture") {
      guard let view = View(rawValue: query.text("view") ?? "") else { throw Problem.notFound }
      let site = query.text("site")
      if site != nil { try Self.check(site, try await pages.centre.coverage()) }
      let report = try await TrendReport.read(view, site: site, at: pages.centre)
      guard let picture = report.pictures.first(where: { $0.id == name }) else {
        throw Problem.notFound
      }
      text = picture.table
    } else {
      text = "series,site,month,value,examinations,unit,plotted,mean,lower,upper,signal\r\n"
      for series in try await pages.centre.trendSeries() {
        for index in series.months.indices { text += Self.line(series, index) }
      }
    }
    return Response(
      status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// Charts of a site of which nothing is known would be empty.
  private static func check(_ site: String?, _ coverage: [SiteCoverage]) throws {
    guard let site, !coverage.contains(where: { $0.site == site }) else { return }
    throw Problem.noSite(site)
  }

  private static func line(_ series: TrendSeries, _ index: Int) -> String {
    let chart = series.chart
    let cells = [
      series.name, series.site ?? "all", series.months[index].description,
      String(series.counts[index]), series.denominators[index].map(String.init) ?? "",
      series.isRate ? "per-10000-examinations" : "count",
    ]
    let stretch = chart.stretch(of: index)
    let numbers = [chart.values[index], stretch.mean, stretch.lower, stretch.upper]
      .map(TrendSeries.text)
    return (cells + numbers + [chart.signals[index].rawValue]).joined(separator: ",") + "\r\n"
  }
}

extension TrendReport.View {
  var endpoint: Endpoint {
    switch self {
    case .months: .trendsPage
    case .rareEvents: .rareEventsPage
    case .causes: .causesPage
    case .sites: .comparisonPage
    case .audits: .auditResultsPage
    }
  }
}

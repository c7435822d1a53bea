internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records

/// Figures by month as control charts, each with its numbers as a table and as CSV.
struct TrendsPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.trendsPage, behind: gate) { try await show($0) }
    router.serve(.trendsTable, behind: gate) { _ in try await table() }
  }

  struct Point {
    let x: String
    let y: String
    let month: String
    let value: String
    let signal: String
    let isSignal: Bool
  }

  struct Mark {
    let x: String
    let text: String
  }

  struct Chart {
    let number: Int
    let title: String
    let summary: String
    let isTrial: Bool
    let line: String
    let meanY: String
    let lowerY: String
    let upperY: String
    let mean: String
    let lower: String
    let upper: String
    let top: String
    let first: String
    let last: String
    let points: [Point]
    let marks: [Mark]
  }

  struct Content {
    let silent: String?
    let charts: [Chart]
    let isEmpty: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let centre = pages.centre
    let all = Trends.series(try await centre.rows().incidents, today: centre.today)
    let charts = all.enumerated().map { Self.chart($1, number: $0) }
    let content = Content(
      silent: BoardPage.silence(try await centre.coverage()), charts: charts,
      isEmpty: charts.isEmpty)
    return pages.show("trends", title: "Trends", content, admitted)
  }

  private func table() async throws -> Response {
    let centre = pages.centre
    var lines = ["series,site,month,value,mean,lower,upper,signal"]
    for series in Trends.series(try await centre.rows().incidents, today: centre.today) {
      let chart = series.chart
      let limits = [chart.mean, chart.lower, chart.upper].map(TrendSeries.text)
        .joined(separator: ",")
      for (index, month) in series.months.enumerated() {
        lines.append(
          "\(series.name),\(series.site ?? "all"),\(month),\(Int(chart.values[index])),"
            + "\(limits),\(chart.signals[index].rawValue)")
      }
    }
    return Response(
      status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: lines.map { $0 + "\r\n" }.joined())))
  }

  // MARK: Drawing, in a box of 640 by 200

  private static let (left, right, top, bottom) = (40.0, 630.0, 15.0, 175.0)

  private static func chart(_ series: TrendSeries, number: Int) -> Chart {
    let chart = series.chart
    let highest = max(1, chart.upper, chart.values.max() ?? 1)
    let step = (right - left) / Double(max(1, chart.values.count - 1))
    func y(_ value: Double) -> String {
      TrendSeries.text(bottom - value / highest * (bottom - top))
    }
    func x(_ index: Int) -> String { TrendSeries.text(left + Double(index) * step) }
    let points = series.months.enumerated().map { index, month in
      Point(
        x: x(index), y: y(chart.values[index]), month: month.description,
        value: String(Int(chart.values[index])),
        signal: Wording.words(chart.signals[index].rawValue),
        isSignal: chart.signals[index] != .none)
    }
    let marks = Edition.all.compactMap { edition -> Mark? in
      guard let start = edition.inForceFrom, let index = series.months.firstIndex(of: Month(start)),
        index > 0
      else { return nil }
      return Mark(x: x(index), text: "Criteria changed: \(edition.id)")
    }
    let signals = chart.signals.count { $0 != .none }
    let name = series.name == "notifiable" ? "Notifiable incidents" : "Incidents"
    return Chart(
      number: number, title: "\(name) by month, \(series.site ?? "all sites")",
      summary: "\(Wording.count(chart.values.count, "month")), mean "
        + "\(TrendSeries.text(chart.mean)); \(Wording.count(signals, "unusual month")).",
      isTrial: chart.isTrial, line: points.map { "\($0.x),\($0.y)" }.joined(separator: " "),
      meanY: y(chart.mean), lowerY: y(chart.lower), upperY: y(chart.upper),
      mean: TrendSeries.text(chart.mean), lower: TrendSeries.text(chart.lower),
      upper: TrendSeries.text(chart.upper), top: TrendSeries.text(highest),
      first: points.first?.month ?? "", last: points.last?.month ?? "", points: points,
      marks: marks)
  }
}

extension Templates {
  static let trends = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Trends</h1>
    <p class="lead">Control charts: what lies between the limits is what the process does by \
    itself. Few reports may mean little reporting.</p>
    {{> coverage-note}}
    {{#isEmpty}}<p>There is no whole month to show yet.</p>{{/isEmpty}}
    {{^isEmpty}}<p><a href="/trends.csv">All numbers as CSV</a></p>{{/isEmpty}}
    {{#charts}}<section aria-labelledby="t{{number}}"><h2 id="t{{number}}">{{title}}</h2>
    <p>{{summary}}{{#isTrial}} Trial limits: fewer than 12 months.{{/isTrial}}</p>
    <svg viewBox="0 0 640 200" role="img" aria-labelledby="t{{number}}" width="640" height="200">
    <line x1="40" y1="{{meanY}}" x2="630" y2="{{meanY}}" stroke="#4c6272"/>
    <line x1="40" y1="{{upperY}}" x2="630" y2="{{upperY}}" stroke="#4c6272" stroke-dasharray="4 4"/>
    <line x1="40" y1="{{lowerY}}" x2="630" y2="{{lowerY}}" stroke="#4c6272" stroke-dasharray="4 4"/>
    {{#marks}}<line x1="{{x}}" y1="15" x2="{{x}}" y2="175" stroke="#7a4a00"/>\
    <text x="{{x}}" y="12" font-size="10" fill="#7a4a00">{{text}}</text>{{/marks}}
    <polyline points="{{line}}" fill="none" stroke="#005eb8" stroke-width="2"/>
    {{#points}}{{#isSignal}}<rect x="{{x}}" y="{{y}}" width="8" height="8" fill="#d5281b" \
    transform="translate(-4 -4)"/>{{/isSignal}}{{^isSignal}}<circle cx="{{x}}" cy="{{y}}" r="3" \
    fill="#005eb8"/>{{/isSignal}}{{/points}}
    <text x="2" y="20" font-size="11" fill="#212b32">{{top}}</text>\
    <text x="2" y="178" font-size="11" fill="#212b32">0</text>\
    <text x="40" y="195" font-size="11" fill="#212b32">{{first}}</text>\
    <text x="630" y="195" font-size="11" fill="#212b32" text-anchor="end">{{last}}</text></svg>
    <details><summary>The numbers</summary><div class="scroll" tabindex="0" role="region" \
    aria-label="{{title}}"><table><caption>{{title}}; mean {{mean}}, limits {{lower}} to {{upper}}\
    </caption><thead><tr><th scope="col">Month</th><th scope="col">Number</th>\
    <th scope="col">Signal</th></tr></thead><tbody>{{#points}}<tr><th scope="row">{{month}}</th>\
    <td class="number">{{value}}</td><td>{{signal}}</td></tr>{{/points}}</tbody></table></div>\
    </details></section>{{/charts}}
    {{/content}}{{/main}}{{/layout}}
    """
}

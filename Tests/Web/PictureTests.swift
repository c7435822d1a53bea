import Aggregation
import IRMER
import Screens
import Testing

@testable import Web

@Suite("Pictures")
struct PictureTests {
  @Test func `sites that lie beside each other in the funnel can all be read`() {
    let plot = FunnelPlot(
      (1...5).map { (site: "RBD0\($0)", count: 10, examinations: 10_000) })

    let picture = Picture(
      plot, from: Month(CalendarDate(year: 2025, month: 2, day: 1) ?? .earliest),
      to: Month(CalendarDate(year: 2026, month: 1, day: 1) ?? .earliest))

    let names = picture.texts.filter { $0.text.hasPrefix("RBD") }
    #expect(names.count == 5 && Set(names.map(\.y)).count == 5)
    let lists = (1...5).map { "/incidents?from=2025-02-01&to=2026-01-31&site=RBD0\($0)" }
    #expect(picture.rows.map(\.href) == lists)
    #expect(picture.dots.map(\.href) == lists)
  }

  @Test func `each gap between rare events and each square lead to what they count`() throws {
    let days = try (1...6).map { try #require(CalendarDate(year: 2026, month: $0, day: 10)) }
    let chart = try #require(RareEventChart.daysBetween(days))

    let gaps = Picture(chart, days: days, site: "RBD02", number: 0)
    let squares = Picture(
      HeatMap(counting: [(row: "1", column: "RBD02", count: 3)], rowOrder: ["1"]), id: "heat",
      title: "Codes by site", corner: "Code", list: { "/\($0)/\($1 ?? "all")" })

    #expect(
      gaps.rows.first?.href
        == "/incidents?from=2026-02-10&to=2026-02-10&outcome=notifiable&site=RBD02")
    #expect(gaps.rows.map(\.href) == (gaps.dots.map(\.href) + gaps.squares.map(\.href)))
    #expect(squares.boxes.map(\.href) == ["/1/RBD02"])
    #expect(squares.rows.map(\.href) == ["/1/all"])
  }

  @Test func `large numbers have commas for people, and none in the file`() {
    let picture = Picture(
      Pareto(counting: [(name: "RBD01", count: 51_148), (name: "RBD02", count: 12)]), id: "sites",
      title: "Incidents by site", column: "Site")

    #expect(picture.rows.first?.cells.first == "51,148")
    #expect(picture.table.contains("\r\nRBD01,51148,"), "\(picture.table)")
    #expect(picture.summary.hasPrefix("51,160 in all; "), "\(picture.summary)")
    #expect(PageCut(of: 51_148, start: "50000").displayText == "50,001 to 50,050 of 51,148")
    #expect(Wording.count(51_148, "incident") == "51,148 incidents")
  }

  /// Two estimates beside each other, or a total that its parts give, are in no single field.
  @Test func `the chart of thresholds has the dose that the rules compared`() throws {
    let facts = try IncidentFacts([
      "nation": "england", "discoveredOn": "2026-02-20", "modality": "ct",
      "individuals": [
        [
          "exposure": "unintended", "ageAtExposure": 40,
          "effectiveDose": ["intended": "5.0", "over": "20.5", "repeats": "1"],
        ]
      ],
    ])
    let findings = Edition.default.assess(facts).findings

    let picture = try #require(Picture(thresholdsOf: findings, individual: 0))

    #expect(picture.summary.hasPrefix("Total 26.5 mSv, intended 5.0 mSv; "), "\(picture.summary)")
    #expect(picture.summary.contains("2.3 begins at 25 mSv and is met"), "\(picture.summary)")
    #expect(Picture(thresholdsOf: findings, individual: 1) == nil)
  }
}

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

    let picture = Picture(plot, from: "2025-02", to: "2026-01")

    let names = picture.texts.filter { $0.text.hasPrefix("RBD") }
    #expect(names.count == 5 && Set(names.map(\.y)).count == 5)
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

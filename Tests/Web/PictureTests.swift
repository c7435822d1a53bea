import Aggregation
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
}

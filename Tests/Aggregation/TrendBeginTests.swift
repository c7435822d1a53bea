import IRMER
import RecordStore
import Records
import Testing

@testable import Aggregation

@Suite("Where a chart begins")
struct TrendBeginTests {
  private func series(_ days: String...) async throws -> TrendSeries {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    for day in days { try await harness.log(Facts.accidentalCT(discoveredOn: day), at: site) }
    return try #require(try await harness.centre.trendSeries(.trust).first)
  }

  @Test func `one old incident is no baseline`() async throws {
    let trust = try await series("2001-01-01", "2025-11-01", "2025-12-10", "2026-01-12")

    #expect(trust.months.map(\.description) == ["2025-11", "2025-12", "2026-01", "2026-02"])
    #expect(trust.counts == [1, 1, 1, 0])
    #expect(trust.isFirstPartial, "when recording began in that month is not known")
  }

  @Test func `a chart begins with the first incident that another follows within a year`()
    async throws
  {
    #expect(try await series("2024-12-01", "2025-12-20").months.first?.description == "2024-12")
    #expect(try await series("2024-11-01", "2025-12-20").months.first?.description == "2024-11")
    let two = try await series("2024-09-01", "2025-11-03", "2025-11-20")
    #expect(two.months.first?.description == "2025-11")
    #expect(try await !series("2024-12-01", "2025-12-20").isFirstPartial, "it began on the first")
  }
}

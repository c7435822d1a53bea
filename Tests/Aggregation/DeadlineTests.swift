import IRMER
import RecordStore
import Records
import Testing

@testable import Aggregation

@Suite("Deadlines of a calendar")
struct DeadlineTests {
  @Test func `of more than fit, days long past keep out nothing that can be met`() async throws {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    for day in ["2001-01-01", "2001-01-02", "2001-01-03", "2026-02-15", "2026-02-25"] {
      try await harness.log(Facts.accidentalCT(discoveredOn: day), at: site)
    }
    func days(_ deadlines: [Deadline]) -> [String] {
      deadlines.filter { $0.duty == .notify }.map { "\($0.day)" }
    }

    let all = days(try await harness.centre.deadlines())
    let three = days(try await harness.centre.deadlines(limit: 3))
    let one = days(try await harness.centre.deadlines(limit: 1))

    #expect(all == ["2001-01-15", "2001-01-16", "2001-01-17", "2026-03-01", "2026-03-11"])
    #expect(three == ["2001-01-17", "2026-03-01", "2026-03-11"], "1 March 2026 is today")
    #expect(one == ["2026-03-01"])
  }
}

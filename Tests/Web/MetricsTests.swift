import Foundation
import Records
import Testing

@testable import Web

@Suite("What the server counts")
struct MetricsTests {
  @Test func `a server says which version it is`() async throws {
    let harness = try WebHarness()

    let answer = await harness.get("/metrics").body

    #expect(answer.contains("\ncandour_build_info{version=\"\(CandourVersion.current)\"} 1\n"))
  }

  @Test func `the table of operations names every metric with its type, and no other`() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Docs/operations.md"), encoding: .utf8)
    let rows = page.matches(of: /\n\| `(candour_\w+)` \| (counter|gauge) \|/)

    #expect(
      Dictionary(rows.map { ("\($0.1)", "\($0.2)") }, uniquingKeysWith: { $1 })
        == Metrics.help.mapValues(\.type))
  }
}

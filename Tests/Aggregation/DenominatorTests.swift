import IRMER
import RecordStore
import Records
import Testing

@testable import Aggregation

@Suite("Denominators")
struct DenominatorTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  @discardableResult
  private func take(_ text: String) async throws -> Int {
    let (rows, bad) = DenominatorTable.read(text)
    #expect(bad.isEmpty)
    return try await centre.record(rows, by: harness.governance)
  }

  @Test(arguments: [
    ("rbd01,2026-01,ct,5", "is not a site's code"), ("RBD01,2026-1,ct,5", "is not a month"),
    ("RBD01,2026-13,ct,5", "is not a month"), ("RBD01,2026-01,mri,5", "is not a modality"),
    ("RBD01,2026-01,ct,-5", "is not a whole number"), ("RBD01,2026-01,ct,1e9", "is not a whole"),
    ("RBD01,2026-01,ct", "expected 4 columns (site,month,modality,number), found 3"),
    ("", "there is no row"),
  ])
  func `a line that is not usable is named`(line: String, reason: String) {
    let (_, bad) = DenominatorTable.read("site,month,modality,number\n\n" + line)

    #expect(bad.count == 1 && bad.first?.reason.contains(reason) == true)
    #expect(bad.first?.number == (line.isEmpty ? 1 : 3))
  }

  @Test func `a row given twice is named`() {
    let (_, bad) = DenominatorTable.read("RBD01,2026-01,ct,5\r\nRBD01,2026-01,ct,6\r\n")

    #expect(bad.map(\.number) == [2])
  }

  @Test func `the same table again changes nothing, and a new number replaces the old`()
    async throws
  {
    #expect(try await take("RBD01,2026-01,ct,5\nRBD01,2026-01,dental,7\nRBD02,2026-01,ct,9") == 2)
    #expect(try await take("RBD01,2026-01,ct,5") == 0)
    #expect(try await take("RBD01,2026-01,ct,6") == 1)

    let items = try await centre.denominators(Filter()).items

    #expect(items.map { $0["number"]?.integer } == [6, 7, 9])
    #expect(try centre.store.verify().isSound)
  }

  @Test func `trends are rates where every month and site is given, else counts`() async throws {
    let clinic = try await harness.site("RBD01")
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-01-20"), at: clinic)
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-10"), at: clinic)
    try await take("RBD01,2026-01,ct,1000\nRBD01,2026-01,dental,1000\nRBD01,2026-02,ct,500")

    let rates = try await centre.trendSeries().filter { $0.name == "incidents" }
    #expect(rates.map(\.isRate) == [true, true])
    #expect(rates.first?.chart.values == [5, 20])

    _ = try await harness.site("RBD02")
    let partial = try await centre.trendSeries().filter { $0.name == "incidents" }
    #expect(partial.map(\.isRate) == [false, true], "the trust's would rest on a part of it")
    #expect(partial.first?.chart.values == [1, 1])
  }

  @Test func `a site that is quiet is a warning`() async throws {
    let clinic = try await harness.site("RBD01")
    _ = try await harness.site("RBD02")
    try await harness.log(Facts.accidentalCT(discoveredOn: "2025-11-01"), at: clinic)

    let warnings = try await centre.lowReporting()

    #expect(warnings.map(\.site) == ["RBD01", "RBD02"])
    #expect(warnings.first?.displayText.contains("no incident for 120 days") == true)
  }
}

import IRMER
import RecordStore
import Records
import Testing

@testable import Aggregation

@Suite("What the Employer answers for")
struct EmployerReportTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private func breach(_ discoveredOn: String) -> JSONValue {
    [
      "discoveredOn": .string(discoveredOn), "modality": "nm-diagnostic",
      "clinicallySignificant": "no", "licence": ["breach": true],
      "individuals": [["exposure": "as-intended", "ageAtExposure": 50]],
    ]
  }

  @Test func `breaches of a licence are counted over all sites, withdrawn ones left out`()
    async throws
  {
    let (first, second) = (try await harness.site("RBD01"), try await harness.site("RBD02"))
    try await harness.log(breach("2026-02-10"), at: first)
    try await harness.log(breach("2026-02-11"), at: second)
    let withdrawn = try await harness.log(breach("2026-02-12"), at: second)
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-12"), at: first)
    try await centre.edit(
      withdrawn, version: try await harness.version(withdrawn), by: harness.governance
    ) { snapshot, context, generator throws(ValidationError) in
      try Edit.withdraw(snapshot, why: "logged twice", context: context, using: &generator)
    }

    let report = try await centre.employerReport()

    #expect(report.licenceBreaches == 2)
    #expect(try centre.store.verify().isSound)
  }

  @Test func `codes are those of the notifications, the most frequent first`() async throws {
    let site = try await harness.site("RBD01")
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-10"), at: site)
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-11"), at: site)
    try await harness.log(Facts.protocolFailure(discoveredOn: "2026-02-12"), at: site)

    let rows = try centre.store.plainRows()
    let report = try await centre.employerReport()

    #expect(report.codes.first == .init(name: "1", number: 2))
    let written = rows.notifications.flatMap { row -> [Substring] in
      row.codes.split(separator: " ") + row.complementary.split(separator: " ")
    }
    let counted = report.codes.map(\.number).reduce(0, +)
    #expect(counted == written.count)
    let met = rows.codes.values.flatMap { $0 }
    #expect(met.filter { $0 == "1" }.count == 2)
  }

  @Test func `the duty of candour is met where it is to each individual`() async throws {
    let site = try await harness.site("RBD01")
    func incident(_ met: [JSONValue], shared: JSONValue = .null) -> JSONValue {
      [
        "discoveredOn": "2026-02-10", "modality": "ct", "clinicallySignificant": "yes",
        "dutyOfCandour": ["met": shared],
        "individuals": .array(
          met.map { ["exposure": "unintended", "dutyOfCandour": ["applies": "yes", "met": $0]] }),
      ]
    }
    for facts in [
      incident(["yes"]), incident(["yes", "yes"]), incident(["yes", "no"]),
      incident(["yes", .null]), incident([.null], shared: "yes"), incident(["no"]),
    ] {
      try await harness.log(facts, at: site)
    }

    let share = try await centre.employerReport().candourMet

    #expect(share == .init(part: 3, whole: 6))
  }
}

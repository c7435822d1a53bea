import IRMER
import Records
import Replication
import Testing

/// Faults found by trying the requirements on the built program.
@Suite("Requirements as they are typed")
struct WalkedRequirementTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        [
          "exposure": "accidental", "ageAtExposure": 40,
          "effectiveDose": ["total": "9.6", "alternative": "DLP 500 mGy cm"],
        ]
      ],
    ])
    return author
  }

  @Test(arguments: [
    ("2026-03-01T09:00Z", "2026-03-01T09:00:00Z"),
    ("2026-03-01T09:00+01:00", "2026-03-01T09:00:00+01:00"),
    ("2026-03-01T09:00:30Z", "2026-03-01T09:00:30Z"), ("2026-03-01", "2026-03-01"),
  ])
  func `a time may leave out its seconds, as the message about it does`(
    typed: String, kept: String
  ) throws {
    var author = try Self.incident()

    try author.set("preliminary/start=\(typed)")

    #expect(author.field("preliminary/start")?.string == kept)
  }

  @Test(arguments: ["2026-03-01T9:00Z", "2026-03-01T25:00Z", "2026-03-01T09:00", "T09:00Z"])
  func `what is no time stays refused`(typed: String) throws {
    var author = try Self.incident()

    #expect(validationError { try author.set("preliminary/start=\(typed)") } != nil)
  }

  @Test func `a report names the dose in another unit beside the one in mSv`() throws {
    let report = try InvestigationReport(
      IncidentView(Self.incident().snapshot), now: Author(kind: .incident).context.now)

    #expect(report.doses.first?.received == "9.6 mSv; also DLP 500 mGy cm")
  }

  @Test func `an edit that says what is there already changes nothing`() throws {
    var author = try Self.incident()

    let error = validationError { try author.set("modality=ct") }
    #expect(error?.code == "nothing-to-change")

    let entries = author.entries.count
    try author.set("modality=ct", "room=CT 2")
    #expect(author.entries.count == entries + 1)
    #expect(author.entries.last?.entry.payload.operations.map(\.path.text) == ["room"])
  }
}

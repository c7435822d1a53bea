import ArgumentParser
import IRMER
import RecordStore
import Records
import SiteClient
import TestSupport
import Testing

@testable import candour

@Suite("Logging events of several people, places or nations")
struct EventLoggingTests {
  private static let nowhere = Terminal(width: nil, hasColour: false)

  private func logging(_ client: SiteClient, splits: Bool = false) -> IncidentLogging {
    IncidentLogging(
      client: client, role: nil, isDryRun: false, isNearMiss: false, template: nil,
      isSplitting: splits, output: Output(isJSON: true, terminal: Self.nowhere))
  }

  @Test func `a hundred and fifty rows of one event are one incident, and are not logged twice`()
    async throws
  {
    let clinic = try TestTrust().site("a")
    let row = "2026-03-02,mammography,Detector fault,no,E1,screened,unintended\n"
    let file =
      "discoveredOn,modality,narrative,clinicallySignificant,event,individuals/0/kind,"
      + "individuals/0/exposure\n" + String(repeating: row, count: 150)
      + "2026-03-01,ct,By itself,no,,patient,accidental\n"

    try await logging(clinic).log(csv: Array(file.utf8))
    try await logging(clinic).log(csv: Array(file.utf8))

    let incidents = try await clinic.incidents()
    #expect(incidents.count == 2)
    #expect(Set(incidents.map(\.incident.individuals)) == [150, 1])
    let event = try #require(incidents.first { $0.incident.individuals == 150 })
    #expect(event.incident.outcome == .notifiable)
    let record = try await clinic.record(named: event.incident.id)
    #expect(record.fields["event"] == nil && record.fields["narrative"] == "Detector fault")
  }

  @Test func `rows of one event that differ are refused, and the rest are logged`() async throws {
    let clinic = try TestTrust().site("a")
    let file = """
      discoveredOn,modality,event,individuals/0/exposure
      2026-03-02,ct,E1,accidental
      2026-03-01,ct,E1,accidental
      2026-03-01,ct,E2,accidental
      """

    await #expect(throws: ExitCode.self) { try await logging(clinic).log(csv: Array(file.utf8)) }

    #expect(try await clinic.incidents().count == 1)
  }

  @Test func `rows that differ in their individuals alone are pointed out, before and after`()
    throws
  {
    let rows = """
      2026-03-02,mammography,Detector fault,screened
      2026-03-02,mammography,Detector fault,screened
      2026-03-03,mammography,Detector fault,screened
      2026-03-02,mammography,Detector fault,carer
      """
    let header = "discoveredOn,modality,narrative,individuals/0/kind"

    #expect(try CSVTable(Array("\(header)\n\(rows)".utf8)).linesAlike == [[2, 3, 5]])
    let named = rows.replacing("screened", with: "screened,1").replacing("carer", with: "carer,1")
    #expect(try CSVTable(Array("\(header),event\n\(named)".utf8)).linesAlike == [])
  }

  @Test func `rows of one event in several nations are a record for each`() async throws {
    let clinic = try TestTrust().site("a")
    let file = """
      discoveredOn,modality,event,nation,individuals/0/exposure
      2026-03-02,ct,E1,england,accidental
      2026-03-02,ct,E1,wales,accidental
      2026-03-02,ct,E1,wales,accidental
      """

    await #expect(throws: ExitCode.self) { try await logging(clinic).log(csv: Array(file.utf8)) }
    #expect(try await clinic.incidents().isEmpty)
    try await logging(clinic, splits: true).log(csv: Array(file.utf8))

    let incidents = try await clinic.incidents().map(\.incident)
    #expect(Set(incidents.map { "\($0.authority) \($0.individuals)" }) == ["CQC 1", "HIW 2"])
    let english = try #require(incidents.first { $0.individuals == 1 })
    let welsh = try #require(incidents.first { $0.individuals == 2 })
    let record = try await clinic.record(named: english.id)
    try await clinic.set(["individuals/-/exposure=accidental"], on: record)
    let other = try await clinic.record(named: welsh.id)
    #expect(other.text("othersExposed/byMistake") == "2", "one more at the other place")
  }

  private static let twoNations: JSONValue = [
    "discoveredOn": "2026-03-02", "modality": "ct", "clinicallySignificant": "no",
    "nation": "england",
    "individuals": [
      ["exposure": "accidental", "ageAtExposure": 54, "effectiveDose": ["total": "0.5"]],
      [
        "exposure": "accidental", "ageAtExposure": 54, "nation": "wales",
        "effectiveDose": ["total": "0.5"],
      ],
    ],
  ]

  @Test func `people in two nations are refused with the two documents to log`() async throws {
    let clinic = try TestTrust().site("a")

    let failure = await #expect(throws: CommandFailure.self) {
      try await logging(clinic).log(Self.twoNations)
    }

    #expect(failure?.exit == .unusable && failure?.code == "several-nations")
    let documents = failure?.message.split(separator: "\n").filter { $0.first == "{" } ?? []
    #expect(documents.count == 2 && documents.last?.contains(#""nation":"wales""#) == true)
    #expect(try await clinic.incidents().isEmpty)
  }

  @Test func `split, both are logged, each to its authority and linked to the other`() async throws
  {
    let clinic = try TestTrust().site("a")

    try await logging(clinic, splits: true).log(Self.twoNations)

    let incidents = try await clinic.incidents().map(\.incident)
    #expect(Set(incidents.map(\.authority)) == [.cqc, .hiw])
    for incident in incidents {
      let other = try #require(incidents.first { $0.id != incident.id })
      let record = try await clinic.record(named: incident.id)
      #expect(record.fields["links/0/record"] == .string(other.id))
    }
  }

  @Test func `split, neither record forgets that the event has other people`() async throws {
    let clinic = try TestTrust().site("a")
    let person: JSONValue = [
      "kind": "patient", "ageAtExposure": 54, "exposure": "accidental",
      "effectiveDose": ["total": "0.5"],
    ]
    let other = person.object.map { members in
      var members = members
      members["nation"] = "wales"
      return JSONValue.object(members)
    }

    try await logging(clinic, splits: true).log([
      "discoveredOn": "2026-03-02", "modality": "ct", "clinicallySignificant": "no",
      "nation": "england", "individuals": [person, other ?? .null],
    ])

    for listed in try await clinic.incidents() {
      #expect(listed.incident.outcome == .notifiable)
      #expect(listed.notification?.notifyBy == "2026-03-16")
      let record = try await clinic.record(named: listed.incident.id)
      #expect(IncidentView(record).assessment.complementary == ["M1"])
    }
    #expect(try await clinic.incidents().count == 2)
  }

  @Test func `records of one event are joined in one transaction`() async throws {
    let clinic = try TestTrust().site("a")
    let document: JSONValue = [
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "effectiveDose": ["intended": "4", "total": "5"]]
      ],
    ]
    let first = try await clinic.log(.incident, document)
    let second = try await clinic.log(.incident, document)

    _ = try await clinic.join([second.snapshot], into: first.snapshot, why: "one protocol")

    let kept = try await clinic.record(named: first.reference)
    #expect(kept.elements("individuals").count == 2)
    #expect(try await clinic.record(named: second.reference).isWithdrawn)
    #expect(try await clinic.verify().problems.isEmpty)
  }
}

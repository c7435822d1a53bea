import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import Synchronization
import TestSupport
import Testing

@testable import Aggregation

@Suite("Incidents in the shape that LFPSE takes")
struct LFPSEExportTests {
  private func lines(_ documents: [JSONValue]) async throws -> [JSONValue] {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    for document in documents { _ = try await harness.log(document, at: site) }
    let written = Mutex<[JSONValue]>([])
    let count = try await harness.centre.exportLFPSE(from: nil, to: nil) { line in
      written.withLock { $0.append(line) }
    }
    #expect(count.written == documents.count && count.ofOtherNations == 0)
    return written.withLock { $0 }
  }

  private static let known: JSONValue = [
    "discoveredOn": "2026-02-02", "exposureAt": "2026-02-01", "modality": "external-beam",
    "clinicallySignificant": "no", "dutyOfCandour": ["applies": "yes"],
    "narrative": "The wrong side was treated on Tuesday.",
    "equipmentFailure": ["directCause": true],
    "individuals": [
      [
        "exposure": "unintended", "ageAtExposure": 54, "sex": "female",
        "harm": ["physical": "low", "psychological": "none"],
      ], ["exposure": "unintended", "ageInDays": 40],
    ],
  ]

  /// The answers of the extensions, by their names.
  private func answers(_ resource: JSONValue) -> [String: String] {
    var found: [String: String] = [:]
    for block in resource["extension"]?.array ?? [] {
      for answer in block["extension"]?.array ?? [] {
        guard let object = answer.object, let name = object["url"]?.string else { continue }
        for (key, value) in object.members where key != "url" {
          found[name] = "\(key) \(value.string ?? value.serialized())"
        }
      }
    }
    return found
  }

  @Test func `what the record says is given by the names and codes of the taxonomy`() async throws {
    let line = try #require(try await lines([Self.known]).first)
    let event = try #require(line["event"])
    let contained = event["contained"]?.array ?? []

    #expect(answers(event)["InvolvedAgents"] == "valueCode 3")
    #expect(answers(event)["SafetyChallenges"] == "valueCode 4")
    #expect(answers(event)["DutyOfCandour"] == "valueBoolean true")
    #expect(answers(event)["ReferenceNumber"]?.hasPrefix("valueString RBD01-2026-") == true)
    #expect(event["date"] == "2026-02-01" && event["detected"] == "2026-02-02")
    #expect(
      answers(contained[0]) == [
        "PatientSequence": "valueInteger 1", "AgeBracket": "valueCode 10", "Gender": "valueCode 1",
        "PhysicalHarm": "valueCode 4", "PsychologicalHarm": "valueCode 4",
      ])
    #expect(
      answers(contained[1]) == [
        "PatientSequence": "valueInteger 2", "AgeAtTimeOfIncidentDays": "valueInteger 40",
      ])
    #expect(!line.serialized().contains("Tuesday"), "what somebody wrote may name people")
  }

  @Test func `an incident of another nation is left out and counted`() async throws {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    for nation in ["england", "wales"] {
      _ = try await harness.log(
        ["discoveredOn": "2026-02-02", "nation": .string(nation)], at: site)
    }

    let written = Mutex(0)
    let count = try await harness.centre.exportLFPSE(from: nil, to: nil) { _ in
      written.withLock { $0 += 1 }
    }

    #expect(count.written == 1 && count.ofOtherNations == 1 && written.withLock { $0 } == 1)
  }

  @Test func `a trust in another nation is refused`() async throws {
    let folder = try TemporaryFolder()
    let centre = try Centre.create(
      in: folder.path("centre"), trust: try #require(Scope("7A1")), nation: "wales",
      environment: StoreEnvironment(now: { CentreHarness.noon }))

    let refused = await #expect(throws: NotInEngland.self) {
      try await centre.exportLFPSE(from: nil, to: nil) { _ in }
    }

    #expect(refused?.nation == "Wales")
  }

  @Test(
    arguments: [
      ("yes", nil, "true"), (nil, "yes", "true"), ("no", "yes", "true"), ("no", nil, "false"),
      (nil, "no", "false"), ("undecided", nil, nil), ("no", "undecided", nil), (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func `the duty of candour is what people decided about it, never clinical significance`(
    event: String?, individual: String?, answer: String?
  ) async throws {
    var person: JSONObject = ["exposure": "unintended", "ageAtExposure": 54]
    if let individual { person.append("dutyOfCandour", ["applies": .string(individual)]) }
    var document: JSONObject = [
      "discoveredOn": "2026-02-02", "clinicallySignificant": "yes",
      "individuals": [.object(person)],
    ]
    if let event { document.append("dutyOfCandour", ["applies": .string(event)]) }
    let line = try #require(try await lines([.object(document)]).first)
    let found = answers(try #require(line["event"]))["DutyOfCandour"]
    #expect(found == answer.map { "valueBoolean \($0)" })
  }

  @Test func `what it does not say is named, and no answer is made up`() async throws {
    let bare: JSONValue = ["discoveredOn": "2026-02-02", "individuals": [["ageAtExposure": 70]]]
    let both = try await lines([Self.known, bare])
    func lacks(_ line: JSONValue) -> [String] { line["lacks"]?.array?.compactMap(\.string) ?? [] }

    #expect(
      lacks(both[0]).filter { $0.hasSuffix("individual 2") } == [
        "Gender of individual 2", "PhysicalHarm of individual 2",
        "PsychologicalHarm of individual 2", "PatientEthnicity of individual 2",
      ])
    #expect(!lacks(both[0]).contains("InvolvedAgents") && lacks(both[0]).contains("Process"))
    let event = try #require(both[1]["event"])
    #expect(Set(answers(event).keys) == ["ReferenceNumber"])
    for name in [
      "InvolvedAgents", "SafetyChallenges", "DataSharingOptOut", "AgeBracket of individual 1",
      "DutyOfCandour: whether it applies is not decided", "date: the day of the exposure",
    ] {
      #expect(lacks(both[1]).contains(name), "\(name)")
    }
  }

  @Test(
    arguments: [
      (["ageInWeeks": 940], "valueCode 8", nil), (["ageInMonths": 216], "valueCode 8", nil),
      (["ageInDays": 6700], "valueCode 8", nil), (["ageInWeeks": 300], "valueCode 5", nil),
      (["ageInWeeks": 60], "valueCode 4", nil), (["ageInMonths": 5], nil, "AgeBracket"),
      (["ageInWeeks": 939], nil, "AgeBracket (17 or 18 years)"),
      (["ageInWeeks": 939, "ageAtExposure": 18], "valueCode 8", nil),
    ] as [(JSONObject, String?, String?)])
  func `the bracket follows from the age, in whatever unit it is recorded`(
    age: JSONObject, bracket: String?, lack: String?
  ) async throws {
    let document: JSONValue = [
      "discoveredOn": "2026-02-02", "individuals": [.object(age)],
    ]
    let line = try #require(try await lines([document]).first)
    let person = try #require(line["event"]?["contained"]?[0])
    let lacks = line["lacks"]?.array?.compactMap(\.string) ?? []

    #expect(answers(person)["AgeBracket"] == bracket)
    #expect(lacks.first { $0.hasPrefix("Age") } == lack.map { "\($0) of individual 1" })
  }
}

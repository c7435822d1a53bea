import IRMER
import Testing

@testable import Records

@Suite("The facts that would settle an incident")
struct MissingFactsTests {
  private static let fields = RecordSchema.listing(of: .incident).map(\.path)

  /// Whether it is a field of an incident, or a group of fields.
  private static func isPlace(_ path: String) -> Bool {
    let pattern = path.split(separator: "/").map { $0.allSatisfy(\.isNumber) ? "-" : String($0) }
      .joined(separator: "/")
    return fields.contains { $0 == pattern || $0.hasPrefix(pattern + "/") }
  }

  /// Facts of one person that each leave another fact open.
  private static let people: [JSONValue] = [
    [:], ["exposure": "accidental"], ["exposure": "unintended"],
    ["exposure": "unintended", "effectiveDose": ["total": "50"]],
    ["exposure": "unintended", "effectiveDose": ["intended": "5"]],
    ["tissueReaction": ["observed": "ulceration"]], ["kind": "foetus"],
    ["kind": "foetus", "foetalDose": "20"], ["kind": "infant"],
    ["kind": "infant", "infantDose": "2"], ["planningScans": 1],
    ["verificationImages": ["additionalOverCourse": 30]],
    ["verificationImages": ["mostInOneFraction": 8]],
    ["geographicalMiss": ["extent": "partial"]], ["geographicalMiss": ["displacement": "9"]],
    ["structures": [["role": "ptv", "intended": "60"]]], ["activity": ["delivered": "90"]],
    ["activity": ["prescribed": "90"]], ["exposure": "unintended", "pregnancyStatus": "pregnant"],
  ]

  private static func named(_ person: JSONValue, _ modality: Modality?) -> [String] {
    var document: JSONObject = ["discoveredOn": "2026-03-01", "clinicallySignificant": "no"]
    document["individuals"] = .array([person])
    if let modality { document["modality"] = .string(modality.rawValue) }
    var author = Author(kind: .incident)
    // Facts that do not fit the modality may be refused.
    guard validationError({ try author.log(.object(document)) }) == nil else { return [] }
    return IncidentView(author.snapshot).missingFacts
  }

  @Test func `every fact that is asked for is a field`() {
    var named: Set<String> = []
    for person in Self.people {
      for modality in [nil] + Modality.allCases.map(Optional.some) {
        named.formUnion(Self.named(person, modality))
      }
    }

    #expect(named.filter { !Self.isPlace($0) }.isEmpty)
    #expect(named.isSuperset(of: ["interventional", "modality", "individuals/0/exposure"]))
    #expect(named.count > 8)
  }

  @Test func `a fact of the incident is not asked for at a person`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "tissueReaction": ["observed": "ulceration"]]
      ],
    ])

    let missing = IncidentView(author.snapshot).missingFacts

    #expect(missing.contains("interventional"))
    #expect(!missing.contains("individuals/0/interventional"))
    try author.set("interventional=yes")
  }

  @Test func `where more than one may have been exposed, the exposure that is not known is named`()
    throws
  {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "nation": "england",
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 50, "effectiveDose": ["total": "0.5"]],
        ["ageAtExposure": 50, "effectiveDose": ["intended": "0.1", "total": "0.5"]],
      ],
    ])
    let incident = IncidentView(author.snapshot)

    #expect(incident.assessment.outcome == .undetermined)
    #expect(incident.missingFacts == ["individuals/1/exposure"])
    try author.set("individuals/1/exposure=near-miss", why: "it was seen in time")
    #expect(author.rows.incident?.outcome == .notNotifiable)
    #expect(IncidentView(author.snapshot).missingFacts.isEmpty)
  }
}

import IRMER
import Records
import Testing

/// S2, code 9.2: “Where the miss exceeds 2.5 times the locally defined error margin”; R054.
@Suite("The local table of error margins")
struct MarginTests {
  private static func register(_ documents: [JSONValue]) throws -> MarginRegister {
    MarginRegister(
      try documents.enumerated().map { number, document in
        var author = Author("physicist", log: UInt64(20 + number), kind: .margin)
        try author.log(document)
        return author.snapshot
      })
  }

  /// Two versions for one treatment, the later one beside an entry for a technique of its own.
  private static func table() throws -> MarginRegister {
    try register([
      [
        "anatomicalSite": "Prostate", "treatmentIntent": "radical", "errorMargin": "7",
        "version": "2", "validTo": "2026-01-31",
      ],
      [
        "anatomicalSite": "prostate", "treatmentIntent": "radical", "errorMargin": "5",
        "imagingActionLevel": "4.0", "version": "3", "validFrom": "2026-02-01",
      ],
      [
        "anatomicalSite": "prostate", "treatmentIntent": "radical", "technique": "SABR",
        "errorMargin": "3", "version": "1", "validFrom": "2026-02-01",
      ],
      ["anatomicalSite": "lung", "treatmentIntent": "palliative", "errorMargin": "10"],
      ["anatomicalSite": "lung", "treatmentIntent": "palliative", "errorMargin": "8"],
      [
        "anatomicalSite": "breast", "treatmentIntent": "radical", "errorMargin": "5",
        "status": "draft",
      ],
    ])
  }

  private static func incident(
    _ miss: JSONValue, _ treatment: JSONValue, on day: String = "2026-02-10"
  ) throws -> RecordSnapshot {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "external-beam", "exposureAt": .string(day),
      "individuals": [["geographicalMiss": miss, "radiotherapy": treatment]],
    ])
    return author.snapshot
  }

  private static func treated(
    _ site: String, _ intent: String = "radical", _ technique: String? = nil
  ) -> JSONValue {
    [
      "site": .string(site), "intent": .string(intent),
      "technique": technique.map(JSONValue.string) ?? .null,
    ]
  }

  @Test(
    arguments: [
      ("2026-01-31", nil, "7"), ("2026-02-01", nil, "5"), ("2026-02-10", "sabr", "3"),
      ("2026-02-10", "VMAT", "5"),
    ] as [(String, String?, String)])
  func `the version in force on the day of the exposure is proposed, its technique's first`(
    day: String, technique: String?, margin: String
  ) throws {
    let incident = try Self.incident(
      ["extent": "partial", "displacement": "12"], Self.treated("PROSTATE", "radical", technique),
      on: day)

    let found = try #require(try Self.table().findings(for: incident).first)

    #expect(found.finding.json(at: found.path)["result"] == "proposed")
    #expect(found.finding.entry?.errorMargin == margin)
    #expect(
      found.finding.warning(at: found.path)?.contains(
        "individuals/0/geographicalMiss/errorMargin=\(margin)") ?? false)
  }

  @Test(
    arguments: [
      (["extent": "partial", "errorMargin": "5.0"], "prostate", "same"),
      (["extent": "partial", "imagingActionLevel": "4"], "prostate", "same"),
      (["extent": "partial", "errorMargin": "6"], "prostate", "different"),
      (["extent": "partial"], "bladder", "unknown"),
      (["extent": "partial"], "breast", "unknown"),
      (["displacement": "12"], "prostate", "proposed"),
    ] as [(JSONValue, String, String)])
  func `what an incident records is held against the table`(
    miss: JSONValue, site: String, result: String
  ) throws {
    let incident = try Self.incident(miss, Self.treated(site))

    let found = try #require(try Self.table().findings(for: incident).first)

    #expect(found.finding.json(at: found.path)["result"]?.string == result)
    #expect((found.finding.warning(at: found.path) == nil) == (result == "same"))
  }

  @Test func `two entries in force are said, and none is chosen`() throws {
    let incident = try Self.incident(["extent": "partial"], Self.treated("lung", "palliative"))

    let found = try #require(try Self.table().findings(for: incident).first)

    #expect(found.finding.json(at: found.path)["result"] == "several")
    #expect(found.finding.entry == nil)
  }

  @Test func `what the table needs to be looked up is asked for`() throws {
    let incident = try Self.incident(["extent": "partial"], ["site": "prostate"])

    let found = try #require(try Self.table().findings(for: incident).first)

    #expect(found.finding.json(at: found.path)["missing"] == ["radiotherapy/intent"])
  }

  @Test func `no table, no miss or a total one: nothing is said`() throws {
    let partial = try Self.incident(["extent": "partial"], Self.treated("prostate"))
    let none = try Self.incident(["extent": "none"], Self.treated("prostate"))
    let total = try Self.incident(["extent": "total"], Self.treated("prostate"))

    #expect(MarginRegister.empty.findings(for: partial).isEmpty)
    #expect(try Self.table().findings(for: none).isEmpty)
    #expect(try Self.table().findings(for: total).isEmpty)
  }

  @Test(
    arguments: [
      (["treatmentIntent": "curative"], "unknown-value"), (["errorMargin": "-5"], "negative"),
      (["validFrom": "2026-02-01", "validTo": "2026-01-01"], "wrong-order"),
    ] as [(JSONValue, String)])
  func `an entry that cannot be is refused`(document: JSONValue, code: String) throws {
    #expect(validationError { _ = try Self.register([document]) }?.code == code)
  }
}

import IRMER
import Records
import Testing

@Suite("The equipment register")
struct EquipmentTests {
  private static func register(_ documents: [JSONValue]) throws -> EquipmentRegister {
    EquipmentRegister(
      try documents.enumerated().map { number, document in
        var author = Author("physicist", log: UInt64(10 + number), kind: .equipment)
        try author.log(document)
        return author.snapshot
      })
  }

  private static let scanner: JSONValue = [
    "assetNumber": "CT2", "make": "Acme", "model": "64", "serialNumber": "S-0815",
    "softwareVersion": "4.1", "clinicalUseFrom": "2026-01-10", "clinicalUseTo": "2026-02-20",
  ]

  private static func incident(_ fields: JSONValue) throws -> RecordSnapshot {
    var author = Author(kind: .incident)
    var document = fields.object ?? JSONObject()
    document["discoveredOn"] = "2026-03-01"
    try author.log(.object(document))
    return author.snapshot
  }

  @Test(arguments: [
    ("ct2", "2026-02-01", "known"), ("CT2", "2026-01-09", "not-in-use"),
    ("CT2", "2026-02-21", "not-in-use"), ("CT3", "2026-02-01", "unknown"),
    ("XR1", "2026-02-01", "several"),
  ])
  func `an incident's equipment is looked up by its number and its day`(
    name: String, day: String, result: String
  ) throws {
    let register = try Self.register([Self.scanner, ["assetNumber": "XR1"], ["assetNumber": "XR1"]])
    let incident = try Self.incident(["equipmentId": .string(name), "exposureAt": .string(day)])

    let finding = try #require(register.finding(for: incident))

    #expect(finding.json["result"]?.string == result)
    #expect((finding.warning == nil) == (result == "known"))
  }

  @Test func `a site that keeps no register is told nothing of it`() throws {
    let incident = try Self.incident(["equipmentId": "CT2"])

    #expect(EquipmentRegister.empty.finding(for: incident) == nil)
    #expect(try Self.register([Self.scanner]).finding(for: Self.incident([:])) == nil)
  }

  @Test func `the reports name make, model and serial number from the register`() throws {
    let register = try Self.register([Self.scanner])
    let incident = IncidentView(
      try Self.incident([
        "equipmentId": "CT2", "exposureAt": "2026-02-01", "equipment": ["softwareVersion": "4.0"],
      ]))
    let words = "Acme 64, asset CT2, serial number S-0815, software 4.0"

    let sheet = try AnswersSheet(
      incident, now: Author(kind: .incident).context.now, equipment: register)
    let report = try InvestigationReport(
      incident, now: Author(kind: .incident).context.now, equipment: register)

    #expect(sheet.answers.first { $0.question == "Equipment" }?.answer == words)
    #expect(report.header.first { $0.name == "Equipment" }?.value == words)
  }
}

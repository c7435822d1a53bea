import IRMER
import Records
import Replication
import Testing

@Suite("Registers")
struct RegisterTests {
  @Test(arguments: [RecordKind.procedure, .equipment, .licence, .theme])
  func `a record that says nothing is refused`(kind: RecordKind) throws {
    var author = Author(kind: kind)

    #expect(validationError { try author.log([:]) }?.code == "required")
    #expect(validationError { try author.log(["notes": nil]) }?.code == "required")
    try author.log(["notes": [["text": "x"]]])
  }

  private static func licence(_ document: JSONValue, log: UInt64) throws -> RecordSnapshot {
    var author = Author("administrator", log: log, kind: .licence)
    try author.log(document)
    return author.snapshot
  }

  private static func register() throws -> LicenceRegister {
    LicenceRegister([
      try licence(
        [
          "kind": "employer", "number": "E1", "installation": "RBD01", "validFrom": "2024-01-01",
          "validTo": "2028-12-31", "purposes": ["Bone imaging", "Lung perfusion"],
        ], log: 1),
      try licence(
        [
          "kind": "practitioner", "number": "P1", "validFrom": "2024-01-01",
          "validTo": "2026-01-31", "purposes": ["bone imaging"],
        ], log: 2),
      try licence(
        [
          "kind": "practitioner", "number": "P2", "document": "certificate",
          "validFrom": "2024-01-01", "purposes": ["bone imaging"],
        ], log: 3),
    ])
  }

  @Test(arguments: [
    ("P1", "Bone  Imaging", "2026-01-31", "covered"),
    (
      "P1", "Bone imaging", "2026-02-01",
      "the practitioner's licence was not valid on 1 February 2026"
    ),
    ("P1", "Lung perfusion", "2026-01-01", "the practitioner's licence does not cover the purpose"),
    ("P9", "Bone imaging", "2026-01-01", "the practitioner's licence is not in the register"),
    (
      "P2", "Bone imaging", "2026-01-01",
      "the practitioner's licence was not valid on 1 January 2026"
    ),
  ])
  func `a breach is found from the register`(
    licence: String, purpose: String, day: String, expected: String
  ) throws {
    let administration = Administration(
      site: "RBD01", practitionerLicence: licence, purpose: purpose, day: CalendarDate(day))

    switch try Self.register().check(administration) {
    case .covered: #expect(expected == "covered")
    case .breach(let reasons): #expect(reasons == [expected])
    case .unknown(let missing): Issue.record("unknown: \(missing)")
    }
  }

  @Test func `a licence whose beginning nobody recorded decides nothing`() throws {
    let register = LicenceRegister([
      try Self.licence(
        ["kind": "employer", "number": "E1", "purposes": ["bone imaging"]], log: 1),
      try Self.licence(
        ["kind": "practitioner", "number": "P1", "validTo": "2026-01-31", "purposes": ["x"]],
        log: 2),
    ])
    func check(_ purpose: String, _ day: String) -> LicenceFinding {
      register.check(
        Administration(
          site: "RBD01", practitionerLicence: "P1", purpose: purpose, day: CalendarDate(day)))
    }

    #expect(
      check("bone imaging", "2026-01-01")
        == .breach(reasons: ["the practitioner's licence does not cover the purpose"]))
    #expect(
      check("x", "2026-01-01")
        == .breach(reasons: ["the employer's licence does not cover the purpose"]))
    #expect(
      LicenceRegister([
        try Self.licence(["kind": "employer", "number": "E1", "purposes": ["x"]], log: 1)
      ]).check(
        Administration(site: "RBD01", purpose: "x", day: CalendarDate("2026-01-01")))
        == .unknown(missing: ["validFrom of the employer's licence", "practitionerLicence"]))
  }

  @Test func `an incident's administration is checked`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "nm-diagnostic",
      "individuals": [
        [
          "nuclearMedicine": [
            "practitionerLicence": "P1", "purpose": "Bone imaging",
            "administeredAt": "2026-02-27T10:00:00Z",
          ]
        ]
      ],
    ])

    let findings = IncidentView(author.snapshot).licenceFindings(in: try Self.register())

    #expect(findings.map(\.path) == ["individuals/0/nuclearMedicine"])
    #expect(
      findings.first?.finding
        == .breach(reasons: ["the practitioner's licence was not valid on 27 February 2026"]))
  }

  @Test func `a procedure is reviewed every two years and acknowledged by all`() throws {
    var author = Author("governance", kind: .procedure)
    try author.log([
      "title": "EP17 Carrying out of clinical audit", "version": "1.0",
      "approvedOn": "2025-07-10", "reviewDue": "2027-07-10",
      "dutyHolders": ["referrers", "operators"],
    ])
    try author.set(
      "acknowledgements/-/role=operators", "acknowledgements/-/version=1.0",
      "acknowledgements/-/on=2026-03-01")

    let view = ProcedureView(author.snapshot)

    #expect(view.outstanding == ["referrers"])
    #expect(view.item(on: author.today)["reviewDue"] == "2027-07-10")
    #expect(view.item(on: author.today)["review"] == "current")
    #expect(view.item(on: try #require(CalendarDate("2027-07-11")))["review"] == "overdue")
  }

  @Test func `a theme in conflict counts from its earliest day`() throws {
    var author = Author("governance", kind: .theme)
    try author.log([
      "title": "MLC fault", "status": "confirmed", "identifiedOn": "2026-02-20",
      "confirmedBy": "governance", "reason": "one leaf bank", "incidents": ["a", "b"],
    ])
    var other = author.forked("mpe", log: 2)
    try author.set("identifiedOn=2026-02-10", why: "the meeting's minutes")
    try other.set("identifiedOn=2026-02-05", why: "the engineer's report")
    author.merge(other)

    let theme = try #require(ThemeView(author.snapshot).confirmed)

    #expect(theme.notifyBy.description == "2026-02-19")
    #expect(theme.incidents == ["a", "b"])
  }
}

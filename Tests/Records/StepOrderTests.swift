import IRMER
import Records
import Testing

@Suite("Order of steps")
struct StepOrderTests {
  private static func logged(total: String = "4", significance: JSONValue = "no") throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": significance,
      "individuals": [
        [
          "ageAtExposure": 50, "exposure": "accidental",
          "effectiveDose": ["intended": "0", "total": .string(total)],
        ]
      ],
    ])
    author.today = CalendarDate(year: 2026, month: 5, day: 1) ?? .latest
    return author
  }

  @Test(arguments: [
    ("4", "status=investigating", "status"),
    ("2", "status=notifiable-awaiting-notification", "status"),
    ("4", "regulator/withAuthorityOn=2026-03-20", "regulator/withAuthorityOn"),
    ("4", "regulator/closureOn=2026-03-20", "regulator/closureOn"),
    ("4", "preliminary/start=2026-02-20", "preliminary/start"),
    ("4", "investigation/analysedOn=2026-02-20", "investigation/analysedOn"),
    ("4", "classification/decidedOn=2026-02-20", "classification/decidedOn"),
    ("4", "dutyOfCandour/verbalDate=2026-02-20", "dutyOfCandour/verbalDate"),
  ])
  func `a step out of order asks why, and is taken with a reason`(
    total: String, step: String, field: String
  ) throws {
    var author = try Self.logged(total: total)

    let error = validationError { try author.set(step) }

    #expect(error?.code == "reason-required" && error?.field == field)
    try author.set(step, why: "the papers came in this order")
    #expect(author.field(field) != nil)
  }

  @Test func `the authority's answer before the day of the report asks why`() throws {
    var author = try Self.logged()
    try author.set(
      "status=notified", "notification/submittedOn=2026-03-10", "notification/reference=SAUE-1")
    try author.confirmReading()
    try author.set("status=report-sent", "report/sentOn=2026-04-10")

    let error = validationError { try author.set("regulator/closureOn=2026-04-01") }

    #expect(error?.code == "reason-required" && error?.field == "regulator/closureOn")
    try author.set("regulator/closureOn=2026-04-20")
  }

  @Test func `what was out of order before is not asked again`() throws {
    var author = try Self.logged()
    try author.set("preliminary/start=2026-02-20", why: "begun on a suspicion")

    try author.set("room=CT 2")
  }

  @Test func `nothing is closed on a bare “not clinically significant”`() throws {
    var author = try Self.logged(total: "2")
    try author.set(
      "investigation/analysis=Done", "preliminary/by=Employer", "preliminary/evidence=The log",
      "preliminary/mpeAdvice=2 mSv")
    #expect(
      IncidentView(author.snapshot).missing == [
        "classification/significanceDecidedBy", "classification/significanceGuidance",
        "classification/significanceReason",
      ])

    let error = validationError { try author.set("status=closed") }

    #expect(error?.code == "significance-not-supported")
    #expect(error?.field == "classification/significanceDecidedBy")
    try author.set(
      "classification/significanceDecidedBy=Employer",
      "classification/significanceGuidance=Radiotherapy Board 2020",
      "classification/significanceReason=No harm is expected", "status=closed")
    #expect(author.field("status") == "closed")
  }

  @Test func `a bare “not clinically significant” says what it still needs`() throws {
    var author = try Self.logged(total: "2", significance: "undecided")

    let edit = try Edit.parse(
      ["clinicallySignificant=no"], on: author.snapshot, why: "no harm", context: author.context,
      using: &author.generator)

    #expect(edit.warnings.contains { $0.contains("guidance used for clinical significance") })
  }
}

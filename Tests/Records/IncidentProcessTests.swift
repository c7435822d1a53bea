import IRMER
import Records
import Testing

@Suite("Incident process")
struct IncidentProcessTests {
  private static func notifiable() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        [
          "ageAtExposure": 50, "exposure": "accidental",
          "effectiveDose": ["intended": "0", "total": "4"],
        ]
      ],
    ])
    return author
  }

  @Test func `a notifiable incident runs to its closure`() throws {
    var author = try Self.notifiable()
    func state(_ day: String) -> String? {
      CalendarDate(day).flatMap { author.rows.notification?.state(on: $0).rawValue }
    }
    #expect(author.rows.incident?.outcome == .notifiable)
    #expect(author.rows.incident?.codes == "1")
    #expect(author.rows.incident?.notifyBy == "2026-03-15")
    #expect(state("2026-03-15") == "due")
    #expect(state("2026-03-16") == "overdue")

    try author.set("status=notified", "notification/reference=SAUE-1")
    #expect(author.field("notification/submittedOn") == "2026-03-02")
    #expect(state("2026-05-09") == "notified")
    #expect(state("2026-05-10") == "report-due")
    #expect(state("2026-05-25") == "report-overdue")

    #expect(validationError { try author.set("status=with-regulator") }?.code == "report-not-sent")
    try author.set("investigation/rootCauses=Two requests looked alike")
    try author.confirmReading()
    try author.set("status=report-sent")
    #expect(state("2026-06-01") == "report-sent")
    #expect(validationError { try author.set("status=closed") }?.code == "closure-missing")
    try author.set("status=with-regulator")
    #expect(state("2026-06-01") == "with-authority")
    try author.set("status=closure-received")
    try author.set("status=closed")
    #expect(state("2026-06-01") == "closed")
  }

  @Test(arguments: [["status=report-sent"], ["report/sentOn=2026-03-02"]])
  func `no report is sent before the authority is notified`(assignments: [String]) throws {
    var author = try Self.notifiable()

    let edit = validationError {
      _ = try Edit.parse(
        assignments, on: author.snapshot, context: author.context, using: &author.generator)
    }

    #expect(edit?.code == "not-notified" && edit?.field == "notification/submittedOn")
    try author.set("notification/submittedOn=2026-03-02", "notification/reference=SAUE-1")
    #expect(validationError { try author.set("status=report-sent") }?.code == "report-not-read")
    try author.confirmReading()
    try author.set("status=report-sent")
  }

  @Test func `what was notified is not closed without a report, unless it is said why`() throws {
    var author = try Self.notifiable()
    try author.set(
      "status=notified", "notification/reference=SAUE-1", "investigation/analysis=Done")
    try author.set("regulator/closureOn=2026-03-02", why: "the authority needs no report")

    let error = validationError { try author.set("status=closed") }

    #expect(error?.code == "report-not-sent" && error?.field == "report/sentOn")
    try author.set("status=closed", why: "the authority said that it needs no report")
    #expect(author.field("status") == "closed")
  }

  @Test func `who investigates before the notification does not stop its clock`() throws {
    var author = try Self.notifiable()

    #expect(validationError { try author.set("status=investigating") }?.code == "reason-required")
    try author.set("status=investigating", why: "the scanner goes back into use tomorrow")

    #expect(author.rows.notification?.state(on: author.today) == .due)
    try author.set("notification/submittedOn=2026-03-02", "notification/reference=SAUE-1")
    #expect(author.rows.notification?.state(on: author.today) == .notified)
  }

  @Test(arguments: [
    "notification/submittedOn=2026-03-03", "regulator/closureOn=2026-03-03",
    #"routes=[{"authority": "CQC", "sentAt": "2026-03-03"}]"#,
  ])
  func `a day yet to come ends no clock`(assignment: String) throws {
    var author = try Self.notifiable()

    let error = validationError { try author.set(assignment, why: "no reference has come yet") }

    #expect(error?.code == "in-the-future")
  }

  @Test func `what nothing forbids and somebody should look at is said`() throws {
    var author = try Self.notifiable()
    func warnings(_ assignments: String...) throws -> [String] {
      try Edit.parse(
        assignments, on: author.snapshot, context: author.context, using: &author.generator
      ).warnings
    }

    #expect(try warnings("actions/-/done=2026-03-03").count == 1)
    #expect(try warnings("actions/-/done=2026-03-02").isEmpty)
    try author.set("status=notified", "notification/reference=SAUE-1")
    try author.confirmReading()
    let lack = try #require(
      try warnings("status=report-sent").first { $0.contains("the report lacks: ") })
    #expect(lack.contains("root causes") && !lack.contains("/"))
    try author.set("investigation/analysis=Done")
    try author.confirmReading()
    try author.set("status=report-sent")
    try author.set("status=closure-received")
    try author.set("status=closed")
    #expect(try warnings("narrative=Late").contains { $0.contains("after its closure") })
  }

  @Test func `what closing leaves unrecorded is said`() throws {
    var author = try Self.notifiable()
    try author.set("status=notified", "notification/reference=SAUE-1", "clinicallySignificant=yes")
    try author.set("investigation/analysis=Done")
    try author.confirmReading()
    try author.set("status=report-sent")
    try author.set("status=closure-received")

    let warnings = try Edit.parse(
      ["status=closed"], on: author.snapshot, context: author.context, using: &author.generator
    ).warnings

    #expect(warnings.count == 1)
    #expect(warnings.contains { $0.contains("referrer") && $0.contains("learning") })
    #expect(!warnings.contains { $0.contains("report/") || $0.contains("informed/") })
  }

  @Test func `what is notifiable is not judged locally`() throws {
    var author = try Self.notifiable()

    #expect(validationError { try author.set("status=local-investigation") }?.code == "notifiable")
    try author.set("investigation/analysis=Done")
    #expect(validationError { try author.set("status=closed") }?.code == "notifiable")
  }

  @Test func `an exclusion needs decider, evidence and advice, and ends the clock`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [["exposure": "accidental"]],
    ])
    #expect(author.rows.notification?.state(on: author.today) == .undetermined)
    #expect(
      validationError {
        try author.set("preliminary/outcome=excluded", "preliminary/by=Employer")
      }?.field == "preliminary/evidence")
    #expect(
      validationError { try author.set("status=local-investigation") }?.code == "undetermined")

    try author.set(
      "preliminary/outcome=excluded", "preliminary/by=Employer",
      "preliminary/evidence=The scanner log shows no exposure",
      "preliminary/mpeConsulted/who=MPE")

    #expect(author.rows.notification == nil)
    try author.set("status=local-investigation", "investigation/analysis=No exposure took place")
    try author.set("status=closed")
    #expect(author.field("status") == "closed")
  }

  @Test func `final codes name who decided, and why where they differ`() throws {
    var author = try Self.notifiable()

    #expect(
      validationError { try author.set("classification/finalCodes/-=11") }?.code == "unknown-code")
    #expect(
      validationError { try author.set("classification/finalCodes/-=1") }?.field
        == "classification/decidedBy")
    try author.set("classification/finalCodes/-=1", "classification/decidedBy=Employer")
    #expect(
      validationError { try author.set("classification/finalCodes/-=2.1") }?.field
        == "classification/reason")
    #expect(
      validationError { try author.set("classification/complementary/-=M") }?.code
        == "unknown-code")
    try author.set("classification/complementary/-=M1")
  }

  @Test func `going back needs a reason`() throws {
    var author = try Self.notifiable()
    try author.set("status=notified", "notification/reference=SAUE-1")

    #expect(validationError { try author.set("status=logged") }?.code == "reason-required")
    try author.set("status=logged", why: "sent to the wrong authority")
  }

  @Test func `facts that contradict each other after a merge count as unknown`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "ageAtExposure": 50, "effectiveDose": ["intended": "1"]]
      ],
    ])
    var other = author.forked("mpe", log: 2)
    try author.set("individuals/0/effectiveDose/total=2")
    try other.set("individuals/0/effectiveDose/over=4", "individuals/0/effectiveDose/repeats=5")
    author.merge(other)

    #expect(author.rows.incident?.outcome == .undetermined)
    #expect(author.rows.notification != nil)
    try author.set("room=A")
  }
}

import IRMER
import Replication
import Testing

@testable import Records

@Suite("Clinical audit")
struct AuditTests {
  private static func planned() throws -> Author {
    var author = Author("audit lead", kind: .audit)
    try author.log([
      "title": "Pregnancy enquiry recorded", "programmeYear": "2026",
      "objectives": ["Improvement in the quality of patient care"], "modality": "ct",
      "team": ["leadClinician": "Consultant A", "medicalPhysicsExpert": "Consultant A"],
      "standards": [
        ["id": "S1", "text": "Enquiry recorded", "target": 95, "source": "EP17"],
        ["id": "S2", "text": "Signed", "target": "100", "source": "EP17"],
      ],
      "method": "retrospective", "sampleSize": 40, "period": "January 2026",
    ])
    return author
  }

  @Test func `an audit with no agreed standard cannot be approved`() throws {
    var author = Author("audit lead", kind: .audit)
    try author.log(["title": "Pregnancy enquiry recorded"])

    let error = validationError { try author.set("status=approved") }

    #expect(error?.code == "stage-not-reached")
    #expect(error?.field == "standards")
  }

  @Test func `a team with gaps may be approved, and that is said unless a reason is given`() throws
  {
    var author = try Self.planned()
    func warnings() throws -> [String] {
      try Edit.parse(
        ["status=approved"], on: author.snapshot, context: author.context,
        using: &author.generator
      ).warnings.filter { $0.contains("The team has no") }
    }

    #expect(try warnings().first?.contains("lead radiographer") ?? false)
    try author.set("team/reason=The clinic has no lead radiographer")
    #expect(try warnings().isEmpty)
  }

  @Test func `the whole cycle runs to its re-audit`() throws {
    var author = try Self.planned()
    #expect(author.rows.audit?.teamGaps == "leadModalityRadiographer one-person-in-two-roles")
    try author.set("status=approved")
    try author.set("status=collecting")
    #expect(validationError { try author.set("status=analysed") }?.field == "standards/0/result")
    try author.set(
      "standards/0/result/numerator=38", "standards/0/result/denominator=40",
      "standards/1/result/numerator=39", "standards/1/result/denominator=40")
    try author.set("status=analysed")
    #expect(author.rows.audit?.standardsMet == 1)
    #expect(author.rows.audit?.standardsNotMet == 1)
    #expect(author.rows.audit?.missing == "actions reviewDate")
    try author.set(
      "actions/-/change=Mandatory field", "actions/-/owner=Lead", "actions/-/due=2026-04-01",
      "reviewDate=2026-09-01")
    try author.set("status=first-report-issued")
    #expect(author.rows.audit?.firstReportIssued == "2026-03-02")
    #expect(author.rows.audit?.secondReportDue == "2026-09-02")
    try author.set("status=actions-in-progress")
    try author.set("status=second-report-issued", "actions/0/done=2026-03-30")
    #expect(validationError { try author.set("status=closed") }?.field == "reAudit/audit")
    try author.set("reAudit/audit=RBD01-2027-0001")
    try author.set("status=closed")

    #expect(author.field("status") == "closed")
    for why in ["", "typed wrongly"] {
      let error = validationError { try author.set("reAudit/audit=", why: why) }
      #expect(error?.code == "stage-not-reached" && error?.field == "reAudit/audit")
    }
    try author.set("reAudit/audit=", "reAudit/reasonNot=The clinic has closed")
  }

  @Test func `the second report is due six months after the first, whenever that is recorded`()
    throws
  {
    var author = try Self.planned()
    let issued = FieldPath(literal: "firstReport/issued")
    author.write([author.state.writing(.text("2025-08-31"), at: issued)])

    let implied = StatusDates.implied(
      by: "first-report-issued", of: author.snapshot, today: author.today)

    let due = implied.first { $0.path == FieldPath(literal: "secondReport/due") }?.date
    #expect(due?.description == "2026-02-28")
  }

  @Test func `an item says what is due and what is overdue`() throws {
    var author = try Self.planned()
    try author.set("actions/-/owner=Lead", "actions/-/due=2026-02-01", "firstReport/due=2026-05-01")
    let row = try #require(author.rows.audit)

    let item = row.listItem(on: author.today, actions: author.rows.actions)
    let status = row.statusItem(on: author.today, actions: author.rows.actions)

    #expect(item["due"] == "2026-02-01")
    #expect(item["overdue"] == true)
    #expect(item["status"] == "proposed")
    #expect(status["actionsOpen"] == 1)
    #expect(status["actionsOverdue"] == 1)
    #expect(status["standards"] == ["met": 0, "notMet": 0, "total": 2])
    #expect(status["firstReport"] == ["due": "2026-05-01", "issued": nil, "received": nil])
  }

  @Test(arguments: [
    (38, 40, 83.5, 98.6), (0, 20, 0, 16.1), (20, 20, 83.9, 100), (1, 1, 20.7, 100),
  ])
  func `Wilson's interval stays within 0 and 100`(
    numerator: Int, denominator: Int, low: Double, high: Double
  ) throws {
    let interval = try #require(
      Proportion(numerator: numerator, denominator: denominator)
    ).wilsonInterval

    #expect(Proportion.oneDecimal(interval.lowerBound) == Proportion.oneDecimal(low))
    #expect(Proportion.oneDecimal(interval.upperBound) == Proportion.oneDecimal(high))
  }

  @Test(arguments: [
    ("95", 19, 20, "met"), ("95", 189, 200, "not-met"), ("66.7", 2, 3, "not-met"),
    ("66.6", 2, 3, "met"), ("0", 0, 5, "met"), ("100", 5, 5, "met"),
  ])
  func `a target is compared exactly`(
    target: String, numerator: Int, denominator: Int, verdict: String
  ) throws {
    var author = Author("audit lead", kind: .audit)
    try author.log([
      "title": "T",
      "standards": [
        [
          "target": .string(target),
          "result": [
            "numerator": .number(JSONNumber(numerator)),
            "denominator": .number(JSONNumber(denominator)),
          ],
        ]
      ],
    ])

    #expect(AuditView(author.snapshot).standards.first?.verdict.rawValue == verdict)
  }

  @Test(
    arguments: [
      ("95", 95), ("99.5", 99.5), ("0", 0), ("101", nil), ("-1", nil), ("nan", nil), ("inf", nil),
      ("0x5f", nil), ("1e1", nil), ("95 %", nil), ("", nil),
    ] as [(String, Double?)])
  func `a chart draws a target that is a share, and no other text`(
    target: String, position: Double?
  ) {
    #expect(Percentage.position(target) == position)
  }

  @Test func `a result in conflict is met only if every candidate meets it`() throws {
    var author = try Self.planned()
    try author.set("standards/0/result/denominator=40", "standards/0/result/numerator=40")
    var other = author.forked("other lead", log: 2)
    try author.set("standards/0/result/numerator=39")
    try other.set("standards/0/result/numerator=20")
    author.merge(other)

    #expect(AuditView(author.snapshot).standards.first?.verdict == .notMet)
  }

  @Test func `two standards of one id are refused: a result could be meant for either`() throws {
    var author = try Self.planned()

    let error = validationError { try author.set("standards/-/id=S2", "standards/-/target=90") }

    #expect(error?.code == "given-twice")
    #expect(error?.field == "standards/2/id")
  }

  @Test func `the first audit of a topic is cycle 1`() throws {
    var author = try Self.planned()

    #expect(validationError { try author.set("cycle=0") }?.field == "cycle")
    try author.set("cycle=2")
  }

  @Test func `more than all is refused`() throws {
    var author = try Self.planned()

    let error = validationError {
      try author.set("standards/0/result/denominator=4", "standards/0/result/numerator=5")
    }

    #expect(error?.code == "more-than-all")
  }

  @Test func `a re-audit's report stands beside the cycle before it`() throws {
    var first = try Self.planned()
    try first.set("standards/0/result/denominator=40", "standards/0/result/numerator=30")
    var second = try Self.planned()
    try second.set("standards/0/result/denominator=40", "standards/0/result/numerator=39")

    let report = try AuditReport(
      AuditView(second.snapshot), .first, now: second.context.now,
      previous: AuditView(first.snapshot))
    let alone = try AuditReport(AuditView(second.snapshot), .first, now: second.context.now)

    #expect(report.json["comparison"]?[0]?["before"]?["percent"] == "75.0")
    #expect(
      try report.html().replacing(#/ data-column="[^"]*"/#, with: "")
        .contains("<td>75.0 %</td><td>97.5 %</td><td>not met</td><td>met</td>"))
    #expect(try report.html().contains("Every standard that was missed is met now."))
    #expect(alone.json["comparison"] == .null)
  }

  @Test func `the first report has S1's layout and its footer`() throws {
    var author = try Self.planned()
    try author.set("standards/0/result/denominator=40", "standards/0/result/numerator=38")

    let report = try AuditReport(
      AuditView(author.snapshot), .first, now: author.context.now)
    let html = try report.html()

    #expect(report.results.first?.interval == "83.5–98.6 %")
    #expect(html.contains("Schedule 2, 1.(o)"))
    #expect(html.contains("Uncontrolled if printed · version 2 · 2 March 2026 at 12:00"))
    #expect(report.json["complete"] == false)
  }
}

import IRMER
import Testing

private func day(_ text: String) throws -> CalendarDate {
  try #require(CalendarDate(text))
}

@Suite("Completeness of a clinical audit")
struct CompletenessAuditTests {
  private func planned() -> AuditFacts {
    var audit = AuditFacts()
    audit.title = "Pregnancy enquiry"
    audit.objectives = ["Improvement in the quality of patient care"]
    audit.standards = [
      AuditFacts.Standard(id: "s1", text: "The enquiry is recorded.", target: "100 %")
    ]
    audit.method = "retrospective, random"
    audit.sampleSize = 50
    audit.period = "2026 Q1"
    audit.team = AuditFacts.Team(
      leadClinician: "Consultant A", leadModalityRadiographer: "Radiographer A",
      medicalPhysicsExpert: "Physicist A")
    return audit
  }

  private func needs(_ audit: AuditFacts, _ stage: AuditFacts.Stage) -> [String] {
    audit.completeness(for: stage).missing.map(\.id)
  }

  /// “examined against agreed standards for good medical radiological procedures” (audit procedure)
  @Test func `an audit without an agreed standard cannot be approved`() {
    var audit = planned()
    audit.standards = []

    #expect(needs(planned(), .approval) == [])
    #expect(
      audit.completeness(for: .approval).missing.map(\.state)
        == [.missing(["at least one agreed standard"])])
  }

  @Test func `a standard needs its words and its target`() {
    var audit = planned()
    audit.standards[0].text = " "
    audit.standards[0].target = nil

    #expect(
      audit.completeness(for: .approval).missing.map(\.state)
        == [.missing(["the words of standard s1", "the target of standard s1"])])
  }

  /// “Clinical audit should include a lead clinician, lead modality radiographer and the Medical
  /// Physics Expert (MPE).” (audit procedure)
  @Test func `an empty role in the team warns and does not stop the approval`() {
    var audit = planned()
    audit.team.medicalPhysicsExpert = nil
    let completeness = audit.completeness(for: .approval)

    #expect(completeness.isComplete)
    #expect(completeness.warnings.map(\.id) == ["team/medical-physics-expert"])

    audit.team.notFilledBecause = "vacancy until June"
    #expect(audit.completeness(for: .approval).warnings == [])
  }

  /// “recommends a multidisciplinary team approach” (audit procedure); one person in two roles is allowed.
  @Test func `one person in two roles warns`() {
    var audit = planned()
    audit.team.leadClinician = "radiographer a "
    audit.team.leadModalityRadiographer = "Radiographer A"

    #expect(audit.completeness(for: .approval).warnings.map(\.id) == ["team/multidisciplinary"])
  }

  /// “This report should include basic information about the audit, audit results and the plan to
  /// implement change as required. A review date or anticipated timeline of change should also be
  /// provided.” (audit procedure)
  @Test func `the first report holds results, plan, and a review date or timeline`() throws {
    var audit = planned()
    #expect(needs(audit, .firstReport) == ["results", "plan", "review", "second-report-due"])

    audit.standards[0].result = .met
    audit.noChangeRequiredBecause = "every standard is met"
    audit.timeline = "by summer"
    audit.noSecondReportBecause = "nil progress report not required"
    #expect(needs(audit, .firstReport) == [])

    audit.timeline = nil
    audit.reviewOn = try day("2027-01-01")
    #expect(needs(audit, .firstReport) == [])
  }

  @Test func `an action needs an owner and a day`() throws {
    var audit = planned()
    audit.standards[0].result = .notMet
    audit.timeline = "by summer"
    audit.secondReportDue = try day("2026-12-01")
    audit.actions = [AuditFacts.Action(id: "a1", owner: "Superintendent")]

    #expect(needs(audit, .firstReport) == ["plan"])
    audit.actions[0].due = try day("2026-09-01")
    #expect(needs(audit, .firstReport) == [])
  }

  /// “A second report on the progress of actions should be provided to the Employer at a suitable
  /// timeframe.” (audit procedure)
  @Test func `the second report follows the first and tells of every action`() throws {
    let date = try day("2026-06-01")
    var audit = planned()
    audit.actions = [AuditFacts.Action(id: "a1", owner: "Superintendent", due: date)]

    #expect(needs(audit, .secondReport) == ["first-report", "progress"])
    audit.firstReport.issuedOn = date
    audit.actions[0].progress = "done"
    #expect(needs(audit, .secondReport) == [])
    #expect(
      audit.completeness(for: .secondReport).warnings.map(\.id) == ["first-report-received"])
  }

  @Test(arguments: [
    ("2026-01-15", "2026-07-15"), ("2026-08-31", "2027-02-28"), ("2027-08-31", "2028-02-29"),
  ])
  func `the second report is due in six months unless the audit says otherwise`(
    issued: String, due: String
  ) throws {
    let date = try day(issued)

    #expect("\(AuditFacts.defaultSecondReportDue(firstReportIssuedOn: date))" == due)
  }

  /// “followed by re-audits to verify that the corrective actions have achieved the intended
  /// positive results” (audit procedure)
  @Test(arguments: [
    (AuditFacts.Standard.Result.met, []), (.notMet, ["re-audit"]), (.partlyMet, ["re-audit"]),
  ])
  func `a standard not met is audited again, or a reason says why not`(
    result: AuditFacts.Standard.Result, expected: [String]
  ) throws {
    var audit = planned()
    audit.standards[0].result = result
    audit.secondReport.issuedOn = try day("2026-12-01")

    #expect(needs(audit, .closure) == expected)
    audit.noReAuditBecause = "the technique is no longer used"
    #expect(needs(audit, .closure) == [])
  }
}

@Suite("Employer's procedure")
struct CompletenessProcedureTests {
  private func procedure(approved: String, due: String?) throws -> ProcedureFacts {
    var procedure = ProcedureFacts()
    procedure.title = "EP17"
    procedure.version = "1"
    procedure.author = "MPE / Head of Medical Physics"
    procedure.authoriser = "Medical Exposures Group"
    procedure.signedBy = "Chair of the MEG"
    procedure.approvedOn = try day(approved)
    procedure.nextReviewDue = due.flatMap { CalendarDate($0) }
    return procedure
  }

  /// “will be reviewed biennially by the Medical Exposures Group (MEG)”, approved “10/07/2025”, next
  /// review “10 July 2027” (audit procedure).
  @Test(arguments: [
    ("2025-07-10", "2027-07-10"), ("2024-02-29", "2026-02-28"), ("2026-12-31", "2028-12-31"),
  ])
  func `the review is due two calendar years after approval, on the same day`(
    approved: String, due: String
  ) throws {
    let reviewDue = try procedure(approved: approved, due: due).reviewDue

    #expect(reviewDue.map { "\($0)" } == due)
  }

  @Test(arguments: [
    ("2027-04-10", ProcedureFacts.ReviewState.current), ("2027-04-11", .dueSoon(daysLeft: 90)),
    ("2027-07-10", .dueSoon(daysLeft: 0)), ("2027-07-11", .overdue(days: 1)),
  ])
  func `the review is due soon before its day and overdue after it`(
    today: String, state: ProcedureFacts.ReviewState
  ) throws {
    let date = try day(today)
    let procedure = try procedure(approved: "2025-07-10", due: "2027-07-10")

    #expect(procedure.reviewState(on: date) == state)
    #expect(ProcedureFacts().reviewState(on: date) == .notApproved)
  }

  @Test func `a document may state an earlier review, not a later one`() throws {
    let date = try day("2026-08-01")
    let early = try procedure(approved: "2025-07-10", due: "2026-07-10")
    let late = try procedure(approved: "2025-07-10", due: "2027-07-11")

    #expect(early.completeness.isComplete)
    #expect(early.reviewState(on: date) == .overdue(days: 22))
    #expect(late.completeness.missing.map(\.id) == ["review"])
  }

  /// “will be brought to the attention of all IRMER Duty Holders” (audit procedure)
  @Test(arguments: [(12, 10, 1), (12, 12, 0), (0, 0, 0), (Int.max, Int.min, 1)])
  func `a duty holder who has not acknowledged it warns`(
    holders: Int, acknowledged: Int, warnings: Int
  ) throws {
    var procedure = try procedure(approved: "2025-07-10", due: "2027-07-10")
    procedure.dutyHolders = holders
    procedure.acknowledgedBy = acknowledged

    #expect(procedure.completeness.isComplete)
    #expect(procedure.completeness.warnings.count == warnings)
  }

  @Test func `a procedure with nothing filled in says what it needs`() {
    #expect(
      ProcedureFacts().completeness.missing.map(\.id) == ["metadata", "signature", "review"])
  }
}

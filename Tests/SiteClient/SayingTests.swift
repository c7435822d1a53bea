import IRMER
import Records
import Replication
import Screens
import SiteClient
import Testing

@testable import candour

/// What a person is told of an incident: an outcome never changes without a remark, and a met
/// deadline is never shown as expired.
@Suite("What the command line says of an incident")
struct SayingTests {
  private static let today = CalendarDate(year: 2026, month: 3, day: 20) ?? .earliest

  private static func assessment(_ dose: String?, significant: String = "no") throws
    -> IncidentAssessment
  {
    var individual: [(String, JSONValue)] = [("exposure", "accidental"), ("ageAtExposure", 40)]
    if let dose { individual.append(("effectiveDose", ["total": .string(dose)])) }
    let facts: JSONValue = [
      "discoveredOn": "2026-03-10", "modality": "ct", "nation": "england",
      "clinicallySignificant": .string(significant),
      "individuals": [.object(JSONObject(individual))],
    ]
    var generator = SystemRandomNumberGenerator()
    let site = try #require(Scope("RBD01"))
    let draft = try Draft(
      .incident, document: facts, id: RecordID.make(using: &generator),
      context: AuthorContext(
        role: "operator", site: site, nation: .england, now: Moment(noonOf: today), today: nil),
      using: &generator)
    return IncidentView(draft.snapshot).assessment
  }

  @Test func `an edit that makes it notifiable says so, with the last day`() throws {
    let before = try Self.assessment(nil)
    let after = try Self.assessment("12")

    let change = try #require(OutcomeChange(from: before, to: after, on: Self.today))

    #expect(
      change.displayText(isNotified: false)
        == "Now: notifiable under code 1 (before: may be notifiable, not yet decided). Last day to notify "
        + "CQC: 24 March (4 days left).")
    #expect(
      change.displayText(isNotified: true)
        == "Now: notifiable under code 1 (before: may be notifiable, not yet decided). Last day to report "
        + "to CQC: 2 June (74 days left).")
  }

  @Test func `an edit that ends the clocks says so, and one that changes nothing is silent`() throws
  {
    let before = try Self.assessment("12")
    let after = try Self.assessment("2")

    #expect(
      OutcomeChange(from: before, to: after, on: Self.today)?.displayText(isNotified: false)
        == "No longer notifiable (it was, under code 1). The deadlines are cancelled.")
    #expect(OutcomeChange(from: before, to: before, on: Self.today) == nil)
  }

  @Test(arguments: [
    (#"{}"#, "24 March 2026: not needed", "2 June 2026: not needed"),
    (
      #"{"notification": {"state": "due"}}"#, "24 March 2026 (4 days left)",
      "2 June 2026 (74 days left)"
    ),
    (
      #"{"notification": {"state": "notified", "submittedOn": "2026-03-24"}}"#,
      "24 March 2026: notified on 24 March 2026, in time", "2 June 2026 (74 days left)"
    ),
    (
      #"""
      {"notification": {"state": "closed", "submittedOn": "2026-03-25",
                        "reportSentOn": "2026-06-04"}}
      """#,
      "24 March 2026: notified on 25 March 2026, 1 day late",
      "2 June 2026: sent on 4 June 2026, 2 days late"
    ),
    (
      #"{"notification": {"state": "closed", "submittedOn": "2026-03-20"}}"#,
      "24 March 2026: notified on 20 March 2026, in time", "2 June 2026: no day is recorded"
    ),
  ])
  func `a clock that was met or does not run is not counted on`(
    document: String, notify: String, report: String
  ) throws {
    let clocks = ClockProgress(document: try JSONValue(parsing: document).object ?? JSONObject())
    let first = try #require(CalendarDate("2026-03-24"))
    let second = try #require(CalendarDate("2026-06-02"))

    #expect(clocks.notify(by: first, today: Self.today, authority: .cqc) == notify)
    #expect(clocks.report(by: second, today: Self.today, authority: .cqc) == report)
  }

  @Test func `who asks for an incident and names an audit is told what it is`() async throws {
    let trust = try TestTrust()
    let clinic = try await trust.enrolled("a", code: "CODE-1")
    let audit = try await clinic.log(.audit, ["title": "Identity check"])

    let error = await #expect(throws: SiteError.self) {
      try await clinic.record(named: audit.reference, .incident)
    }

    let failure = try #require(error.map { CommandFailure($0) })
    #expect(failure.exit == .unusable && failure.code == "unknown-identifier")
    #expect(
      failure.message == "\(audit.reference) is an audit: candour audit show \(audit.reference)")
  }
}

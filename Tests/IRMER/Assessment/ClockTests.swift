import IRMER
import Testing

private let low =
  #""exposure":"unintended","ageAtExposure":54,"effectiveDose":{"intended":"1","total":"2"}"#
private let no = #""modality":"ct","clinicallySignificant":"no""#

private func assess(_ facts: IncidentFacts) -> Assessment { Edition.default.assess(facts) }

@Suite("Clocks")
struct ClockTests {
  @Test func `a theme that is the only ground has a clock of its own`() throws {
    let theme = #","theme":{"confirmed":true,"identifiedOn":"2026-03-01"}"#
    let themed = assess(try incident(no + theme, individuals: low))
    let alsoDose = assess(
      try incident(
        no + theme,
        individuals: #""exposure":"unintended","effectiveDose":{"intended":"1","total":"10"}"#))

    #expect(themed.outcome == .notifiable)
    #expect(themed.complementary.map(\.description) == ["M2.2"])
    #expect(themed.notifyBy?.description == "2026-03-15")
    #expect(alsoDose.notifyBy?.description == "2026-02-16")
  }

  /// "From the later of that and `theme.identifiedOn` where the theme is the only ground (no
  /// criterion met or undetermined, significance `no`, fewer than two exposed)."
  @Test func `a theme that is the only ground has its clock while the exposure is unknown, too`()
    throws
  {
    let theme = #","theme":{"confirmed":true,"identifiedOn":"2026-03-01"}"#
    let assessment = assess(
      try incident(no + theme, individuals: #""effectiveDose":{"intended":"1","total":"0.5"}"#))

    #expect(assessment.outcome == .undetermined)
    #expect(assessment.notifyBy?.description == "2026-03-15")
    #expect(assessment.reportBy?.description == "2026-05-24")
  }

  /// "Fewer than two exposed": two are a ground of their own, from discovery.
  @Test func `two exposed count from discovery whatever the theme`() throws {
    let theme = #","theme":{"confirmed":true,"identifiedOn":"2026-03-01"}"#
    let two = assess(try incident(no + theme, individuals: low, low))

    #expect(two.notifyBy?.description == "2026-02-16")
  }

  /// "Clinical significance `no`": undecided or yes, the theme is not the only ground.
  @Test(arguments: ["yes", "undecided"])
  func `significance that is not excluded counts from discovery`(significance: String) throws {
    let theme = #","theme":{"confirmed":true,"identifiedOn":"2026-03-01"}"#
    let assessment = assess(
      try incident(
        #""modality":"ct","clinicallySignificant":"\#(significance)""# + theme,
        individuals: low))

    #expect(assessment.notifyBy?.description == "2026-02-16")
  }

  /// "At day 10 undetermined ⇒ escalates; at day 14 default = notify".
  @Test func `what is undetermined is escalated on day ten`() throws {
    let open = assess(try incident(#""modality":"ct""#, individuals: #""exposure":"unintended""#))
    let closed = assess(try incident(no, individuals: low))

    #expect(
      open.prompts.contains(
        "If it is still undetermined on 2026-02-12, day 10, escalate it; by 2026-02-16 notify, "
          + "unless it is excluded."))
    #expect(!closed.prompts.contains { $0.hasPrefix("If it is still undetermined") })
  }

  @Test func `a theme identified before the discovery moves nothing`() throws {
    let theme = #","theme":{"confirmed":true,"identifiedOn":"2026-01-01"}"#

    #expect(
      assess(try incident(no + theme, individuals: low)).notifyBy?.description == "2026-02-16")
  }

  @Test(arguments: [
    ("2026-03-16", "2026-03-30", "2026-06-08"), ("2026-03-15", "2026-03-29", "2026-06-07"),
    ("2026-10-11", "2026-10-25", "2027-01-03"), ("2024-02-15", "2024-02-29", "2024-05-09"),
    ("2023-12-18", "2024-01-01", "2024-03-11"),
  ])
  func `two and twelve weeks are calendar days across clock changes and leap days`(
    discovered: String, notifyBy: String, reportBy: String
  ) throws {
    var facts = try incident(#""modality":"ct""#, individuals: low)
    facts.discoveredOn = try #require(CalendarDate(discovered))
    let assessment = assess(facts)

    #expect(assessment.notifyBy?.description == notifyBy)
    #expect(assessment.reportBy?.description == reportBy)
  }

  @Test(arguments: [
    (14, "due"), (8, "due"), (7, "soon 7"), (4, "soon 7"), (3, "soon 3"), (2, "soon 3"),
    (1, "soon 1"), (0, "soon 1"), (-1, "overdue"), (-100, "overdue"),
  ])
  func `a deadline warns at seven, three and one`(left: Int, expected: String) throws {
    let deadline = try #require(CalendarDate("2026-03-29"))
    let state = ClockState(deadline: deadline, on: deadline.adding(days: -left))

    #expect(state.daysLeft == left)
    #expect(state.isOverdue == (left < 0))
    let name =
      switch state {
      case .due: "due"
      case .dueSoon: "soon \(state.warning ?? 0)"
      case .overdue: "overdue"
      }
    #expect(name == expected)
  }
}

import IRMER
import Testing

private let low =
  #""exposure":"unintended","ageAtExposure":54,"effectiveDose":{"intended":"1","total":"2"}"#
private let no = #""modality":"ct","clinicallySignificant":"no""#

private func assess(_ facts: IncidentFacts) -> Assessment { Edition.default.assess(facts) }

@Suite("Outcome, codes and clocks")
struct OutcomeTests {
  @Test func `the contract's example is notifiable as 2_3 and 4_2b`() throws {
    let assessment = assess(
      try incident(
        #""modality":"rt-verification-imaging","interventional":false,"clinicallySignificant":"no""#,
        individuals: """
          "kind":"patient","ageAtExposure":54,"exposure":"unintended","procedureFailure":true,\
          "effectiveDose":{"intended":"10","total":"25.0"},"verificationImages":\
          {"intendedOverCourse":5,"additionalOverCourse":3,"mostInOneFraction":2,\
          "cause":"protocol-failure","thematic":false}
          """))

    #expect(assessment.outcome == .notifiable)
    #expect(assessment.codes == [.code2_3, .code4_2b])
    #expect(assessment.complementary == [])
    #expect(assessment.notifyBy?.description == "2026-02-16")
    #expect(assessment.reportBy?.description == "2026-04-27")
    #expect(assessment.authority == .cqc)
    #expect(assessment.routes.map(\.body) == [.cqc])
    #expect(assessment.routes.map(\.duty) == [.must])
  }

  @Test func `below every criterion and not significant is not notifiable, with no clock`() throws {
    let assessment = assess(try incident(no, individuals: low))

    #expect(assessment.outcome == .notNotifiable)
    #expect(assessment.notifyBy == nil && assessment.reportBy == nil)
    #expect(assessment.routes == [])
    #expect(assessment.authority == .cqc)
  }

  @Test func `an open question of significance keeps it undetermined, and the clocks run`() throws {
    let assessment = assess(try incident(#""modality":"ct""#, individuals: low))

    #expect(assessment.outcome == .undetermined)
    #expect(assessment.notifyBy != nil)
    #expect(assessment.routes.map(\.duty) == [.should])
  }

  @Test func `clinical significance alone is notifiable, as C with the dose's row`() throws {
    let assessment = assess(
      try incident(#""modality":"ct","clinicallySignificant":"yes""#, individuals: low))

    #expect(assessment.outcome == .notifiable)
    #expect(assessment.codes == [])
    #expect(assessment.complementary.map(\.description) == ["C2.2"])
  }

  @Test func `two individuals are M with the most relevant category of each`() throws {
    let assessment = assess(
      try incident(
        #""modality":"ct","clinicallySignificant":"yes","equipmentFailure":{"directCause":true}"#,
        individuals: low, #""exposure":"unintended","effectiveDose":{"intended":"20","total":"21"}"#
      ))

    #expect(
      assessment.complementary.map(\.description) == [
        "M2.2", "M2.4", "E2.2", "E2.4", "C2.2", "C2.4",
      ])
    #expect(assessment.routes.map(\.body) == [.cqc, .mhra])
  }

  @Test func `letters go with every base code that is met`() throws {
    let high = #""exposure":"unintended","effectiveDose":{"intended":"20","total":"90"}"#
    let assessment = assess(try incident(no, individuals: low, high))

    #expect(assessment.codes == [.code2_4])
    #expect(assessment.complementary.map(\.description) == ["M2.4"])
  }

  @Test func `foetuses, workers and the public do not make it more than one`() throws {
    for kind in ["foetus", "worker", "public"] {
      let other = #""kind":"\#(kind)","exposure":"unintended","foetalDose":"1""#
      let assessment = assess(try incident(no, individuals: low, other))

      #expect(assessment.complementary == [])
    }
  }

  @Test func `entries of unknown exposure that could make two keep it undetermined`() throws {
    let unknown = #""ageAtExposure":54,"effectiveDose":{"intended":"1","total":"1"}"#

    #expect(assess(try incident(no, individuals: low, unknown)).outcome == .undetermined)
    #expect(assess(try incident(no, individuals: unknown)).outcome == .notNotifiable)
  }

  @Test func `equipment failure alone is not notifiable and asks to consider the MHRA`() throws {
    let assessment = assess(
      try incident(no + #","equipmentFailure":{"directCause":true}"#, individuals: low))

    #expect(assessment.outcome == .notNotifiable)
    #expect(assessment.complementary == [])
    #expect(assessment.routes.map(\.body) == [.mhra])
    #expect(assessment.routes.map(\.duty) == [.consider])
  }

  @Test func `workers and the public are for the Health and Safety Executive`() throws {
    let assessment = assess(
      try incident(no, individuals: #""kind":"worker","exposure":"accidental""#))

    #expect(assessment.outcome == .notIRMER)
    #expect(assessment.findings == [])
    #expect(assessment.routes.map(\.body) == [.hse])
    #expect(assessment.routes.map(\.duty) == [.must])
  }

  @Test func `equipment before clinical use is outside, and told to the executive`() throws {
    let assessment = assess(
      try incident(
        no + #","equipmentFailure":{"beforeClinicalUse":true}"#,
        individuals: #""exposure":"near-miss""#))

    #expect(assessment.outcome == .notIRMER)
    #expect(assessment.routes.map(\.duty) == [.should])
  }

  @Test func `a licence breach is told to ARSAC and the authority, and is no SAUE by itself`()
    throws
  {
    let assessment = assess(try incident(no + #","licence":{"breach":true}"#, individuals: low))

    #expect(assessment.outcome == .notNotifiable)
    #expect(assessment.routes.map(\.body) == [.cqc, .arsac])
    #expect(assessment.routes.map(\.duty) == [.should, .should])
  }

  @Test(arguments: [
    ("england", "CQC", "MHRA", "HSE"), ("wales", "HIW", "MHRA", "HSE"),
    ("scotland", "HIS", "HFS", "HSE"), ("northern-ireland", "RQIA", "NIAIC", "HSENI"),
  ])
  func `each nation has its bodies`(
    nation: String, authority: String, devices: String, work: String
  ) throws {
    let assessment = assess(
      try facts(
        """
        {"nation":"\(nation)","discoveredOn":"2026-02-02","clinicallySignificant":"yes",
        "equipmentFailure":{"directCause":true},"individuals":[{\(low)},
        {"kind":"public","exposure":"unintended"}]}
        """))

    #expect(assessment.routes.map(\.body.rawValue) == [authority, devices, work])
  }

  // MARK: Clocks

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

  // MARK: Prompts

  @Test(arguments: [
    (
      "rt-verification-imaging",
      #""verificationImages":{"mostInOneFraction":2,"cause":"set-up-error"}"#, "4.2a"
    ),
    (
      "rt-verification-imaging",
      #""verificationImages":{"additionalOverCourse":2,"intendedOverCourse":5,"cause":"protocol-failure"}"#,
      "4.2b"
    ),
    ("rt-planning-imaging", #""planningScans":2"#, "4.1"),
    ("ct", #""effectiveDose":{"intended":"2.5","total":"3"}"#, "boundary: same result"),
    ("ct", #""effectiveDose":{"intended":"1","total":"21"}"#, "clinically significant"),
    ("ct", #""effectiveDose":{"alternative":"DLP"}"#, "another unit"),
    ("ct", #""structures":[{"role":"ptv"}]"#, "structures is ignored"),
    ("ct", #""effectiveDose":{"intended":"0.1","total":"2"}"#, "How old"),
  ])
  func `a prompt says what a person should consider`(
    modality: String, individual: String, part: String
  ) throws {
    let facts = try incident(
      #""modality":"\#(modality)""#, individuals: #""exposure":"unintended","# + individual)

    #expect(assess(facts).prompts.contains { $0.contains(part) })
  }
}

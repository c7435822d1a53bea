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

  // MARK: Letters

  /// "None fits → the letter is left out and a prompt asks."
  @Test(arguments: [(#""exposure":"unintended""#, [], true), (low, ["C2.2"], false)])
  func `a letter without a fitting category is left out and asked for`(
    individual: String, complementary: [String], isAsked: Bool
  ) throws {
    let assessment = assess(
      try incident(#""modality":"ct","clinicallySignificant":"yes""#, individuals: individual))

    #expect(assessment.complementary.map(\.description) == complementary)
    #expect(assessment.prompts.contains { $0.contains("must carry a base code") } == isAsked)
  }

  @Test func `of two individuals one without a category is asked for beside the other's`() throws {
    let assessment = assess(
      try incident(
        no, individuals: low, #""exposure":"unintended","effectiveDose":{"total":"0.1"}"#))

    #expect(assessment.complementary.map(\.description) == ["M2.2"])
    #expect(assessment.prompts.contains { $0.contains("must carry a base code") })
  }
}

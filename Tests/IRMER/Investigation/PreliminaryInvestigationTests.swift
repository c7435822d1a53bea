import IRMER
import Testing

@Suite("Preliminary investigation")
struct PreliminaryInvestigationTests {
  private func assessment(_ significance: String, total: String = "2") throws -> Assessment {
    Edition.default.assess(
      try incident(
        #""modality":"ct","clinicallySignificant":"\#(significance)""#,
        individuals: """
          "exposure":"unintended","ageAtExposure":54,\
          "effectiveDose":{"intended":"1","total":"\(total)"}
          """))
  }

  private let whole = PreliminaryInvestigation(
    outcome: .excluded, decidedBy: "Head of radiation protection", evidence: "RDSR recalculated",
    physicsAdvice: "2 mSv at most")

  @Test func `what is not excluded is notified`() throws {
    let nothing = PreliminaryInvestigation()

    #expect(nothing.outcome == .notExcluded)
    #expect(nothing.isToBeNotified(try assessment("undecided")))
    #expect(!nothing.isToBeNotified(try assessment("no")))
  }

  @Test func `not notifiable needs a role, the evidence and the expert`() throws {
    let assessment = try assessment("no")

    #expect(whole.lacksForNotNotifiable(assessment) == [])
    #expect(
      PreliminaryInvestigation(decidedBy: "  ").lacksForNotNotifiable(assessment) == [
        .exclusion, .decidedBy, .evidence, .physicsAdvice,
      ])
  }

  @Test func `a decision with its grounds settles what the rules left open`() throws {
    #expect(!whole.isToBeNotified(try assessment("undecided")))
  }

  @Test func `nobody decides against a criterion that is met`() throws {
    let met = try assessment("no", total: "10")

    #expect(whole.lacksForNotNotifiable(met) == [.factsSayNotifiable])
    #expect(whole.isToBeNotified(met))
  }
}

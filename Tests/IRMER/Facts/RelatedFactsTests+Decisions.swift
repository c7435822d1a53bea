import IRMER
import Testing

extension RelatedFactsTests {
  @Test(arguments: [
    (#""preliminary": {"outcome": "meets"},"#, "preliminary investigation"),
    (#""classification": {"finalCodes": ["2.3"], "decidedBy": "Employer"},"#, "Employer"),
  ])
  func `what a person decides binds, and the rules' findings stay theirs`(
    rest: String, whose: String
  ) throws {
    let facts = try RelatedExample.facts(
      "ct", "{\"exposure\": \"unintended\", \(Self.quiet)}", rest)

    let assessment = Edition.default.assess(facts)

    #expect(assessment.outcome == .notifiable && assessment.codes.isEmpty)
    #expect(assessment.notifyBy == CalendarDate("2026-02-16"))
    #expect(assessment.routes.first?.duty == .must)
    #expect(assessment.findings.allSatisfy { $0.result == .excluded })
    #expect(assessment.prompts.contains { $0.contains("not by the rules") && $0.contains(whose) })
  }

  @Test(arguments: [
    #""preliminary": {"outcome": "excluded"},"#,
    #""classification": {"finalCodes": ["2.3"]},"#,
    #""classification": {"complementary": ["V2.3"], "decidedBy": "Employer"},"#,
  ])
  func `who excludes, decides nothing by name or reports voluntarily raises nothing`(
    rest: String
  ) throws {
    let facts = try RelatedExample.facts(
      "ct", "{\"exposure\": \"unintended\", \(Self.quiet)}", rest)

    #expect(Edition.default.assess(facts).outcome == .notNotifiable)
  }

  @Test(arguments: ["unintended", "as-intended", "near-miss"])
  func `what an investigation did not exclude is undetermined with both clocks`(
    exposure: String
  ) throws {
    let facts = try RelatedExample.facts(
      "ct", "{\"exposure\": \"\(exposure)\", \(Self.quiet)}",
      #""preliminary": {"outcome": "not-excluded", "by": "MPE"},"#)

    let assessment = Edition.default.assess(facts)

    #expect(assessment.outcome == .undetermined && assessment.codes.isEmpty)
    #expect(assessment.notifyBy == CalendarDate("2026-02-16"))
    #expect(assessment.reportBy != nil)
    #expect(assessment.prompts.contains { $0.contains("(MPE) did not exclude") })
  }

  @Test func `a person's decision or the rules' own result is severer than what is not excluded`()
    throws
  {
    let decided = try RelatedExample.facts(
      "ct", "{\"exposure\": \"unintended\", \(Self.quiet)}",
      #""preliminary": {"outcome": "not-excluded"}, "classification": {"finalCodes": ["2.3"], "decidedBy": "Employer"},"#
    )

    #expect(Edition.default.assess(decided).outcome == .notifiable)
  }

  @Test func `a fault that others may share is undetermined until their cause is known`() throws {
    let fault =
      #"{"exposure": "unintended", \#(Self.quiet), "verificationImages": {"cause": "hardware-failure", "thematic": false, "additionalOverCourse": 0}}"#
    let open = #"{"exposure": "unintended", \#(Self.quiet)}"#

    let three = Edition.default.assess(
      try RelatedExample.facts(
        "rt-verification-imaging", [fault, open, open].joined(separator: ",")))
    let two = Edition.default.assess(
      try RelatedExample.facts("rt-verification-imaging", [fault, open].joined(separator: ",")))

    #expect(three.findings.first { $0.code == .code4_2c }?.result == .undetermined)
    #expect(two.findings.first { $0.code == .code4_2c }?.result == .excluded)
  }

  @Test func `a procedural failure in an interventional procedure asks for a reaction`() throws {
    let individual = "{\"exposure\": \"unintended\", \"procedureFailure\": true, \(Self.quiet)}"

    let prompts = Edition.default.assess(
      try RelatedExample.facts("interventional-radiology", individual)
    ).prompts

    #expect(prompts.contains { $0.contains("was a tissue reaction seen?") })
  }

  @Test func `extravasation, residual activity, harm and cause are asked about`() throws {
    let individual = """
      {"exposure": "unintended", "causeClass": "equipment", "harm": {"physical": "severe"},
       "nuclearMedicine": {"prescribed": "2", "administered": "2", "residual": "0.1",
       "extravasation": true}}
      """

    let prompts = Edition.default.assess(try RelatedExample.facts("sirt", individual)).prompts

    for words in ["Extravasation", "residual", "Harm is recorded", "direct cause"] {
      #expect(prompts.contains { $0.contains(words) }, "\(words)")
    }
  }

  @Test func `each is judged by their own nation, and each authority hears of it`() throws {
    let individual =
      #""exposure": "accidental", "ageAtExposure": 54, "effectiveDose": {"total": "0.5"}"#

    let assessment = Edition.default.assess(
      try RelatedExample.facts("ct", "{\(individual)}, {\"nation\": \"wales\", \(individual)}"))

    #expect(assessment.findings.map(\.result) == [.excluded, .met])
    #expect(assessment.authority == .cqc)
    #expect(assessment.routes.map(\.body) == [.cqc, .hiw])
    #expect(assessment.routes.allSatisfy { $0.duty == .must })
  }
}

import IRMER
import Testing

@Suite("The names of radiopharmaceuticals")
struct ProductNameTests {
  @Test(arguments: [
    ("HDP", "oxidronate", Assessment.Outcome.notNotifiable),
    ("Tc-99m HMDP", "99mTc-HDP", .notNotifiable),
    ("sestamibi", "Cardiolite", .notNotifiable), ("Myoview", "Tc-99m tetrofosmin", .undetermined),
    ("DMSA", "succimer", .notNotifiable), ("FDG", "fludeoxyglucose", .notNotifiable),
    ("MDP", "oxidronate", .notifiable), ("Myoview", "Cardiolite", .notifiable),
    ("DMSA", "DTPA", .notifiable), ("I-123 MIBG", "I-131 iobenguane", .notifiable),
    ("Tc-99m MAA", "99mTc-MAA", .notNotifiable), ("99Tcm MAA", "Tc 99m MAA", .notNotifiable),
    ("⁹⁹ᵐTc-MAA", "99m-Tc maa", .notNotifiable), ("Tc99m-MAA", "TC-99M MAA", .notNotifiable),
    ("Tc-99m MAA", "technetium-99m macroaggregated albumin", .notNotifiable),
    ("MAA", "albumin aggregated", .notNotifiable), ("99mTc-MAG3", "Tc-99m MAG 3", .notNotifiable),
    ("F-18 FDG", "[18F]fluorodeoxyglucose", .notNotifiable),
    ("18F-FDG", "2-deoxy-2-fluoro-D-glucose (F-18)", .notNotifiable),
    ("FDG", "F-18 fluorodeoxyglucose", .undetermined), ("HDP", "Tc-99m HDP", .undetermined),
    ("Tc-99m HDP", "Osteotrace", .undetermined), ("tracer A", "tracer B", .notifiable),
    ("In-111 DTPA-octreotide", "Octreoscan", .undetermined), ("PSMA", "PSMA-11", .undetermined),
    ("HMPAO white cells", "Ceretec", .undetermined), ("Osteotrace", "osteotrace", .notNotifiable),
    ("Tc-99m MAA", "Tc-99m HDP", .notifiable), ("Ga-68 PSMA-11", "F-18 PSMA-1007", .notifiable),
    ("In-111 Osteotrace", "Tc-99m Osteotrace", .notifiable),
    ("Technescan HDP", "Tc-99m oxidronate sodium", .undetermined),
  ])
  func `a brand and the substance are one product, two substances are not`(
    intended: String, given: String, outcome: Assessment.Outcome
  ) throws {
    let facts = try RelatedExample.facts(
      "nm-diagnostic",
      """
      {"exposure": "unintended", "ageAtExposure": 50, "effectiveDose": {"intended": "4", "total": "4"},
       "nuclearMedicine": {"productIntended": "\(intended)", "productAdministered": "\(given)"}}
      """)

    #expect(Edition.default.assess(facts).outcome == outcome)
  }

  @Test func `names that may mean one product or two are asked about`() throws {
    let facts = try RelatedExample.facts(
      "nm-diagnostic",
      """
      {"exposure": "unintended", "ageAtExposure": 50,
       "nuclearMedicine": {"productIntended": "Tc-99m HDP", "productAdministered": "Osteotrace"}}
      """)

    let assessment = Edition.default.assess(facts)

    #expect(assessment.prompts.contains { $0.contains("may mean one product or two") })
    #expect(
      assessment.findings.contains {
        $0.code == .code7 && $0.result == .undetermined
          && $0.missing.contains("incorrectRadiopharmaceutical")
      })
  }
}

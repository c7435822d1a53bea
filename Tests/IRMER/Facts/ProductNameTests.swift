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
}

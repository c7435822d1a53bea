import IRMER
import Testing

/// “Nobody was exposed” and “as intended” beside facts that say otherwise: never silently nothing.
@Suite("An exposure that other facts contradict")
struct ContradictedExposureTests {
  /// The exposure is judged as it is given; a question says what does not fit.
  @Test(arguments: [
    ("ct", #""effectiveDose": {"total": "9"}"#, "near-miss", "a dose received"),
    ("ct", #""effectiveDose": {"over": "9"}"#, "near-miss", "a dose received"),
    (
      "interventional-radiology", #""tissueReaction": {"observed": "necrosis"}"#, "near-miss",
      "a tissue reaction"
    ),
    ("nm-diagnostic", #""incorrectRadiopharmaceutical": true"#, "near-miss", "incorrect"),
    ("external-beam", #""geographicalMiss": {"extent": "total"}"#, "near-miss", "miss"),
    ("nm-therapy", #""activity": {"prescribed": "9", "delivered": "3"}"#, "near-miss", "activity"),
    ("ct", #""effectiveDose": {"intended": "2", "total": "20"}"#, "as-intended", "2.2"),
    ("nm-diagnostic", #""incorrectRadiopharmaceutical": true"#, "as-intended", "7"),
    ("external-beam", #""geographicalMiss": {"extent": "total"}"#, "as-intended", "9.1"),
    ("nm-therapy", #""activity": {"prescribed": "9", "delivered": "3"}"#, "as-intended", "10.2"),
    ("rt-planning-imaging", #""planningScans": 4"#, "as-intended", "4.1"),
    (
      "external-beam", #""radiotherapy": {"displacement": {"vector": "12"}}"#, "as-intended",
      "displacement"
    ),
    (
      "external-beam", #""geographicalMiss": {"displacement": "20", "errorMargin": "5"}"#,
      "as-intended", "displacement"
    ),
    (
      "nm-diagnostic",
      #""nuclearMedicine": {"productIntended": "HDP", "productAdministered": "MAA"}"#, "near-miss",
      "incorrect"
    ),
    ("nm-diagnostic", #""nuclearMedicine": {"productAdministered": "MAA"}"#, "near-miss", "given"),
    ("ct", #""doses": [{"quantity": "dlp", "total": "500"}]"#, "near-miss", "measured"),
    ("ct", #""interventionalProcedure": {"peakSkinDose": "2"}"#, "near-miss", "measured"),
    (
      "nm-diagnostic",
      #""nuclearMedicine": {"productIntended": "MDP", "productAdministered": "sestamibi"}"#,
      "as-intended", "7"
    ),
    (
      "nm-therapy", #""nuclearMedicine": {"prescribed": "600", "administered": "300"}"#,
      "as-intended", "10.2"
    ),
    (
      "ct",
      #""ageAtExposure": 50, "doses": [{"quantity": "effective-dose", "intended": "2", "total": "20"}]"#,
      "as-intended", "2.2"
    ),
    (
      "rt-verification-imaging",
      #""verificationImages": {"cause": "set-up-error"}, "radiotherapy": {"acquiredImagesPerFraction": [1, 4]}"#,
      "as-intended", "4.2a"
    ),
  ])
  func `a fact that does not fit the exposure is asked about`(
    modality: String, fact: String, exposure: String, words: String
  ) throws {
    let assessment = Edition.default.assess(
      try RelatedExample.facts(modality, "{\"exposure\": \"\(exposure)\", \(fact)}"))

    #expect(assessment.outcome == .notNotifiable && assessment.codes.isEmpty)
    #expect(
      assessment.prompts.contains { $0.contains("which is right") && $0.contains(words) })
  }

  @Test(arguments: [
    ("ct", #""exposure": "near-miss", "effectiveDose": {"intended": "9"}"#),
    ("ct", #""exposure": "near-miss", "effectiveDose": {"intended": "9", "total": "0"}"#),
    ("ct", #""exposure": "as-intended", "effectiveDose": {"intended": "9", "total": "9.1"}"#),
    (
      "nm-therapy", #""exposure": "as-intended", "activity": {"prescribed": "9", "delivered": "9"}"#
    ),
    ("ct", #""exposure": "as-intended", "doses": [{"quantity": "effective-dose", "total": "9"}]"#),
    (
      "nm-diagnostic",
      #""exposure": "near-miss", "nuclearMedicine": {"productIntended": "HDP", "prescribed": "600"}, "differenceKinds": ["patient"]"#
    ),
    (
      "nm-diagnostic",
      #""exposure": "as-intended", "nuclearMedicine": {"productIntended": "MDP", "productAdministered": "MDP"}"#
    ),
    (
      "external-beam",
      #""exposure": "as-intended", "geographicalMiss": {"extent": "none"}, "radiotherapy": {"displacement": {"vector": "12"}}"#
    ),
    (
      "rt-verification-imaging",
      #""exposure": "as-intended", "radiotherapy": {"displacement": {"vector": "12"}}"#
    ),
  ])
  func `what fits the exposure is not asked about`(modality: String, facts: String) throws {
    let assessment = Edition.default.assess(try RelatedExample.facts(modality, "{\(facts)}"))

    #expect(!assessment.prompts.contains { $0.contains("which is right") })
  }

  @Test func `what differs in two ways is asked about in one question`() throws {
    let assessment = Edition.default.assess(
      try RelatedExample.facts(
        "external-beam", #"{"exposure": "as-intended", "differenceKinds": ["laterality"]}"#))

    #expect(
      assessment.prompts.contains {
        $0.hasPrefix(
          "Another reading is severer: 9.1 if the exposure differed as recorded, and if the wrong "
            + "side or place was treated.")
      })
  }
}

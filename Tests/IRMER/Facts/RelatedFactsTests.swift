import IRMER
import Testing

/// One document, and its result.
struct RelatedExample: Sendable, CustomTestStringConvertible {
  let name: String
  let modality: String
  let individual: String
  let outcome: Assessment.Outcome
  /// The code that is met or undetermined, and the missing fact; nil for none.
  var code: NotificationCode?
  var asks: String?

  init(
    _ name: String, _ modality: String, _ individual: String, _ outcome: Assessment.Outcome,
    _ code: NotificationCode? = nil, asks: String? = nil
  ) {
    (self.name, self.modality, self.individual) = (name, modality, individual)
    (self.outcome, self.code, self.asks) = (outcome, code, asks)
  }

  var testDescription: String { name }

  /// - Parameter merged: Whether two people's entries were merged: contradictions are no error.
  static func facts(
    _ modality: String, _ individuals: String, _ rest: String = "", merged: Bool = false
  ) throws -> IncidentFacts {
    try IncidentFacts(
      JSONValue(
        parsing: """
          {"nation": "england", "discoveredOn": "2026-02-02", "modality": "\(modality)",
           "clinicallySignificant": "no", \(rest) "individuals": [\(individuals)]}
          """), contradictions: merged ? .countedAsUnknown : .refused)
  }
}

@Suite("Facts recorded beside the rules' own keys")
struct RelatedFactsTests {
  static let quiet =
    #""ageAtExposure": 50, "effectiveDose": {"intended": "4", "total": "4"}"#

  static let examples: [RelatedExample] = [
    .init(
      "pregnant, as intended", "ct", #"{"exposure": "as-intended", "pregnancyStatus": "pregnant"}"#,
      .undetermined, .code5, asks: "foetalDose"),
    .init(
      "perhaps pregnant", "ct", #"{"exposure": "as-intended", "pregnancyStatus": "unknown"}"#,
      .undetermined, .code5, asks: "foetalDose"),
    .init(
      "so many weeks", "ct", #"{"exposure": "as-intended", "gestationWeeks": 9}"#, .undetermined,
      .code5, asks: "foetalDose"),
    .init(
      "not pregnant", "ct", #"{"exposure": "as-intended", "pregnancyStatus": "not-pregnant"}"#,
      .notNotifiable),
    .init(
      "another product", "nm-diagnostic",
      #"{"exposure": "unintended", \#(quiet), "nuclearMedicine": {"productIntended": "HDP", "productAdministered": "MAA"}}"#,
      .notifiable, .code7),
    .init(
      "the same product, written otherwise", "nm-diagnostic",
      #"{"exposure": "unintended", \#(quiet), "nuclearMedicine": {"productIntended": "Tc-99m HDP", "productAdministered": "99mTc-hdp"}}"#,
      .notNotifiable),
    .init(
      "one product of two", "nm-diagnostic",
      #"{"exposure": "unintended", \#(quiet), "nuclearMedicine": {"productAdministered": "MAA"}}"#,
      .undetermined, .code7, asks: "incorrectRadiopharmaceutical"),
    .init(
      "breast-feeding after a failure", "nm-diagnostic",
      #"{"exposure": "as-intended", "breastfeeding": true, "procedureFailure": true}"#,
      .undetermined, .code6, asks: "infantDose"),
    .init(
      "breast-feeding, and no nuclear medicine", "ct",
      #"{"exposure": "as-intended", "breastfeeding": true, "procedureFailure": true}"#,
      .notNotifiable),
    .init(
      "one fraction of fifteen on the wrong side", "external-beam",
      #"{"exposure": "unintended", "differenceKinds": ["laterality"], "structures": [{"role": "ptv", "intended": "40", "delivered": "40", "fractions": [{"intended": "2", "delivered": "2"}]}]}"#,
      .undetermined, .code9_1, asks: "geographicalMiss/extent"),
    .init(
      "a miss said to be none, and the wrong side", "external-beam",
      #"{"exposure": "unintended", "differenceKinds": ["laterality"], "geographicalMiss": {"extent": "none"}, "structures": [{"role": "ptv", "intended": "40", "delivered": "40", "fractions": [{"intended": "2", "delivered": "2"}]}]}"#,
      .undetermined, .code9_1, asks: "geographicalMiss/extent"),
    .init(
      "as intended, and the wrong side", "external-beam",
      #"{"exposure": "as-intended", "differenceKinds": ["laterality"], "structures": [{"role": "ptv", "intended": "50", "delivered": "50", "fractions": [{"intended": "2", "delivered": "2"}]}]}"#,
      .undetermined, .code9_1, asks: "exposure"),
    .init(
      "as intended, and the product differed", "nm-diagnostic",
      #"{"exposure": "as-intended", \#(quiet), "differenceKinds": ["radiopharmaceutical"], "incorrectRadiopharmaceutical": false}"#,
      .undetermined, .code7, asks: "exposure"),
    .init(
      "a reaction in fluoroscopy", "fluoroscopy",
      #"{"exposure": "as-intended", "procedureFailure": true, "tissueReaction": {"observed": "ulceration"}}"#,
      .undetermined, .code3, asks: "interventional"),
    .init(
      "a reaction in dental films", "dental",
      #"{"exposure": "as-intended", "procedureFailure": true, "tissueReaction": {"observed": "ulceration"}}"#,
      .notNotifiable),
    .init(
      "twenty days old", "ct",
      #"{"exposure": "accidental", "ageInDays": 20, "effectiveDose": {"total": "1.5"}}"#,
      .notifiable, .code1),
    .init(
      "three weeks old", "ct",
      #"{"exposure": "accidental", "ageInWeeks": 3, "effectiveDose": {"total": "1.5"}}"#,
      .notifiable, .code1),
    .init(
      "two hundred and fifteen months old", "ct",
      #"{"exposure": "accidental", "ageInMonths": 215, "effectiveDose": {"total": "1.5"}}"#,
      .notifiable, .code1),
    .init(
      "so many months that it is an adult", "ct",
      #"{"exposure": "accidental", "ageInMonths": 216, "effectiveDose": {"total": "1.5"}}"#,
      .notNotifiable),
    .init(
      "so many weeks that a birthday may have come", "ct",
      #"{"exposure": "accidental", "ageInWeeks": 939, "effectiveDose": {"total": "1.5"}}"#,
      .undetermined, .code1, asks: "ageAtExposure"),
    .init(
      "so many days that a birthday may have come", "ct",
      #"{"exposure": "accidental", "ageInDays": 6574, "effectiveDose": {"total": "1.5"}}"#,
      .undetermined, .code1, asks: "ageAtExposure"),
    .init(
      "nothing was intended on this occasion", "ct",
      #"{"exposure": "unintended", "ageAtExposure": 50, "exposureIntendedOnThisOccasion": false, "effectiveDose": {"intended": "5", "total": "9"}}"#,
      .undetermined, .code1, asks: "exposure"),
    .init(
      "a duplicate", "ct",
      #"{"exposure": "unintended", "ageAtExposure": 50, "differenceKinds": ["duplicate"], "effectiveDose": {"intended": "5", "total": "9"}}"#,
      .undetermined, .code1, asks: "exposure"),
    .init(
      "at the wrong time, and intended then", "ct",
      #"{"exposure": "unintended", "ageAtExposure": 50, "differenceKinds": ["timing"], "exposureIntendedOnThisOccasion": true, "effectiveDose": {"intended": "5", "total": "9"}}"#,
      .notNotifiable),
    .init(
      "activities prescribed and administered", "sirt",
      #"{"exposure": "unintended", "nuclearMedicine": {"prescribed": "2", "administered": "1.5", "unit": "GBq"}}"#,
      .notifiable, .code10_1),
    .init(
      "images of each fraction", "rt-verification-imaging",
      #"{"exposure": "unintended", \#(quiet), "verificationImages": {"cause": "set-up-error"}, "radiotherapy": {"acquiredImagesPerFraction": [1, 3, 1]}}"#,
      .notifiable, .code4_2a),
    .init(
      "images of every fraction", "rt-verification-imaging",
      #"{"exposure": "unintended", \#(quiet), "verificationImages": {"cause": "protocol-failure"}, "radiotherapy": {"fractions": 3, "plannedImagesPerFraction": 1, "acquiredImagesPerFraction": [2, 2, 1]}}"#,
      .notifiable, .code4_2b),
  ]

  @Test(arguments: examples)
  func `what is recorded settles the fact or leaves it open, never none`(
    example: RelatedExample
  ) throws {
    let facts = try RelatedExample.facts(example.modality, example.individual)

    let assessment = Edition.default.assess(facts)

    #expect(assessment.outcome == example.outcome)
    #expect((assessment.notifyBy != nil) == example.outcome.hasDeadlines)
    guard let code = example.code else { return }
    let finding = try #require(assessment.findings.first { $0.code == code })
    #expect(finding.result == (example.asks == nil ? .met : .undetermined))
    if let asks = example.asks { #expect(finding.missing.contains(asks)) }
  }

  @Test(arguments: [
    ("ct", #""ageAtExposure": 4, "ageInDays": 20"#, ["ageAtExposure", "ageInDays"]),
    ("ct", #""ageAtExposure": 1, "ageInWeeks": 20"#, ["ageAtExposure", "ageInWeeks"]),
    ("ct", #""ageAtExposure": 1, "ageInMonths": 24"#, ["ageAtExposure", "ageInMonths"]),
    ("ct", #""ageInDays": 20, "ageInMonths": 24"#, ["ageInDays", "ageInMonths"]),
    (
      "nm-diagnostic",
      #""incorrectRadiopharmaceutical": true, "nuclearMedicine": {"productIntended": "HDP", "productAdministered": "hdp"}"#,
      ["incorrectRadiopharmaceutical", "productIntended", "productAdministered"]
    ),
    (
      "nm-diagnostic",
      #""incorrectRadiopharmaceutical": false, "nuclearMedicine": {"productIntended": "HDP", "productAdministered": "MAA"}"#,
      ["incorrectRadiopharmaceutical", "productAdministered"]
    ),
    (
      "ct", #""foetalDose": "12", "pregnancyStatus": "not-pregnant""#,
      ["foetalDose", "pregnancyStatus"]
    ),
    (
      "nm-diagnostic", #""infantDose": "2", "breastfeeding": false"#,
      ["infantDose", "breastfeeding"]
    ),
    (
      "ct",
      #""pregnancyStatus": "not-pregnant", "doses": [{"quantity": "foetal-dose", "total": "5"}]"#,
      ["individuals/0/doses/0", "pregnancyStatus"]
    ),
    (
      "ct",
      #""foetalDose": "0", "pregnancyStatus": "not-pregnant", "doses": [{"quantity": "foetal-dose", "total": "0"}, {"quantity": "foetal-dose", "high": "4"}]"#,
      ["individuals/0/doses/1", "pregnancyStatus"]
    ),
    (
      "nm-diagnostic",
      #""breastfeeding": false, "doses": [{"quantity": "infant-dose", "total": "0.2"}]"#,
      ["individuals/0/doses/0", "breastfeeding"]
    ),
    (
      "sirt", #""activity": {"prescribed": "2"}, "nuclearMedicine": {"prescribed": "3"}"#,
      ["activity/prescribed", "nuclearMedicine/prescribed"]
    ),
    (
      "rt-verification-imaging",
      #""verificationImages": {"mostInOneFraction": 1}, "radiotherapy": {"acquiredImagesPerFraction": [1, 4]}"#,
      ["mostInOneFraction", "acquiredImagesPerFraction"]
    ),
    (
      "external-beam",
      #""geographicalMiss": {"extent": "partial", "displacement": "4"}, "radiotherapy": {"displacement": {"vector": "5"}}"#,
      ["geographicalMiss/displacement", "displacement/vector"]
    ),
  ])
  func `what contradicts is refused by both names, and merged it is unknown`(
    modality: String, fields: String, names: [String]
  ) throws {
    let document = try JSONValue(
      parsing: """
        {"nation": "england", "discoveredOn": "2026-02-02", "modality": "\(modality)",
         "individuals": [{"exposure": "unintended", \(fields)}]}
        """)

    let error = #expect(throws: FactsError.self) { try IncidentFacts(document) }

    #expect(error?.code == .contradiction)
    for name in names { #expect(error?.description.contains(name) == true, "\(name)") }
    let merged = try IncidentFacts(document, contradictions: .countedAsUnknown)
    let assessment = Edition.default.assess(merged)
    #expect(assessment.outcome == .undetermined)
    #expect(merged.contradictions.count == 1)
    #expect(assessment.prompts.contains { $0.contains("counted as unknown") })
  }

  @Test(arguments: [
    (
      "ct",
      #""pregnancyStatus": "not-pregnant", "doses": [{"quantity": "foetal-dose", "total": "5"}]"#,
      NotificationCode.code5
    ),
    (
      "nm-diagnostic",
      #""breastfeeding": false, "doses": [{"quantity": "infant-dose", "total": "2"}]"#,
      .code6
    ),
  ])
  func `an estimate that contradicts leaves its code undetermined, not excluded`(
    modality: String, fields: String, code: NotificationCode
  ) throws {
    let facts = try RelatedExample.facts(
      modality, #"{"exposure": "unintended", \#(Self.quiet), \#(fields)}"#, merged: true)

    let finding = Edition.default.assess(facts).findings.first { $0.code == code }

    #expect(finding?.result == .undetermined)
  }

  @Test func `an estimate of nothing contradicts nothing`() throws {
    _ = try RelatedExample.facts(
      "ct",
      #"{"pregnancyStatus": "not-pregnant", "doses": [{"quantity": "foetal-dose", "total": "0"}]}"#)
  }

  @Test func `C among the codes beside not clinically significant is refused`() throws {
    let rest = #""classification": {"complementary": ["C2.3"], "decidedBy": "MPE"},"#

    let error = #expect(throws: FactsError.self) {
      try RelatedExample.facts("ct", #"{"exposure": "as-intended"}"#, rest)
    }

    #expect(error?.field == "clinicallySignificant")
    #expect(error?.description.contains("classification/complementary") == true)
  }

}

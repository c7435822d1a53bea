import IRMER
import Testing

@Suite("Estimates of a treatment")
struct TreatmentEstimateTests {
  @Test(arguments: [
    (
      "sirt", #""activity": {"prescribed": "2000", "delivered": "2000"}"#,
      #"{"quantity": "administered-activity", "total": "2.5", "unit": "GBq"}"#, "10.1"
    ),
    (
      "nm-therapy", #""activity": {"prescribed": "3700", "delivered": "3700"}"#,
      #"{"quantity": "administered-activity", "intended": "3.7", "total": "2.1", "unit": "GBq"}"#,
      "10.2"
    ),
    (
      "nm-therapy", #""activity": {"prescribed": "3700", "delivered": "3700"}"#,
      #"{"quantity": "administered-activity", "total": "2100", "unit": "MBq"}"#, "10.2"
    ),
    (
      "external-beam",
      #""structures": [{"role": "ptv", "intended": "60", "delivered": "60", "fractions": [{"intended": "60", "delivered": "60"}]}]"#,
      #"{"quantity": "absorbed-dose", "organ": "PTV", "intended": "60", "total": "69"}"#, "8.1"
    ),
    (
      "external-beam",
      #""structures": [{"role": "ptv", "intended": "60", "delivered": "60", "fractions": [{"intended": "60", "delivered": "60"}]}]"#,
      #"{"quantity": "absorbed-dose", "organ": "PTV", "intended": "60", "total": "50"}"#, "8.2"
    ),
  ])
  func `an estimate of a treatment that disagrees with what is recorded is the severer`(
    modality: String, own: String, estimate: String, code: String
  ) throws {
    let facts = try RelatedExample.facts(
      modality, "{\"exposure\": \"unintended\", \(own), \"doses\": [\(estimate)]}")

    let assessment = Edition.default.assess(facts)

    #expect(assessment.codes.map(\.rawValue) == [code])
    #expect(assessment.prompts.contains { $0.contains("disagree") })
  }

  @Test func `an estimate that agrees with the treatment changes nothing`() throws {
    let own = #""activity": {"prescribed": "3700", "delivered": "3700"}"#
    let estimate =
      #"{"quantity": "administered-activity", "intended": "3700", "total": "3700", "unit": "MBq"}"#
    let facts = try RelatedExample.facts(
      "nm-therapy",
      "{\"exposure\": \"unintended\", \(own), \"doses\": [\(estimate)]}")

    let assessment = Edition.default.assess(facts)

    #expect(assessment.codes.isEmpty && !assessment.prompts.contains { $0.contains("disagree") })
  }

  /// What is recorded of the individual, the estimates, and what the code's finding is then.
  static let combined: [(String, String, [String], NotificationCode, CriterionResult)] = [
    // A part that is recorded once belongs to the others, too.
    (
      "nm-therapy", #""nuclearMedicine": {"prescribed": "3700"}, "#,
      [#""administered-activity", "total": "3700""#], .code10_2, .excluded
    ),
    (
      "nm-therapy", #""nuclearMedicine": {"prescribed": "3700"}, "#,
      [#""administered-activity", "total": "2100""#], .code10_2, .met
    ),
    (
      "sirt", "", [#""administered-activity", "intended": "2000", "total": "2000""#], .code10_1,
      .excluded
    ),
    // A range is judged at both of its ends.
    (
      "nm-therapy", "",
      [#""administered-activity", "intended": "3700", "low": "3650", "high": "3750""#], .code10_2,
      .excluded
    ),
    (
      "nm-therapy", "",
      [#""administered-activity", "intended": "3700", "low": "1000", "high": "2000""#], .code10_2,
      .met
    ),
    (
      "nm-therapy", "",
      [#""administered-activity", "intended": "3700", "low": "2000", "high": "3700""#], .code10_2,
      .undetermined
    ),
    // Between its ends it may be what was prescribed.
    (
      "nm-therapy", "",
      [#""administered-activity", "intended": "3700", "low": "2000", "high": "5000""#], .code10_2,
      .undetermined
    ),
    (
      "sirt", #""nuclearMedicine": {"prescribed": "2000"}, "#,
      [#""administered-activity", "low": "1000", "high": "3000""#], .code10_1, .undetermined
    ),
    (
      "external-beam",
      #""geographicalMiss": {"extent": "partial", "displacement": "20", "errorMargin": "5"}, "structures": [{"role": "ptv", "intended": "60"}], "#,
      [#""absorbed-dose", "organ": "PTV", "low": "50", "high": "70""#], .code9_2, .undetermined
    ),
    // At least so much.
    (
      "nm-therapy", "", [#""administered-activity", "intended": "3700", "low": "5000""#],
      .code10_2, .met
    ),
    (
      "nm-therapy", "", [#""administered-activity", "intended": "3700", "low": "1000""#],
      .code10_2, .undetermined
    ),
    (
      "external-beam", #""structures": [{"role": "ptv", "intended": "60"}], "#,
      [#""absorbed-dose", "organ": "PTV", "low": "69""#], .code8_1, .met
    ),
    // The dose of a structure that is recorded without one.
    (
      "external-beam", #""structures": [{"role": "ptv", "intended": "60"}], "#,
      [#""absorbed-dose", "organ": "PTV", "total": "69""#], .code8_1, .met
    ),
    (
      "external-beam",
      #""structures": [{"role": "ptv", "name": "PTV60", "intended": "60"}, {"role": "ptv", "name": "PTV50", "intended": "50"}], "#,
      [
        #""absorbed-dose", "organ": "PTV60", "total": "69""#,
        #""absorbed-dose", "organ": "PTV50", "total": "50""#,
      ], .code8_1, .met
    ),
  ]

  private static func assess(
    _ modality: String, _ own: String, _ estimates: [String]
  ) throws -> Assessment {
    let doses = estimates.map { "{\"quantity\": \($0)}" }.joined(separator: ", ")
    return Edition.default.assess(
      try RelatedExample.facts(
        modality, "{\"exposure\": \"unintended\", \(own)\"doses\": [\(doses)]}"))
  }

  @Test(arguments: combined)
  func `what is recorded once counts for each estimate, and a range is judged at its ends`(
    modality: String, own: String, estimates: [String], code: NotificationCode,
    result: CriterionResult
  ) throws {
    let assessment = try Self.assess(modality, own, estimates)

    #expect(assessment.findings.first { $0.code == code }?.result == result)
    #expect(!assessment.prompts.contains { $0.contains("disagree") })
  }

  @Test(arguments: [
    (
      "nm-therapy", #""activity": {"prescribed": "3700", "delivered": "3700"}, "#,
      #""administered-activity", "intended": "3700""#, NotificationCode.code10_2
    ),
    (
      "external-beam", #""structures": [{"role": "ptv", "intended": "60", "delivered": "60"}], "#,
      #""absorbed-dose", "organ": "PTV""#, .code8_1
    ),
  ])
  func `of more estimates than are combined none is left out: the dose counts as unknown`(
    modality: String, own: String, estimate: String, code: NotificationCode
  ) throws {
    let many = (0..<500).map {
      "\(estimate), \"total\": \"\(modality == "nm-therapy" ? "3700" : "60").\($0)\""
    }

    let assessment = try Self.assess(modality, own, many)

    #expect(assessment.findings.first { $0.code == code }?.result == .undetermined)
  }

  /// The unit of the activities that are recorded, nil for none, with one amount for both; the
  /// estimate with its unit.
  static let units: [(String?, String, String, String, CriterionResult)] = [
    ("GBq", "3.7", "3.7", "GBq", .excluded), ("GBq", "3.7", "3700", "MBq", .excluded),
    ("GBq", "3.7", "2.1", "GBq", .met), ("GBq", "3.7", "3.7", "MBq", .met),
    ("kBq", "3700", "3.7", "MBq", .excluded), ("MBq", "3700", "3.7", "GBq", .excluded),
    (nil, "3700", "3.7", "GBq", .excluded), (nil, "3700", "2.1", "GBq", .met),
  ]

  @Test(arguments: units)
  func `activities are compared in one unit`(
    unit: String?, recorded: String, estimate: String, estimateUnit: String,
    result: CriterionResult
  ) throws {
    let written = unit.map { "\"unit\": \"\($0)\", " } ?? ""
    let own =
      "\"nuclearMedicine\": {\(written)\"prescribed\": \"\(recorded)\", \"administered\": \"\(recorded)\"}, "

    let assessment = try Self.assess(
      "nm-therapy", own,
      ["\"administered-activity\", \"total\": \"\(estimate)\", \"unit\": \"\(estimateUnit)\""])

    #expect(assessment.findings.first { $0.code == .code10_2 }?.result == result)
    #expect(assessment.prompts.contains { $0.contains("disagree") } == (result == .met))
  }

  @Test func `a unit that is none of an activity is refused`() {
    let error = #expect(throws: FactsError.self) {
      try RelatedExample.facts(
        "nm-therapy",
        #"{"exposure": "unintended", "nuclearMedicine": {"prescribed": "3", "unit": "mSv"}}"#)
    }

    #expect(error?.code == .unknownValue && error?.field == "individuals/0/nuclearMedicine/unit")
  }

  /// What else is recorded of the bladder, the estimate, and the result of 8.1.
  static let organs: [(String, String, CriterionResult)] = [
    (#", "delivered": "20""#, #""Bladder", "intended": "20000", "total": "25000""#, .met),
    (#", "delivered": "20""#, #""bladder", "total": "25", "unit": "Gy""#, .met),
    (#", "delivered": "20""#, #""Bladder", "intended": "20000", "total": "20000""#, .excluded),
    // The dose of another organ, or of images, says nothing about this one.
    (#", "delivered": "20""#, #""Lens", "total": "25""#, .excluded),
    ("", #""Bladder", "total": "25""#, .undetermined),
  ]

  @Test(arguments: organs)
  func `the dose of an organ is judged beside the structure that it names`(
    delivered: String, estimate: String, result: CriterionResult
  ) throws {
    let structures = """
      "structures": [
       {"role": "ptv", "intended": "60", "delivered": "60", "fractions": [{"intended": "2", "delivered": "2"}]},
       {"role": "oar", "name": "Bladder", "intended": "20"\(delivered), "fractions": [{"intended": "1", "delivered": "1"}]}],
      """

    let assessment = try Self.assess(
      "external-beam", structures, ["\"organ-dose\", \"organ\": \(estimate)"])

    #expect(assessment.findings.first { $0.code == .code8_1 }?.result == result)
  }
}

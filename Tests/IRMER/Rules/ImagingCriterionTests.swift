import IRMER
import Testing

private func images(_ members: String) -> String {
  #""exposure":"unintended","verificationImages":{"# + members + "}"
}

private func reaction(_ members: String, _ others: String = "") -> String {
  #""exposure":"unintended","tissueReaction":{"# + members + "}" + others
}

@Suite("Codes 3 and 4: interventional procedures and radiotherapy images")
struct ImagingCriterionTests {
  static let verification = "rt-verification-imaging"

  @Test(
    arguments: [
      CriterionExample(
        "3", "met", "cardiology",
        reaction(#""observed":"erythema","anticipated":true"#, #","procedureFailure":true"#)),
      CriterionExample(
        "3", "met", "cardiology",
        reaction(#""observed":"epilation","anticipated":false"#, #","procedureFailure":false"#)),
      CriterionExample(
        "3", "excluded", "cardiology",
        reaction(#""observed":"erythema","anticipated":true"#, #","procedureFailure":false"#)),
      CriterionExample(
        "3", "excluded", "cardiology",
        reaction(
          #""observed":"transient-erythema","anticipated":false"#, #","procedureFailure":true"#)),
      CriterionExample(
        "3", "met", "cardiology", reaction(#""observed":"ulceration","anticipated":false"#)),
      CriterionExample(
        "3", "undetermined", "cardiology", reaction(#""observed":"ulceration","anticipated":true"#)),
      CriterionExample("3", "undetermined", "cardiology", reaction(#""observed":"ulceration""#)),
      CriterionExample("3", "excluded", "cardiology", #""exposure":"unintended""#),
      CriterionExample("3", "excluded", "cardiology", reaction(#""anticipated":false"#)),
      CriterionExample(
        "3", "met", "cardiology", reaction(#""observed":"other","anticipated":false"#),
        interventional: false),
      CriterionExample(
        "3", "met", "ct", reaction(#""observed":"other","anticipated":false"#),
        interventional: true),
      CriterionExample(
        "3", "undetermined", "ct", reaction(#""observed":"other","anticipated":false"#)),
      CriterionExample(
        "3", "not listed", "ct", reaction(#""observed":"other","anticipated":false"#),
        interventional: false),
      CriterionExample(
        "3", "not listed", "dental", reaction(#""observed":"other","anticipated":false"#)),
      CriterionExample("3", "met", nil, reaction(#""observed":"other","anticipated":false"#)),
      CriterionExample(
        "3", "not listed", nil, reaction(#""observed":"other","anticipated":false"#),
        interventional: false),
      CriterionExample(
        "3", "met", "cardiology",
        #""exposure":"as-intended","tissueReaction":{"observed":"necrosis","anticipated":false}"#),
    ])
  func `“A procedural failure resulting in observable deterministic effects”, or unpredicted ones`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "4.1", "met", "rt-planning-imaging", #""exposure":"unintended","planningScans":3"#),
      CriterionExample(
        "4.1", "excluded", "rt-planning-imaging", #""exposure":"unintended","planningScans":2"#),
      CriterionExample(
        "4.1", "undetermined", "rt-planning-imaging", #""exposure":"unintended""#),
      CriterionExample(
        "4.1", "met", "brachytherapy", #""exposure":"accidental","planningScans":3"#),
      CriterionExample("4.1", "met", nil, #""exposure":"unintended","planningScans":3"#),
      CriterionExample("4.1", "not listed", "ct", #""exposure":"unintended","planningScans":3"#),
      CriterionExample(
        "4.1", "not listed", "rt-planning-imaging", #""exposure":"as-intended","planningScans":3"#),
    ])
  func `“Repeated twice … (3 scans in total, including the intended scan)”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "4.2a", "met", verification, images(#""mostInOneFraction":3,"cause":"set-up-error""#)),
      CriterionExample(
        "4.2a", "excluded", verification, images(#""mostInOneFraction":2,"cause":"set-up-error""#)),
      CriterionExample(
        "4.2a", "met", verification, images(#""mostInOneFraction":3,"cause":"protocol-failure""#)),
      CriterionExample(
        "4.2a", "excluded", verification,
        images(#""mostInOneFraction":3,"cause":"hardware-failure""#)),
      CriterionExample("4.2a", "undetermined", verification, images(#""mostInOneFraction":3"#)),
      CriterionExample("4.2a", "excluded", verification, images(#""mostInOneFraction":2"#)),
      CriterionExample("4.2a", "excluded", verification, images(#""cause":"patient""#)),
      CriterionExample("4.2a", "undetermined", verification, #""exposure":"unintended""#),
    ])
  func `“Set-up error leads to 3 or more imaging exposures in a single fraction”`(
    example: CriterionExample
  ) throws { try example.expect() }

  private static func course(
    _ additional: Int, of intended: Int, _ cause: String, _ more: String = ""
  ) -> String {
    images(
      """
      "additionalOverCourse":\(additional),"intendedOverCourse":\(intended),"cause":"\(cause)"\(more)
      """)
  }

  @Test(
    arguments: [
      CriterionExample("4.2b", "met", verification, course(3, of: 5, "protocol-failure")),
      CriterionExample("4.2b", "excluded", verification, course(2, of: 5, "protocol-failure")),
      CriterionExample("4.2b", "met", verification, course(5, of: 10, "protocol-failure")),
      CriterionExample("4.2b", "excluded", verification, course(4, of: 10, "protocol-failure")),
      CriterionExample("4.2b", "met", verification, course(8, of: 15, "protocol-failure")),
      CriterionExample("4.2b", "excluded", verification, course(7, of: 15, "protocol-failure")),
      CriterionExample("4.2b", "excluded", verification, course(9, of: 10, "set-up-error")),
      CriterionExample("4.2b", "excluded", verification, course(0, of: 0, "protocol-failure")),
      CriterionExample("4.2b", "undetermined", verification, course(1, of: 0, "protocol-failure")),
      CriterionExample(
        "4.2b", "excluded", verification,
        images(#""additionalOverCourse":0,"cause":"protocol-failure""#)),
      CriterionExample(
        "4.2b", "undetermined", verification,
        images(#""additionalOverCourse":1,"cause":"protocol-failure""#)),
      CriterionExample(
        "4.2b", "undetermined", verification,
        images(#""additionalOverCourse":3,"intendedOverCourse":5"#)),
      CriterionExample(
        "4.2b", "met", verification, course(500_000_000, of: 1_000_000_000, "protocol-failure")),
    ])
  func `“50% greater than intended over the course of treatment as a result of protocol failure”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "4.2c", "met", verification, course(3, of: 5, "hardware-failure", #","thematic":true"#)),
      CriterionExample(
        "4.2c", "excluded", verification,
        course(3, of: 5, "hardware-failure", #","thematic":false"#)),
      CriterionExample("4.2c", "undetermined", verification, course(3, of: 5, "software-failure")),
      CriterionExample("4.2c", "excluded", verification, course(2, of: 5, "software-failure")),
      CriterionExample(
        "4.2c", "met", verification,
        images(#""cause":"hardware-failure","thematic":false,"patientsAffected":3"#)),
      CriterionExample(
        "4.2c", "excluded", verification,
        images(#""cause":"hardware-failure","thematic":false,"patientsAffected":2"#)),
      CriterionExample(
        "4.2c", "undetermined", verification, images(#""thematic":false,"patientsAffected":3"#)),
      CriterionExample(
        "4.2c", "excluded", verification, images(#""thematic":false,"patientsAffected":2"#)),
    ])
  func
    `“Thematic hardware or software failure”, or “the same MLC fault affects 3 or more patients”`(
      example: CriterionExample
    ) throws
  { try example.expect() }

  /// "The same fault on three or more patients": the individual being judged is one of them,
  /// exposed as far as is known, by this fault as far as is known.
  @Test(arguments: [
    (#""verificationImages":{"cause":"hardware-failure","thematic":false}"#, 2, "undetermined"),
    (#""verificationImages":{"cause":"hardware-failure","thematic":false}"#, 1, "excluded"),
    (#""exposure":"unintended","verificationImages":{"thematic":false}"#, 2, "undetermined"),
    (#""exposure":"unintended","verificationImages":{"thematic":false}"#, 1, "excluded"),
    (
      #""exposure":"unintended","verificationImages":{"cause":"software-failure","thematic":false}"#,
      2, "excluded"
    ),
  ])
  func `an individual of unknown exposure or cause may be the third`(
    individual: String, others: Int, result: String
  ) throws {
    let other = #"""
      {"exposure":"unintended","verificationImages":{"cause":"hardware-failure","thematic":false}}
      """#
    let list = (["{\(individual)}"] + Array(repeating: other, count: others))
    let facts = try facts(
      """
      {"nation":"england","discoveredOn":"2026-02-02","modality":"rt-verification-imaging",\
      "individuals":[\(list.joined(separator: ","))]}
      """)

    let finding = Edition.default.assess(facts).findings
      .first { $0.individual == 0 && $0.code == .code4_2c }

    #expect(finding?.result.rawValue == result)
  }

  @Test func `patients listed with the same fault count when they are more`() throws {
    let fault =
      #""exposure":"unintended","verificationImages":{"cause":"hardware-failure","thematic":false}"#
    let three = try incident(#""modality":"external-beam""#, individuals: fault, fault, fault)
    let two = try incident(#""modality":"external-beam""#, individuals: fault, fault)

    #expect(Edition.default.assess(three).codes == [.code4_2c])
    #expect(Edition.default.assess(two).codes == [])
  }
}

import IRMER
import Testing

private func dose(_ intended: String, _ total: String, age: Int? = 54) -> String {
  """
  "exposure":"unintended","ageAtExposure":\(age.map(String.init) ?? "null"),\
  "effectiveDose":{"intended":"\(intended)","total":"\(total)"}
  """
}

private func accident(_ total: String?, age: Int?) -> String {
  """
  "exposure":"accidental","ageAtExposure":\(age.map(String.init) ?? "null"),\
  "effectiveDose":{"total":\(total.map { "\"\($0)\"" } ?? "null")}
  """
}

@Suite("Codes 1 and 2: effective dose")
struct DoseCriterionTests {
  @Test(
    arguments: [
      CriterionExample("1", "met", "ct", accident("3", age: 18)),
      CriterionExample("1", "excluded", "ct", accident("2.9999999999999999999999", age: 18)),
      CriterionExample("1", "met", "ct", accident("1", age: 17)),
      CriterionExample("1", "excluded", "ct", accident("0.99999999999999999999", age: 17)),
      CriterionExample("1", "undetermined", "ct", accident("2", age: nil)),
      CriterionExample("1", "met", "ct", accident("3", age: nil)),
      CriterionExample("1", "excluded", "ct", accident("0.9", age: nil)),
      CriterionExample("1", "undetermined", "ct", accident(nil, age: 54)),
      CriterionExample("1", "met", "external-beam", accident("3", age: 54)),
      CriterionExample("1", "not listed", "ct", dose("1", "100")),
      CriterionExample("1", "undetermined", "ct", #""effectiveDose":{"total":"3"}"#),
    ])
  func `“3 mSv effective dose or above (adult)”, “1 mSv … or above (child)”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: ["scotland", "wales", "northern-ireland"].flatMap { nation in
      [
        CriterionExample("1", "met", "ct", accident("0.0001", age: 54), nation: nation),
        CriterionExample("1", "met", "ct", accident(nil, age: nil), nation: nation),
        CriterionExample("1", "undetermined", "ct", #""kind":"patient""#, nation: nation),
        CriterionExample("1", "not listed", "ct", #""exposure":"near-miss""#, nation: nation),
      ]
    })
  func `“All, regardless of dose” outside England`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample("2.1", "met", "ct", dose("0.29", "3")),
      CriterionExample("2.1", "excluded", "ct", dose("0.3", "3")),
      CriterionExample("2.1", "excluded", "ct", dose("0.29", "2.99")),
      CriterionExample("2.1", "met", "ct", dose("0.29", "1", age: 17)),
      CriterionExample("2.1", "excluded", "ct", dose("0.29", "0.99", age: 17)),
      CriterionExample("2.1", "excluded", "ct", dose("0.29", "1", age: 18)),
      CriterionExample("2.1", "excluded", "ct", dose("0.30", "1", age: 17)),
      CriterionExample("2.1", "met", "ct", dose("0.2", "1", age: 15), nation: "scotland"),
      CriterionExample("2.1", "excluded", "ct", dose("0.2", "1", age: 16), nation: "scotland"),
      CriterionExample("2.1", "met", "ct", dose("0.2", "1", age: 17), nation: "wales"),
      CriterionExample("2.1", "met", "ct", dose("0", "3")),
      CriterionExample("2.1", "undetermined", "ct", dose("0.2", "1", age: nil)),
      CriterionExample("2.1", "not listed", "external-beam", dose("0.2", "5")),
      CriterionExample("2.1", "met", nil, dose("0.2", "5")),
      CriterionExample(
        "2.1", "excluded", "ct", #""exposure":"unintended","effectiveDose":{"total":"0.9"}"#),
      CriterionExample(
        "2.1", "undetermined", "ct", #""exposure":"unintended","effectiveDose":{"total":"9"}"#),
    ])
  func `“Intended dose less than 0.3mSv: 3mSv or above (adult) 1mSv or above (child)”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample("2.2", "met", "ct", dose("0.3", "3")),
      CriterionExample("2.2", "excluded", "ct", dose("0.3", "2.999")),
      CriterionExample("2.2", "met", "ct", dose("2.5", "25")),
      CriterionExample("2.2", "excluded", "ct", dose("2.5", "24.9")),
      CriterionExample("2.2", "excluded", "ct", dose("2.51", "26")),
      CriterionExample("2.2", "excluded", "ct", dose("0.29", "26")),
      CriterionExample(
        "2.2", "undetermined", "ct", #""exposure":"unintended","effectiveDose":{"total":"3"}"#),
      CriterionExample(
        "2.2", "excluded", "ct", #""exposure":"unintended","effectiveDose":{"total":"2.9"}"#),
      CriterionExample(
        "2.2", "undetermined", "ct", #""exposure":"unintended","effectiveDose":{"intended":"1"}"#),
    ])
  func `“Intended dose between 0.3mSv and 2.5mSv: 10 or more times than intended”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample("2.3", "excluded", "ct", dose("2.5", "25")),
      CriterionExample("2.3", "met", "ct", dose("2.51", "25")),
      CriterionExample("2.3", "excluded", "ct", dose("2.51", "24.999")),
      CriterionExample("2.3", "met", "ct", dose("10", "25")),
      CriterionExample("2.3", "excluded", "ct", dose("10.0001", "30")),
    ])
  func `“Intended dose between 2.5mSv and 10mSv: 25mSv or above”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample("2.4", "excluded", "ct", dose("10", "30")),
      CriterionExample("2.4", "met", "ct", dose("10.0001", "25.00025")),
      CriterionExample("2.4", "excluded", "ct", dose("10.0001", "25.00024999")),
      CriterionExample("2.4", "met", "rt-planning-imaging", dose("20", "50.0")),
      CriterionExample(
        "2.4", "excluded", "ct", #""exposure":"unintended","effectiveDose":{"total":"25"}"#),
      CriterionExample(
        "2.4", "undetermined", "ct",
        #""exposure":"unintended","effectiveDose":{"total":"25.0000001"}"#),
    ])
  func `“Intended dose more than 10mSv: 2.5 or more times than intended”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "2.3", "met", "ct",
        #""exposure":"unintended","effectiveDose":{"intended":"8","over":"9.5","repeats":"7.5"}"#),
      CriterionExample(
        "2.3", "undetermined", "ct",
        #""exposure":"unintended","effectiveDose":{"intended":"8","over":"100"}"#),
      CriterionExample(
        "2.3", "undetermined", "ct",
        #""exposure":"unintended","effectiveDose":{"intended":"8","alternative":"DLP 900"}"#),
    ])
  func `“Including any intended component plus over-exposure and/or necessary repeat exposures”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test func `a finding carries the arithmetic, the margin and the source's words`() throws {
    let finding = try #require(try CriterionExample("2.3", "met", "ct", dose("10", "25.0")).finding)

    #expect(finding.reason == "25.0 mSv ≥ 25 mSv (intended 10 mSv)")
    #expect(finding.margin == "0.0 mSv")
    #expect(finding.quote == "25mSv or above")
    #expect(finding.source == "S2")
    #expect(finding.missing == [])
  }

  @Test func `an undetermined finding names the facts that would settle it`() throws {
    let finding = try #require(
      try CriterionExample("1", "undetermined", "ct", accident("2", age: nil)).finding)

    #expect(finding.missing == ["ageAtExposure"])
  }
}

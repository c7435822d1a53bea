import IRMER
import Testing

@Suite("Dose estimates before the rules")
struct DoseEstimateTests {
  private static func assess(_ own: String?, _ estimates: String) throws -> Assessment {
    let dose = own.map { #""effectiveDose": {"total": "\#($0)"},"# } ?? ""
    return Edition.default.assess(
      try RelatedExample.facts(
        "ct",
        "{\"exposure\": \"accidental\", \"ageAtExposure\": 50, \(dose) \"doses\": [\(estimates)]}"))
  }

  private static func estimate(_ values: String) -> String {
    "{\"quantity\": \"effective-dose\", \(values)}"
  }

  static let disagreeing: [(own: String?, estimates: [String], result: CriterionResult)] = [
    ("2.0", [#""total": "9.6""#], .met),
    ("9.6", [#""total": "2.0""#], .met),
    (nil, [#""total": "2.0""#, #""total": "9.6""#], .met),
    (nil, [#""total": "2.0""#, #""total": "2.9""#], .excluded),
    (nil, [#""total": "9600", "unit": "µSv""#], .met),
    (nil, [#""intended": "0", "overExposure": "2", "necessaryRepeats": "1""#], .met),
    (nil, [#""best": "3.2", "low": "2.5", "high": "3.6""#], .undetermined),
    (nil, [#""best": "2.8", "low": "2.5", "high": "3.0""#], .undetermined),
    (nil, [#""best": "3.2", "low": "3.0", "high": "3.6""#], .met),
    (nil, [#""high": "2.9""#], .excluded),
    // At least so much: every total that is possible meets it.
    (nil, [#""low": "3""#], .met),
    (nil, [#""low": "5""#], .met),
    (nil, [#""low": "2.9""#], .undetermined),
    (
      nil,
      [#""total": "9.6", "supersededBecause": "typed in the wrong unit""#, #""total": "2.0""#],
      .excluded
    ),
  ]

  @Test(arguments: disagreeing)
  func `of estimates that disagree the severer holds, and a range must not cross the limit`(
    own: String?, estimates: [String], result: CriterionResult
  ) throws {
    let list = estimates.map(Self.estimate).joined(separator: ", ")

    let assessment = try Self.assess(own, list)

    #expect(assessment.findings.first { $0.code == .code1 }?.result == result)
  }

  @Test(arguments: [("2.0", "9.6", false), ("0.96", "9.6", true), ("0.02", "2.1", true)])
  func `that they disagree is said, and a slip by a factor of ten`(
    low: String, high: String, isSlip: Bool
  ) throws {
    let prompts = try Self.assess(low, Self.estimate("\"total\": \"\(high)\"")).prompts

    #expect(prompts.contains { $0.contains("disagree") })
    #expect(prompts.contains { $0.contains("slip of the decimal point") } == isSlip)
  }

  @Test(arguments: [
    ("2.5", #""low": "2", "best": "2.5", "high": "4""#, false),
    ("4", #""low": "2", "best": "2.5", "high": "4""#, false),
    ("4.1", #""low": "2", "best": "2.5", "high": "4""#, true),
    ("1.9", #""low": "2", "high": "4""#, true),
  ])
  func `an estimate within another's range does not disagree with it`(
    own: String, range: String, disagrees: Bool
  ) throws {
    let prompts = try Self.assess(own, Self.estimate(range)).prompts

    #expect(prompts.contains { $0.contains("disagree") } == disagrees)
  }

  @Test(arguments: [
    ("foetal-dose", "mGy", "12", NotificationCode.code5), ("foetal-dose", "Gy", "0.012", .code5),
    ("infant-dose", "mSv", "1", .code6), ("administered-activity", "GBq", "0.7", .code10_2),
  ])
  func `estimates of other doses speak of their codes`(
    quantity: String, unit: String, total: String, code: NotificationCode
  ) throws {
    let individual = """
      {"exposure": "unintended", "procedureFailure": true, "pregnancyKnownAtAuthorisation": false,
       "doses": [{"quantity": "\(quantity)", "unit": "\(unit)", "intended": "1", "total": "\(total)"}]}
      """

    let assessment = Edition.default.assess(try RelatedExample.facts("nm-therapy", individual))

    #expect(assessment.findings.first { $0.code == code }?.result == .met)
  }

  @Test func `many estimates cost no more than their bound, and count as unknown beyond it`() throws
  {
    let many = (0..<500).map { Self.estimate("\"total\": \"0.\(100 + $0)\"") }

    let assessment = try Self.assess(nil, many.joined(separator: ","))

    #expect(assessment.findings.first { $0.code == .code1 }?.result == .undetermined)
  }
}

import IRMER
import Testing

/// A list beside a count, and parts beside a length: never silently one of the two.
@Suite("Images and lengths that contradict each other")
struct ContradictedNumbersTests {
  private static func person(_ fields: String) -> String {
    "{\"exposure\": \"unintended\", \(RelatedFactsTests.quiet), \(fields)}"
  }

  private static func images(_ own: String, _ listed: String) -> String {
    person(
      """
      "verificationImages": {\(own)}, "radiotherapy": {"acquiredImagesPerFraction": \(listed)}
      """)
  }

  private static func displaced(
    _ parts: String, delivered: String = "50", miss: String? = nil
  ) -> String {
    let own = miss.map { "\"geographicalMiss\": {\"extent\": \"partial\", \($0)}, " } ?? ""
    return person(
      """
      \(own)"radiotherapy": {"displacement": {\(parts)}}, "structures": [{"role": "ptv",
       "intended": "50", "delivered": "\(delivered)", "fractions": [{"intended": "2", "delivered": "2"}]}]
      """)
  }

  private static let five = #"[2, 2, 2, 2, 2], "fractions": 5, "plannedImagesPerFraction": 1"#

  /// The individual, the code that is undetermined where it is merged, and the two names.
  static let contradicted: [(String, NotificationCode, [String])] = [
    (
      images(
        #""cause": "protocol-failure", "additionalOverCourse": 0, "intendedOverCourse": 5, "mostInOneFraction": 2"#,
        five), .code4_2b,
      ["verificationImages/additionalOverCourse", "radiotherapy/acquiredImagesPerFraction"]
    ),
    (
      images(#""cause": "protocol-failure", "additionalOverCourse": 7"#, five), .code4_2b,
      ["verificationImages/additionalOverCourse", "radiotherapy/acquiredImagesPerFraction"]
    ),
    (
      images(
        #""cause": "protocol-failure", "additionalOverCourse": 0, "intendedOverCourse": 5"#,
        "[2, 2, 2, 2]"), .code4_2b,
      ["verificationImages/additionalOverCourse", "radiotherapy/acquiredImagesPerFraction"]
    ),
    (
      images(#""cause": "protocol-failure", "intendedOverCourse": 20"#, five), .code4_2b,
      ["verificationImages/intendedOverCourse", "radiotherapy/plannedImagesPerFraction"]
    ),
    (
      images(#""cause": "set-up-error", "mostInOneFraction": 5"#, five), .code4_2a,
      ["verificationImages/mostInOneFraction", "radiotherapy/acquiredImagesPerFraction"]
    ),
    (
      images(#""mostInOneFraction": 1"#, "[1, 4]"), .code4_2a,
      ["verificationImages/mostInOneFraction", "radiotherapy/acquiredImagesPerFraction"]
    ),
    (
      displaced(
        #""x": "12", "y": "5", "z": "0""#, delivered: "44",
        miss: #""displacement": "10", "errorMargin": "5""#), .code9_2,
      ["geographicalMiss/displacement", "radiotherapy/displacement"]
    ),
    (
      displaced(
        #""x": "-14""#, delivered: "44", miss: #""displacement": "12", "errorMargin": "5""#),
      .code9_2, ["geographicalMiss/displacement", "radiotherapy/displacement"]
    ),
    (
      displaced(#""x": "3", "y": "4", "z": "0", "vector": "9""#), .code9_1,
      ["radiotherapy/displacement/vector", "radiotherapy/displacement:"]
    ),
    (
      displaced(#""x": "12", "vector": "0""#), .code9_1,
      ["radiotherapy/displacement/vector", "radiotherapy/displacement:"]
    ),
    (
      displaced(#""x": "0", "y": "0", "z": "0", "vector": "12""#), .code9_1,
      ["radiotherapy/displacement/vector", "radiotherapy/displacement:"]
    ),
  ]

  private static func modality(_ code: NotificationCode) -> Modality {
    [.code4_2a, .code4_2b].contains(code) ? .verificationImaging : .externalBeam
  }

  @Test(arguments: contradicted)
  func `what contradicts is refused by both names, and merged it is unknown`(
    individual: String, code: NotificationCode, names: [String]
  ) throws {
    let modality = Self.modality(code).rawValue

    let error = #expect(throws: FactsError.self) {
      try RelatedExample.facts(modality, individual)
    }

    #expect(error?.code == .contradiction)
    for name in names { #expect(error?.description.contains(name) == true, "\(name)") }
    let merged = try RelatedExample.facts(modality, individual, merged: true)
    let assessment = Edition.default.assess(merged)
    #expect(merged.contradictions.count == 1)
    #expect(assessment.outcome == .undetermined)
    #expect(assessment.findings.first { $0.code == code }?.result == .undetermined)
    #expect(assessment.prompts.contains { $0.contains("counted as unknown") })
  }

  /// What an image left out of one fraction, and the rounding of a length, explain.
  static let agreeing: [(Modality, String)] = [
    (
      .verificationImaging,
      images(
        #""additionalOverCourse": 0, "intendedOverCourse": 3, "mostInOneFraction": 2"#,
        #"[0, 2, 1], "fractions": 3, "plannedImagesPerFraction": 1"#)
    ),
    (
      .verificationImaging,
      images(
        #""additionalOverCourse": 1, "intendedOverCourse": 3"#,
        #"[0, 2, 1], "fractions": 3, "plannedImagesPerFraction": 1"#)
    ),
    (
      .verificationImaging,
      images(#""additionalOverCourse": 2, "intendedOverCourse": 10"#, "[3, 1], \"fractions\": 10")
    ),
    (.externalBeam, displaced(#""x": "3.2", "y": "-4.1", "z": "0.6", "vector": "5.2""#)),
    (.externalBeam, displaced(#""x": "3.2", "y": "-4.1", "z": "0.6", "vector": "5.3""#)),
    (.externalBeam, displaced(#""x": "12.3", "vector": "12""#)),
    (.externalBeam, displaced(#""x": "3", "vector": "9""#)),
    (
      .externalBeam,
      displaced(
        #""x": "12", "y": "5", "z": "0", "vector": "13""#, miss: #""displacement": "13""#)
    ),
  ]

  @Test(arguments: agreeing)
  func `what agrees is read`(modality: Modality, individual: String) throws {
    #expect(try RelatedExample.facts(modality.rawValue, individual).contradictions == [])
  }
}

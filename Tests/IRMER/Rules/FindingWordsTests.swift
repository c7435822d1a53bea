import IRMER
import Testing

/// The words of a finding, and how far it is from its threshold.
struct WordedFinding: Sendable, CustomTestStringConvertible {
  let code: String
  let modality: String?
  let individual: String
  let reason: String
  let margin: String?

  var testDescription: String { "\(code) \(reason)" }

  init(
    _ code: String, _ modality: String?, _ individual: String, _ reason: String, _ margin: String?
  ) {
    self.code = code
    self.modality = modality
    self.individual = individual
    self.reason = reason
    self.margin = margin
  }
}

private let adult = #""exposure":"unintended","ageAtExposure":54"#

private func dose(_ intended: String, _ total: String) -> String {
  #"\#(adult),"effectiveDose":{"intended":"\#(intended)","total":"\#(total)"}"#
}

private func images(_ members: String) -> String {
  #"\#(adult),"verificationImages":{\#(members)}"#
}

private func structures(_ list: String) -> String { #"\#(adult),"structures":[\#(list)]"# }

private func activity(_ prescribed: String, _ delivered: String) -> String {
  #"\#(adult),"activity":{"prescribed":"\#(prescribed)","delivered":"\#(delivered)"}"#
}

/// "The arithmetic in words with units, the margin to the threshold".
@Suite("What a finding says")
struct FindingWordsTests {
  static let doses = [
    WordedFinding(
      "2.1", "ct", dose("0.1", "2.9"), "2.9 mSv < 3 mSv (adult) (intended 0.1 mSv)", "0.1 mSv"),
    WordedFinding(
      "2.1", "ct", dose("0.3", "2.9"), "intended 0.3 mSv is not less than 0.3 mSv", nil),
    WordedFinding("2.2", "ct", dose("0.3", "2.9"), "2.9 mSv < 10 × 0.3 mSv = 3 mSv", "0.1 mSv"),
    WordedFinding("2.2", "ct", dose("2.5", "26"), "26 mSv ≥ 10 × 2.5 mSv = 25 mSv", "1 mSv"),
    WordedFinding(
      "2.3", "ct", dose("10", "22.4"), "22.4 mSv < 25 mSv (intended 10 mSv)", "2.6 mSv"),
    WordedFinding("2.4", "ct", dose("12", "30"), "30 mSv ≥ 2.5 × 12 mSv = 30 mSv", "0 mSv"),
    WordedFinding(
      "1", "ct", #""exposure":"accidental","ageAtExposure":17,"effectiveDose":{"total":"0.4"}"#,
      "0.4 mSv < 1 mSv (child)", "0.6 mSv"),
    WordedFinding("5", "ct", #"\#(adult),"foetalDose":"9.25""#, "9.25 mGy < 10 mGy", "0.75 mGy"),
    WordedFinding(
      "6", "nm-diagnostic", #"\#(adult),"infantDose":"0.25","procedureFailure":true"#,
      "infant dose 0.25 mSv < 1 mSv", "0.75 mSv"),
  ]

  static let imaging = [
    WordedFinding(
      "4.1", "rt-planning-imaging", #"\#(adult),"planningScans":1"#, "1 scan < 3 scans", "2 scans"),
    WordedFinding(
      "4.1", "rt-planning-imaging", #"\#(adult),"planningScans":4"#, "4 scans ≥ 3 scans", "1 scan"),
    WordedFinding(
      "4.2a", "rt-verification-imaging", images(#""mostInOneFraction":1,"cause":"set-up-error""#),
      "1 image in one fraction < 3", "2 images"),
    WordedFinding(
      "4.2a", "rt-verification-imaging", images(#""mostInOneFraction":5,"cause":"set-up-error""#),
      "5 images in one fraction ≥ 3, by set-up error", "2 images"),
    WordedFinding(
      "4.2b", "rt-verification-imaging",
      images(#""intendedOverCourse":15,"additionalOverCourse":7,"cause":"protocol-failure""#),
      "7 additional < 50% of 15 intended", "1 image"),
    WordedFinding(
      "4.2b", "rt-verification-imaging",
      images(#""intendedOverCourse":15,"additionalOverCourse":10,"cause":"protocol-failure""#),
      "10 additional ≥ 50% of 15 intended, by protocol failure", "2 images"),
    WordedFinding(
      "4.2c", "rt-verification-imaging",
      images(#""patientsAffected":5,"cause":"software-failure""#),
      "the same fault on 5 patients ≥ 3", "2 patients"),
    WordedFinding(
      "4.2c", "rt-verification-imaging",
      images(
        #""intendedOverCourse":20,"additionalOverCourse":8,"thematic":true,"cause":"software-failure""#
      ), "8 additional < 50% of 20 intended", "2 images"),
  ]

  static let therapy = [
    WordedFinding(
      "8.1", "external-beam", structures(#"{"role":"ptv","intended":"60","delivered":"66"}"#),
      "planning target volume (structure 1): 66 Gy ≥ 1.1 × 60 Gy = 66 Gy", "0 Gy"),
    WordedFinding(
      "8.1", "external-beam",
      structures(
        #"{"role":"ptv","intended":"60","delivered":"60","fractions":[{"intended":"2","delivered":"2.0"},{"intended":"2","delivered":"2.5"}]}"#
      ), "planning target volume (structure 1), fraction 2: 2.5 Gy ≥ 1.2 × 2 Gy = 2.4 Gy", "0.1 Gy"),
    WordedFinding(
      "8.1", "external-beam",
      structures(
        #"{"role":"ptv","intended":"60","delivered":"61","fractions":[{"intended":"2","delivered":"2.1"}]},{"role":"oar","intended":"20","delivered":"21.9","fractions":[{"intended":"1","delivered":"1.1"}]}"#
      ),
      "no structure reaches 1.1 × intended, nor 1.2 × in a fraction; nearest is organ at risk (structure 2): 21.9 Gy < 1.1 × 20 Gy = 22 Gy",
      "0.1 Gy"),
    WordedFinding(
      "8.1", "external-beam",
      structures(
        #"{"role":"ptv","intended":"60","delivered":"61","fractions":[{"intended":"2","delivered":"2.1"},{"intended":"2","delivered":"2.39"}]}"#
      ),
      "no structure reaches 1.1 × intended, nor 1.2 × in a fraction; nearest is planning target volume (structure 1), fraction 2: 2.39 Gy < 1.2 × 2 Gy = 2.4 Gy",
      "0.01 Gy"),
    WordedFinding(
      "8.2", "external-beam", structures(#"{"role":"ptv","intended":"60","delivered":"53"}"#),
      "planning target volume (structure 1): 53 Gy ≤ 0.9 × 60 Gy = 54 Gy", "1 Gy"),
    WordedFinding(
      "8.2", "external-beam",
      structures(
        #"{"role":"ptv","intended":"60","delivered":"60"},{"role":"ptv","intended":"50","delivered":"45.1"},{"role":"oar","intended":"20","delivered":"1"}"#
      ),
      "no planning target volume is at 0.9 × intended or less; nearest is planning target volume (structure 2): 45.1 Gy > 0.9 × 50 Gy = 45 Gy",
      "0.1 Gy"),
    WordedFinding(
      "8.1", "external-beam",
      structures(#"{"role":"ptv","intended":"0","delivered":"0","fractions":[{"delivered":"0"}]}"#),
      "no structure reaches 1.1 × intended, nor 1.2 × in a fraction", nil),
    WordedFinding(
      "9.2", "external-beam",
      structures(#"{"role":"ptv","intended":"60","delivered":"54"}"#)
        + #","geographicalMiss":{"extent":"partial","displacement":"13","errorMargin":"5"}"#,
      "a partial miss: displacement 13 mm > 2.5 × 5 mm = 12.5 mm (the error margin); planning target volume (structure 1): 54 Gy ≤ 0.9 × 60 Gy = 54 Gy",
      "0.5 mm"),
    WordedFinding(
      "9.2", "external-beam",
      #"\#(adult),"geographicalMiss":{"extent":"partial","displacement":"12","imagingActionLevel":"5"}"#,
      "displacement 12 mm ≤ 2.5 × 5 mm = 12.5 mm (the imaging action level)", "0.5 mm"),
    WordedFinding(
      "9.2", "external-beam",
      #"\#(adult),"geographicalMiss":{"extent":"partial","displacement":"0"}"#, "no displacement",
      nil),
    WordedFinding(
      "9.2", "external-beam",
      structures(
        #"{"role":"ptv","intended":"60","delivered":"60","fractions":[{"intended":"2","delivered":"2"}]}"#
      ) + #","geographicalMiss":{"extent":"partial","displacement":"13","errorMargin":"5"}"#,
      "no dose factor of 8.1 or 8.2 is reached; planning target volume (structure 1): 60 Gy < 1.1 × 60 Gy = 66 Gy; planning target volume (structure 1): 60 Gy > 0.9 × 60 Gy = 54 Gy",
      nil),
    WordedFinding(
      "10.1", "sirt", activity("100", "80"), "80 delivered is inside ±20% of 100 prescribed", "0"),
    WordedFinding(
      "10.1", "sirt", activity("100", "125"), "125 delivered is outside ±20% of 100 prescribed", "5"
    ),
    WordedFinding(
      "10.2", "nm-therapy", activity("7.4", "6.5"),
      "6.5 delivered is outside ±10% of 7.4 prescribed", "0.16"),
  ]

  /// "Nothing intended or prescribed (0): a ratio test is excluded if nothing was given."
  @Test(arguments: [
    #"{"role":"ptv","intended":"0","delivered":"0","fractions":[{"delivered":"0"}]}"#,
    #"{"role":"oar","delivered":"0","fractions":[{"intended":"0","delivered":"0"}]}"#,
  ])
  func `nothing given of nothing intended is excluded`(structure: String) throws {
    let finding = try CriterionExample("8.1", "", "external-beam", structures(structure)).finding

    #expect(finding?.result == .excluded)
  }

  /// "While `exposure` is absent nothing is met, at most undetermined: it may be a near miss."
  @Test func `what would be met says why it is not, without a margin`() throws {
    let unknown = try CriterionExample(
      "2.3", "", "ct", #""ageAtExposure":54,"effectiveDose":{"intended":"10","total":"30"}"#
    ).finding
    let open = try CriterionExample("2.3", "", "ct", #""ageAtExposure":54"#).finding
    let miss = #""exposure":"unintended","geographicalMiss":{"displacement":"9"}"#
    let extent = try CriterionExample("9.2", "", "external-beam", miss).finding

    #expect(unknown?.reason == "30 mSv ≥ 25 mSv (intended 10 mSv) (it may be a near miss)")
    #expect(unknown?.margin == nil && unknown?.result == .undetermined)
    #expect(open?.reason == "no effective dose has been recorded")
    #expect(extent?.reason.hasPrefix("the extent of the geographical miss is not known") == true)
  }

  @Test(arguments: doses + imaging + therapy)
  func `a finding says the arithmetic and how far the threshold is`(
    example: WordedFinding
  ) throws {
    let finding = try #require(
      try CriterionExample(example.code, "", example.modality, example.individual).finding)

    #expect(finding.reason == example.reason)
    #expect(finding.margin == example.margin)
  }
}

import IRMER
import Testing

/// What would settle a finding, and which of the source's sentences it shows.
struct OpenFinding: Sendable, CustomTestStringConvertible {
  let code: String
  let modality: String?
  let individual: String
  let missing: [String]

  var testDescription: String { "\(code) \(individual)" }

  init(_ code: String, _ modality: String?, _ individual: String, _ missing: String...) {
    self.code = code
    self.modality = modality
    self.individual = individual
    self.missing = missing
  }
}

private let unintended = #""exposure":"unintended""#
private let accidental = #""exposure":"accidental""#
private let miss = "geographicalMiss"

private func beam(_ structures: String, _ miss: String = "") -> String {
  #"\#(unintended),"structures":[\#(structures)]\#(miss)"#
}

/// "With `missing` naming the facts that would settle it".
@Suite("What a finding misses")
struct FindingMissingTests {
  static let doses = [
    OpenFinding("1", "ct", accidental, "effectiveDose/total", "ageAtExposure"),
    OpenFinding("1", "ct", #"\#(accidental),"ageAtExposure":9"#, "effectiveDose/total"),
    OpenFinding("1", "ct", #"\#(accidental),"effectiveDose":{"total":"2"}"#, "ageAtExposure"),
    OpenFinding("1", "ct", #""effectiveDose":{"total":"4"}"#, "exposure"),
    OpenFinding(
      "2.1", "ct", unintended, "effectiveDose/intended", "effectiveDose/total", "ageAtExposure"),
    OpenFinding(
      "2.1", "ct", #"\#(unintended),"effectiveDose":{"total":"3"}"#, "effectiveDose/intended"),
    OpenFinding(
      "2.1", "ct", #"\#(unintended),"effectiveDose":{"total":"2"}"#, "effectiveDose/intended",
      "ageAtExposure"),
    OpenFinding(
      "2.1", "ct", #"\#(unintended),"effectiveDose":{"intended":"0.1","total":"2"}"#,
      "ageAtExposure"),
    OpenFinding(
      "2.2", "ct", #"\#(unintended),"effectiveDose":{"intended":"1"}"#, "effectiveDose/total"),
    OpenFinding(
      "2.4", "ct", unintended, "effectiveDose/intended", "effectiveDose/total"),
    OpenFinding(
      "2.4", "ct", #"\#(unintended),"effectiveDose":{"total":"26"}"#, "effectiveDose/intended"),
    OpenFinding(
      "5", "ct", #"\#(unintended),"pregnancyKnownAtAuthorisation":false"#, "foetalDose"),
    OpenFinding(
      "5", "ct", #""kind":"foetus""#, "exposure", "foetalDose", "pregnancyKnownAtAuthorisation"),
    OpenFinding(
      "6", "nm-diagnostic", #"\#(unintended),"infantDose":"2""#, "procedureFailure"),
    OpenFinding(
      "6", "nm-diagnostic", #"\#(unintended),"kind":"infant""#, "infantDose", "procedureFailure"),
  ]

  static let imaging = [
    OpenFinding("4.1", "rt-planning-imaging", unintended, "planningScans"),
    OpenFinding(
      "4.2a", "rt-verification-imaging", unintended, "verificationImages/mostInOneFraction",
      "verificationImages/cause"),
    OpenFinding(
      "4.2a", "rt-verification-imaging",
      #"\#(unintended),"verificationImages":{"mostInOneFraction":3}"#, "verificationImages/cause"),
    OpenFinding(
      "4.2b", "rt-verification-imaging",
      #"\#(unintended),"verificationImages":{"cause":"protocol-failure","additionalOverCourse":2}"#,
      "verificationImages/intendedOverCourse"),
    OpenFinding(
      "4.2b", "rt-verification-imaging",
      #"\#(unintended),"verificationImages":{"additionalOverCourse":2,"intendedOverCourse":0}"#,
      "verificationImages/cause", "verificationImages/intendedOverCourse"),
    OpenFinding(
      "4.2c", "rt-verification-imaging",
      #"\#(unintended),"verificationImages":{"cause":"software-failure","additionalOverCourse":3,"intendedOverCourse":5}"#,
      "verificationImages/thematic"),
    OpenFinding(
      "4.2c", "rt-verification-imaging",
      #"\#(unintended),"verificationImages":{"patientsAffected":3}"#, "verificationImages/cause"),
    OpenFinding(
      "3", "cardiology", #"\#(unintended),"tissueReaction":{"observed":"other"}"#,
      "procedureFailure", "tissueReaction/anticipated"),
  ]

  static let therapy = [
    OpenFinding("8.1", "external-beam", unintended, "structures"),
    OpenFinding(
      "8.1", "external-beam", beam(#"{"role":"oar","intended":"20","delivered":"20"}"#),
      "structures/0/fractions"),
    OpenFinding(
      "8.1", "external-beam",
      beam(#"{"role":"oar","intended":"20","fractions":[{"intended":"2"}]}"#),
      "structures/0/delivered", "structures/0/fractions/0/delivered"),
    OpenFinding(
      "8.2", "external-beam",
      beam(
        #"{"role":"ptv","intended":"20","delivered":"18"}"#,
        #","geographicalMiss":{"displacement":"1"}"#),
      "geographicalMiss/extent"),
    OpenFinding(
      "9.1", "external-beam", #"\#(unintended),"geographicalMiss":{"displacement":"1"}"#,
      "geographicalMiss/extent"),
    OpenFinding(
      "9.2", "external-beam", #"\#(unintended),"geographicalMiss":{"displacement":"1"}"#,
      "geographicalMiss/extent", "geographicalMiss/errorMargin", "structures"),
    OpenFinding(
      "9.2", "external-beam",
      beam(
        #"{"role":"ptv","intended":"20","delivered":"18"}"#,
        #","geographicalMiss":{"extent":"partial","errorMargin":"5"}"#),
      "geographicalMiss/displacement"),
    OpenFinding(
      "9.2", "external-beam",
      beam(
        #"{"role":"ptv","intended":"20","delivered":"19"}"#,
        #","geographicalMiss":{"extent":"partial","displacement":"13","errorMargin":"5"}"#),
      "structures/0/fractions"),
    OpenFinding("10.1", "sirt", unintended, "activity/prescribed", "activity/delivered"),
    OpenFinding(
      "10.2", nil, #"\#(unintended),"activity":{"prescribed":"100","delivered":"50"}"#, "modality"),
    OpenFinding(
      "10.2", nil, #""activity":{"prescribed":"100","delivered":"50"}"#, "exposure", "modality"),
    OpenFinding(
      "10.1", "sirt", #"\#(unintended),"activity":{"prescribed":"0","delivered":"5"}"#,
      "activity/prescribed"),
  ]

  @Test(arguments: doses + imaging + therapy)
  func `an undetermined finding names what would settle it, and nothing else`(
    example: OpenFinding
  ) throws {
    let finding = try #require(
      try CriterionExample(example.code, "", example.modality, example.individual).finding)

    #expect(finding.result == .undetermined)
    #expect(finding.missing == example.missing)
  }

  @Test(arguments: [
    (
      "1", "ct", #""exposure":"accidental","ageAtExposure":17,"effectiveDose":{"total":"1"}"#,
      "1 mSv"
    ),
    (
      "1", "ct", #""exposure":"accidental","ageAtExposure":18,"effectiveDose":{"total":"3"}"#,
      "3 mSv"
    ),
    (
      "3", "cardiology",
      #""exposure":"unintended","procedureFailure":true,"tissueReaction":{"observed":"epilation"}"#,
      "Where there has been a procedural failure"
    ),
    (
      "3", "cardiology",
      #""exposure":"unintended","procedureFailure":false,"tissueReaction":{"observed":"epilation","anticipated":false}"#,
      "Procedures that do not have a procedural error"
    ),
    (
      "4.2c", "rt-verification-imaging",
      #""exposure":"unintended","verificationImages":{"patientsAffected":3}"#,
      "or the same MLC fault affects 3 or more patients"
    ),
    (
      "4.2c", "rt-verification-imaging",
      #""exposure":"unintended","verificationImages":{"cause":"software-failure"}"#,
      "When the number of additional imaging exposures"
    ),
    (
      "8.2", "external-beam",
      #""exposure":"unintended","geographicalMiss":{"extent":"total"}"#,
      "This excludes where the under-exposure"
    ),
    (
      "9.2", "external-beam",
      #""exposure":"unintended","geographicalMiss":{"extent":"partial","imagingActionLevel":"5"}"#,
      "A surrogate for the locally defined error margin"
    ),
    (
      "9.2", "external-beam",
      #""exposure":"unintended","geographicalMiss":{"extent":"partial","displacement":"5"}"#,
      "Where the miss exceeds 2.5 times"
    ),
    (
      "9.2", "external-beam",
      #""exposure":"unintended","geographicalMiss":{"extent":"partial","imagingActionLevel":"5","errorMargin":"5"}"#,
      "Where the miss exceeds 2.5 times"
    ),
  ])
  func `of two sentences a finding shows the one that speaks of its case`(
    code: String, modality: String, individual: String, quote: String
  ) throws {
    let finding = try #require(try CriterionExample(code, "", modality, individual).finding)

    #expect(finding.quote.hasPrefix(quote))
    #expect(finding.source == "S2" && !finding.section.isEmpty)
  }

  @Test func `a dose in another unit is left to the expert in words`() throws {
    let other = #""exposure":"unintended","effectiveDose":{"alternative":"DLP"}"#
    let finding = try #require(try CriterionExample("2.3", "", "ct", other).finding)
    let plain = try #require(try CriterionExample("2.3", "", "ct", unintended).finding)

    #expect(finding.reason.contains("another unit"))
    #expect(!plain.reason.contains("another unit"))
  }
}

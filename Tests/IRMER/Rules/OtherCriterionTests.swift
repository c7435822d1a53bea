import IRMER
import Testing

@Suite("Codes 5 to 7: the unborn, the breast-fed, the wrong radiopharmaceutical")
struct UnbornCriterionTests {
  @Test(
    arguments: [
      CriterionExample(
        "5", "met", "ct",
        #""exposure":"as-intended","foetalDose":"10","pregnancyKnownAtAuthorisation":false"#),
      CriterionExample(
        "5", "excluded", "ct",
        #""exposure":"as-intended","foetalDose":"9.999","pregnancyKnownAtAuthorisation":false"#),
      CriterionExample(
        "5", "excluded", "ct",
        #""exposure":"unintended","foetalDose":"50","pregnancyKnownAtAuthorisation":true"#),
      CriterionExample("5", "undetermined", "ct", #""exposure":"unintended","foetalDose":"10""#),
      CriterionExample("5", "excluded", "ct", #""exposure":"unintended","foetalDose":"9""#),
      CriterionExample(
        "5", "undetermined", "ct",
        #""exposure":"unintended","pregnancyKnownAtAuthorisation":false"#),
      CriterionExample("5", "undetermined", "ct", #""kind":"foetus","exposure":"unintended""#),
      CriterionExample("2.1", "not listed", "ct", #""kind":"foetus","exposure":"unintended""#),
      CriterionExample("5", "not listed", "ct", #""exposure":"unintended""#),
      CriterionExample(
        "5", "undetermined", "ct", #""foetalDose":"10","pregnancyKnownAtAuthorisation":false"#),
    ])
  func `“An unintended foetal exposure AND the resultant foetal dose is 10mGy or more”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "6", "met", "nm-diagnostic",
        #""exposure":"as-intended","procedureFailure":true,"infantDose":"1""#),
      CriterionExample(
        "6", "excluded", "nm-diagnostic",
        #""exposure":"as-intended","procedureFailure":true,"infantDose":"0.99""#),
      CriterionExample(
        "6", "excluded", "nm-diagnostic",
        #""exposure":"as-intended","procedureFailure":false,"infantDose":"5""#),
      CriterionExample(
        "6", "undetermined", "nm-therapy", #""exposure":"as-intended","infantDose":"5""#),
      CriterionExample(
        "6", "undetermined", nil, #""kind":"infant","exposure":"unintended""#),
      CriterionExample("6", "not listed", "ct", #""kind":"infant","exposure":"unintended""#),
    ])
  func `“A failure in procedure AND the resultant infant effective dose is 1 mSv or more”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "7", "met", "pet-ct", #""exposure":"unintended","incorrectRadiopharmaceutical":true"#),
      CriterionExample(
        "7", "met", nil, #""exposure":"accidental","incorrectRadiopharmaceutical":true"#),
      CriterionExample("7", "excluded", "sirt", #""exposure":"unintended""#),
      CriterionExample(
        "7", "not listed", "ct", #""exposure":"unintended","incorrectRadiopharmaceutical":true"#),
      CriterionExample(
        "7", "undetermined", "spect-ct", #""incorrectRadiopharmaceutical":true"#),
    ])
  func `“Any administration of the incorrect radiopharmaceutical to a patient, regardless of dose”`(
    example: CriterionExample
  ) throws { try example.expect() }
}

private func structures(_ list: String, _ more: String = "") -> String {
  #""exposure":"unintended","structures":["# + list + "]" + more
}

@Suite("Codes 8 to 10: therapy")
struct TherapyCriterionTests {
  static let fraction = #","fractions":[{"intended":"2","delivered":"2"}]"#

  private static func ptv(_ intended: String, _ delivered: String, _ more: String = fraction)
    -> String
  {
    #"{"role":"ptv","intended":"\#(intended)","delivered":"\#(delivered)"\#(more)}"#
  }

  @Test(
    arguments: [
      CriterionExample("8.1", "met", "external-beam", structures(ptv("50", "55"))),
      CriterionExample("8.1", "excluded", "external-beam", structures(ptv("50", "54.99"))),
      CriterionExample("8.1", "met", "external-beam", structures(ptv("3", "3.3"))),
      CriterionExample("8.1", "undetermined", "external-beam", structures(ptv("50", "54", ""))),
      CriterionExample(
        "8.1", "met", "external-beam",
        structures(ptv("50", "50", #","fractions":[{"intended":"2","delivered":"2.4"}]"#))),
      CriterionExample(
        "8.1", "excluded", "external-beam",
        structures(ptv("50", "50", #","fractions":[{"intended":"2","delivered":"2.39"}]"#))),
      CriterionExample(
        "8.1", "met", "brachytherapy",
        structures(ptv("50", "50") + #",{"role":"oar","intended":"0.1","delivered":"0.12"}"#)),
      CriterionExample("8.1", "undetermined", "superficial", #""exposure":"unintended""#),
      CriterionExample("8.1", "excluded", "external-beam", structures(ptv("0", "0"))),
      CriterionExample("8.1", "undetermined", "external-beam", structures(ptv("0", "1"))),
      CriterionExample("8.1", "met", "rt-planning-imaging", structures(ptv("50", "55"))),
      CriterionExample("8.1", "met", nil, structures(ptv("50", "55"))),
      CriterionExample("8.1", "not listed", "nm-therapy", structures(ptv("50", "55"))),
    ])
  func `“1.1 or more times (whole course) or 1.2 or more times (any fraction) the intended dose”`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample("8.2", "met", "external-beam", structures(ptv("50", "45"))),
      CriterionExample("8.2", "excluded", "external-beam", structures(ptv("50", "45.01"))),
      CriterionExample(
        "8.2", "undetermined", "external-beam",
        structures(#"{"role":"oar","intended":"50","delivered":"10"}"#)),
      CriterionExample(
        "8.2", "excluded", "external-beam",
        structures(ptv("50", "45"), #","geographicalMiss":{"extent":"partial"}"#)),
      CriterionExample(
        "8.2", "undetermined", "external-beam",
        structures(ptv("50", "45"), #","geographicalMiss":{"displacement":"3"}"#)),
      CriterionExample(
        "8.2", "met", "external-beam",
        structures(ptv("50", "45"), #","geographicalMiss":{"extent":"none"}"#)),
    ])
  func `“0.9 or less times the intended dose (whole course)”, not by a geographical miss`(
    example: CriterionExample
  ) throws { try example.expect() }

  @Test(
    arguments: [
      CriterionExample(
        "9.1", "met", "external-beam",
        #""exposure":"unintended","geographicalMiss":{"extent":"total"}"#),
      CriterionExample(
        "9.1", "excluded", "external-beam",
        #""exposure":"unintended","geographicalMiss":{"extent":"partial"}"#),
      CriterionExample("9.1", "excluded", "external-beam", #""exposure":"unintended""#),
      CriterionExample(
        "9.1", "undetermined", "external-beam",
        #""exposure":"unintended","geographicalMiss":{"displacement":"3"}"#),
    ])
  func `“All total geographical misses, even for a single fraction”`(
    example: CriterionExample
  ) throws { try example.expect() }

  private static func miss(_ members: String, _ delivered: String = "55") -> String {
    structures(
      ptv("50", delivered), #","geographicalMiss":{"extent":"partial",\#(members)}"#)
  }

  @Test(
    arguments: [
      CriterionExample(
        "9.2", "met", "external-beam", miss(#""displacement":"12.6","errorMargin":"5""#)),
      CriterionExample(
        "9.2", "excluded", "external-beam", miss(#""displacement":"12.5","errorMargin":"5""#)),
      CriterionExample(
        "9.2", "met", "external-beam", miss(#""displacement":"12.6","imagingActionLevel":"5""#)),
      CriterionExample(
        "9.2", "excluded", "external-beam",
        miss(#""displacement":"12.6","errorMargin":"6","imagingActionLevel":"1""#)),
      CriterionExample(
        "9.2", "excluded", "external-beam", miss(#""displacement":"20","errorMargin":"5""#, "50")),
      CriterionExample(
        "9.2", "met", "external-beam", miss(#""displacement":"20","errorMargin":"5""#, "45")),
      CriterionExample("9.2", "undetermined", "external-beam", miss(#""displacement":"20""#)),
      CriterionExample(
        "9.2", "undetermined", "external-beam",
        #""exposure":"unintended","geographicalMiss":{"extent":"partial","displacement":"20","errorMargin":"5"}"#
      ),
    ])
  func `“Exceeds 2.5 times the locally defined error margin AND the guideline dose factors”`(
    example: CriterionExample
  ) throws { try example.expect() }

  private static func given(_ prescribed: String, _ delivered: String) -> String {
    #""exposure":"unintended","activity":{"prescribed":"\#(prescribed)","delivered":"\#(delivered)"}"#
  }

  @Test(
    arguments: [
      CriterionExample("10.1", "excluded", "sirt", given("2", "1.6")),
      CriterionExample("10.1", "met", "sirt", given("2", "1.59999999")),
      CriterionExample("10.1", "excluded", "sirt", given("2", "2.4")),
      CriterionExample("10.1", "met", "sirt", given("2", "2.40000001")),
      CriterionExample("10.2", "excluded", "nm-therapy", given("3", "3.3")),
      CriterionExample("10.2", "met", "nm-therapy", given("3", "3.31")),
      CriterionExample("10.2", "excluded", "nm-therapy", given("3", "2.7")),
      CriterionExample("10.2", "met", "nm-therapy", given("3", "2.69")),
      CriterionExample("10.2", "not listed", "sirt", given("3", "2.69")),
      CriterionExample("10.1", "undetermined", nil, given("3", "1")),
      CriterionExample("10.2", "undetermined", nil, given("3", "1")),
      CriterionExample("10.1", "excluded", nil, given("3", "2.6")),
      CriterionExample("10.1", "undetermined", "sirt", given("0", "1")),
      CriterionExample("10.1", "excluded", "sirt", given("0", "0")),
      CriterionExample("10.1", "undetermined", "sirt", #""exposure":"accidental""#),
    ])
  func `“Outside +/- 20%” and “+/- 10% of the prescribed activity”, strictly`(
    example: CriterionExample
  ) throws { try example.expect() }
}

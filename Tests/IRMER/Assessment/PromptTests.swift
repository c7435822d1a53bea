import IRMER
import Testing

/// A prompt that appears in one case and not in its neighbour.
struct PromptExample: Sendable, CustomTestStringConvertible {
  let part: String
  let members: String
  let with: String
  let without: String

  var testDescription: String { part }

  /// - Parameters:
  ///   - members: Of the incident.
  ///   - with: The individual for whom the prompt appears.
  ///   - without: The neighbouring case for which it does not.
  init(_ part: String, _ members: String, with: String, without: String) {
    self.part = part
    self.members = members
    self.with = with
    self.without = without
  }

  static func prompts(_ members: String, _ individual: String) throws -> [String] {
    Edition.default.assess(try incident(members, individuals: individual)).prompts
  }
}

private let ct = #""modality":"ct","clinicallySignificant":"no""#
private let images = #""modality":"rt-verification-imaging""#
private let beam = #""modality":"external-beam""#
private let nuclear = #""modality":"nm-diagnostic""#
private let unintended = #""exposure":"unintended""#

private func verification(_ members: String) -> String {
  #"\#(unintended),"verificationImages":{\#(members)}"#
}

private func dose(_ intended: String, _ total: String, _ more: String = "") -> String {
  #"\#(unintended),"effectiveDose":{"intended":"\#(intended)","total":"\#(total)"}\#(more)"#
}

@Suite("Prompts")
struct PromptTests {
  static let ofImages = [
    PromptExample(
      "One more image in this fraction would make this 4.2a", images,
      with: verification(#""mostInOneFraction":2,"cause":"protocol-failure""#),
      without: verification(#""mostInOneFraction":1,"cause":"protocol-failure""#)),
    PromptExample(
      "One more image in this fraction would make this 4.2a", images,
      with: verification(#""mostInOneFraction":2"#),
      without: verification(#""mostInOneFraction":2,"cause":"hardware-failure""#)),
    PromptExample(
      "4.2a is a literal trigger", images,
      with: verification(#""mostInOneFraction":3,"cause":"set-up-error""#),
      without: verification(#""mostInOneFraction":3,"cause":"patient""#)),
    PromptExample(
      "One more image would make this 4.2b", images,
      with: verification(
        #""additionalOverCourse":2,"intendedOverCourse":5,"cause":"protocol-failure""#),
      without: verification(
        #""additionalOverCourse":1,"intendedOverCourse":5,"cause":"protocol-failure""#)),
    PromptExample(
      "One more image would make this 4.2b", images,
      with: verification(
        #""additionalOverCourse":4,"intendedOverCourse":10,"cause":"protocol-failure""#),
      without: verification(
        #""additionalOverCourse":5,"intendedOverCourse":10,"cause":"protocol-failure""#)),
    PromptExample(
      "One more image would make this 4.2c", images,
      with: verification(
        #""additionalOverCourse":2,"intendedOverCourse":5,"cause":"software-failure""#),
      without: verification(
        #""additionalOverCourse":2,"intendedOverCourse":5,"cause":"software-failure","thematic":false"#
      )
    ),
    PromptExample(
      "one more would make this 4.2c", images,
      with: verification(#""patientsAffected":2,"cause":"hardware-failure""#),
      without: verification(#""patientsAffected":3,"cause":"hardware-failure""#)),
    PromptExample(
      "Is the failure thematic", images,
      with: verification(#""cause":"hardware-failure""#),
      without: verification(#""cause":"hardware-failure","thematic":true"#)),
    PromptExample(
      "“repeated human factor error”", images,
      with: verification(#""cause":"protocol-failure","thematic":true"#),
      without: verification(#""cause":"protocol-failure","thematic":false"#)),
    PromptExample(
      "2 patients were affected and 1 is listed", images,
      with: verification(#""patientsAffected":2"#), without: verification(#""patientsAffected":1"#)
    ),
    PromptExample(
      "One more planning scan would make this 4.1", #""modality":"rt-planning-imaging""#,
      with: #""exposure":"unintended","planningScans":2"#,
      without: #""exposure":"unintended","planningScans":3"#),
  ]

  static let ofDoses = [
    PromptExample("How old", ct, with: dose("0.1", "1"), without: dose("0.1", "0.99")),
    PromptExample("How old", ct, with: dose("0.1", "2.99"), without: dose("0.1", "3")),
    PromptExample(
      "How old", ct, with: dose("0.1", "2"),
      without: dose("0.1", "2", #","ageAtExposure":54"#)),
    PromptExample(
      "How old", ct,
      with: #""exposure":"accidental","effectiveDose":{"total":"2"}"#,
      without: #""exposure":"as-intended","effectiveDose":{"total":"2"}"#),
    PromptExample("below the intended dose", ct, with: dose("2", "1.9"), without: dose("2", "2")),
    PromptExample(
      "below 0.3 mSv intended a child's limit", ct,
      with: dose("0.3", "1", #","ageAtExposure":17"#),
      without: dose("0.3", "1", #","ageAtExposure":18"#)),
    PromptExample(
      "2.1/2.2 boundary: same result", ct,
      with: dose("0.30", "1", #","ageAtExposure":18"#), without: dose("0.31", "1")),
    PromptExample("2.2/2.3 boundary", ct, with: dose("2.5", "3"), without: dose("2.51", "3")),
    PromptExample("2.3/2.4 boundary", ct, with: dose("10", "11"), without: dose("9.9", "11")),
    PromptExample(
      "professional guidance asks", #""modality":"ct""#,
      with: dose("1", "20"), without: dose("1", "19.9")),
    PromptExample(
      "known only in another unit", ct,
      with: #""exposure":"unintended","effectiveDose":{"alternative":"DLP 900 mGy cm"}"#,
      without: dose("1", "2", #","x":1"#)),
    PromptExample(
      "The effective dose: kept in the record, but ignored", beam, with: dose("1", "2"),
      without: #""exposure":"accidental","effectiveDose":{"intended":"1","total":"2"}"#),
  ]

  static let ofOthers = [
    PromptExample(
      "V3: “You may submit a voluntary notification", #""modality":"cardiology""#,
      with: #""exposure":"unintended","procedureFailure":false"#,
      without: #""exposure":"unintended","procedureFailure":true"#),
    PromptExample(
      "V3: “You may submit a voluntary notification", #""modality":"cardiology""#,
      with:
        #""exposure":"as-intended","procedureFailure":false,"tissueReaction":{"observed":"transient-erythema"}"#,
      without:
        #""exposure":"as-intended","procedureFailure":false,"tissueReaction":{"observed":"erythema"}"#
    ),
    PromptExample(
      "Transient erythema alone", #""modality":"cardiology""#,
      with: #""exposure":"unintended","tissueReaction":{"observed":"transient-erythema"}"#,
      without: #""exposure":"unintended","tissueReaction":{"observed":"none"}"#),
    PromptExample(
      "Was the pregnancy known", ct, with: #""exposure":"as-intended","foetalDose":"10""#,
      without: #""exposure":"as-intended","foetalDose":"9.9""#),
    PromptExample(
      "whether the foetal dose was expected", ct,
      with: #""exposure":"as-intended","foetalDose":"10","pregnancyKnownAtAuthorisation":true"#,
      without: #""exposure":"as-intended","foetalDose":"10","pregnancyKnownAtAuthorisation":false"#
    ),
    PromptExample(
      "consider 7 beside 1", nuclear, with: #""exposure":"accidental""#,
      without: #""exposure":"unintended""#),
    PromptExample(
      "consider 7 beside 1", nuclear, with: #""exposure":"accidental""#,
      without: #""exposure":"accidental","incorrectRadiopharmaceutical":true"#),
    PromptExample(
      "imaging action level was used", beam,
      with:
        #""exposure":"unintended","geographicalMiss":{"extent":"partial","imagingActionLevel":"5"}"#,
      without:
        #""exposure":"unintended","geographicalMiss":{"extent":"partial","imagingActionLevel":"5","errorMargin":"3"}"#
    ),
    PromptExample(
      "Low absolute dose", beam,
      with:
        #""exposure":"unintended","structures":[{"role":"oar","intended":"0.9","delivered":"0.91"}]"#,
      without:
        #""exposure":"unintended","structures":[{"role":"oar","intended":"1","delivered":"1.2"}]"#),
    PromptExample(
      "Low absolute dose", beam,
      with:
        #""exposure":"unintended","structures":[{"role":"oar","intended":"0.9","delivered":"0.91"}]"#,
      without:
        #""exposure":"unintended","structures":[{"role":"oar","intended":"0.9","delivered":"0.9"}]"#
    ),
    PromptExample(
      "The activity: kept in the record, but ignored", nuclear,
      with: #""exposure":"unintended","activity":{"prescribed":"1"}"#,
      without: #""exposure":"unintended""#),
    PromptExample(
      "The infant dose: kept in the record, but ignored", nuclear,
      with: #""kind":"foetus","infantDose":"1""#,
      without: #""kind":"infant","infantDose":"1""#),
    PromptExample(
      "The tissue reaction: kept in the record, but ignored", #""modality":"cardiology""#,
      with: #""kind":"foetus","tissueReaction":{"observed":"erythema"}"#,
      without: #""exposure":"unintended","tissueReaction":{"observed":"erythema"}"#),
    PromptExample(
      "The doses of the structures: kept in the record, but ignored", ct,
      with: #""exposure":"unintended","structures":[{"role":"ptv"}]"#,
      without: #""exposure":"unintended","tissueReaction":{}"#),
    PromptExample(
      "accidental, unintended, as intended or a near miss", ct, with: #""ageAtExposure":54"#,
      without: #""exposure":"near-miss""#),
    PromptExample(
      "Which modality", #""clinicallySignificant":"no""#, with: #""exposure":"accidental""#,
      without: #""exposure":"near-miss""#),
    PromptExample(
      "(V2.2) may be submitted", ct, with: dose("1", "2", #","ageAtExposure":54"#),
      without: dose("1", "10", #","ageAtExposure":54"#)),
    PromptExample(
      "(V8.1) may be submitted", beam + #","clinicallySignificant":"no""#,
      with:
        #""exposure":"near-miss","structures":[{"role":"ptv","intended":"60","delivered":"63"}]"#,
      without: #""exposure":"near-miss""#),
    PromptExample(
      "“Not notifiable” needs a named person", ct, with: dose("1", "2"),
      without: #""exposure":"unintended""#),
    PromptExample(
      "Was the worker or member of the public exposed?", ct, with: #""kind":"public""#,
      without: #""kind":"public","exposure":"near-miss""#),
  ]

  @Test(arguments: ofImages + ofDoses + ofOthers)
  func `a prompt asks where its question is open, and not beside it`(
    example: PromptExample
  ) throws {
    let with = try PromptExample.prompts(example.members, example.with)
    let without = try PromptExample.prompts(example.members, example.without)

    #expect(with.filter { $0.contains(example.part) }.count == 1)
    #expect(without.filter { $0.contains(example.part) } == [])
  }

  @Test(arguments: [
    (#""theme":{"confirmed":true}"#, "When was the theme identified"),
    (#""theme":{"identifiedOn":"2026-02-01"}"#, "has a person confirmed it"),
    (#""licence":{"breach":true}"#, "tell the ARSAC Support Unit"),
    (#""equipmentFailure":{"directCause":true}"#, "consider a device report to MHRA"),
    (#""clinicallySignificant":"yes""#, "the duty of candour applies"),
    (#""clinicallySignificant":"undecided""#, "The question is open"),
  ])
  func `a prompt speaks of the incident only where a fact calls for it`(
    member: String, part: String
  ) throws {
    let person = #""exposure":"near-miss""#
    let with = try PromptExample.prompts(member, person)
    let without = try PromptExample.prompts(#""x":null,"modality":"ct""#, #""kind":"carer""#)
    let other = part.hasPrefix("The question") ? [] : without

    #expect(with.contains { $0.contains(part) })
    #expect(!other.contains { $0.contains(part) })
  }

  @Test func `individuals are named by number, and a fault on two listed ones asks of a theme`()
    throws
  {
    let fault = verification(#""cause":"hardware-failure","thematic":false"#)
    let prompts = Edition.default.assess(
      try incident(images, individuals: fault, fault, #""exposure":"unintended""#)
    ).prompts

    #expect(prompts.contains { $0.hasPrefix("Individual 1: The same fault on 2 patients") })
    #expect(prompts.contains { $0.hasPrefix("Individual 2: The same fault on 2 patients") })
    #expect(!prompts.contains { $0.hasPrefix("Individual 3: The same fault") })
  }
}

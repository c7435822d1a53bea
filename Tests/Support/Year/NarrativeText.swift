/// How people describe what happened: what it was, then a few sentences, seldom the same twice.
struct NarrativeText {
  let what: String

  func told(using random: inout SeededGenerator) -> String {
    var sentences = [what]
    let kinds = Self.kinds.shuffled(using: &random).prefix(random.number(2...5))
    for kind in kinds { sentences.append(sentence(kind, using: &random)) }
    return sentences.joined(separator: " ")
  }

  private func sentence(_ slots: [[String]], using random: inout SeededGenerator) -> String {
    let words = slots.map { random.one(of: $0) }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst() + "."
  }

  private static let who = [
    "the radiographer", "the operator", "a student under supervision", "the referrer",
    "the ward", "the porter", "the assistant", "the lead radiographer", "a locum", "the clinic",
    "the reporting room", "the booking office", "the night team", "the nurse in charge",
    "the consultant", "the emergency department",
  ]

  private static let when = [
    "in the morning", "at the change of shift", "after lunch", "late in the evening", "at night",
    "on a bank holiday", "while two rooms were run by one person", "before the clinic began",
    "during an emergency", "at the end of a long list", "while the system was being updated",
    "on the first day of a new rota", "between two ward rounds", "shortly after the handover",
    "when the second room was closed", "while the telephone rang",
  ]

  private static let did = [
    "was interrupted", "had been called away", "was covering for a colleague",
    "had not worked here before", "took the next form from the pile", "chose the wrong line",
    "read the label of another request", "relied on the list", "was told by telephone",
    "did not see the alert", "had two requests open", "repeated the check", "stopped at once",
    "was waiting for the interpreter", "thought that somebody else had asked",
    "followed an old protocol",
  ]

  private static let examination = [
    "chest", "abdomen", "pelvis", "left knee", "right knee", "lumbar spine", "cervical spine",
    "head", "right shoulder", "left hand", "whole body", "bone", "thorax and abdomen", "dental",
    "both hips", "left ankle",
  ]

  private static let showed = [
    "the image showed the wrong side", "the previous images did not match",
    "the request had been cancelled", "a second request was found",
    "the name on the wristband was another", "the console gave a higher dose than usual",
    "the detector gave no signal", "the report had already been written",
    "the field was larger than intended", "the contrast had run beside the vein",
    "the worklist had two entries", "the patient asked why it was done again",
    "the couch had not moved", "the exposure ended early", "the protocol was that of adults",
    "the plan was of the week before",
  ]

  private static let done = [
    "the patient was told and an apology was given", "the referrer was told by telephone",
    "the examination was repeated", "nothing more was exposed", "the room was closed for the day",
    "an engineer was called", "the physicist was asked for the dose",
    "the request was cancelled in the system", "the images were marked",
    "the team talked about it at the end of the list", "the check was done anew",
    "the treatment went on after the review", "the patient went back to the ward",
    "a new appointment was made", "the manufacturer was told", "the log of the console was kept",
  ]

  private static let kinds: [[[String]]] = [
    [who, did, when],
    [
      ["the request was for the", "the form said the", "what had been asked for was the"],
      examination, ["and came from", "as written by", "and had been changed by"], who,
    ],
    [["it was noticed when", "afterwards", "before the next patient,", "on the review"], showed],
    [who, ["said that", "saw that", "reported that", "wrote that"], showed],
    [done],
    [["then", "after that", "in the end", "the same day"], done, ["and later"], done],
    [
      ["there were", "on that day there were", "the list had", "the clinic had"],
      (7...38).map(String.init), ["patients and"], (2...5).map(String.init),
      ["people on duty", "rooms open", "staff, one of them new", "operators"],
    ],
  ]
}

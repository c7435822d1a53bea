// A later table, of which an undated copy shows only two changes.

extension Edition {
  static let draft = Edition(
    id: "saue-draft",
    title: "Later table of criteria, undated copy (draft)",
    inForceFrom: nil, status: .draft,
    note: """
      Holds only the two changes that the copy shows (codes 3 and 4.2a); the rows after 4.2a are \
      those of 19 April 2023. No incident is judged by it, unless somebody asks `assess` for it by name, \
      until its date and whole text are known.
      """,
    criteria: april2023.criteria.map { criterion in
      switch criterion.code {
      case .code3: .tissueReactionDraft
      case .code4_2a: .imagesInOneFractionDraft
      default: criterion
      }
    })
}

extension Criterion {
  private static let draftSource = "CQC table of criteria, later undated copy"

  static let tissueReactionDraft = Criterion(
    .code3, "Interventional/cardiology",
    quotes: ["any unintended exposure resulting in observable tissue reactions"],
    source: draftSource,
    test: "exposed by mistake, and a reaction beyond transient erythema",
    boundary: "transient erythema is undetermined: the text seen does not name it"
  ) { subject in
    if subject.individual.exposure == .asIntended {
      return .excluded("the exposure was as intended")
    }
    guard let observed = subject.individual.tissueReaction?.observed, observed != .none else {
      return noReaction(subject)
    }
    if observed == .transientErythema {
      return .undetermined(
        "transient erythema is not named in this edition's known text", missing: [])
    }
    return .met("\(observed.rawValue) observed after an unintended exposure")
  }

  static let imagesInOneFractionDraft = imagesInOneFraction(
    causes: [.setUpError, .protocolFailure, .hardwareFailure, .softwareFailure],
    quotes: ["set-up error and/or hardware or software failure"], source: draftSource,
    test: """
      images in one fraction ≥ 3, the intended one included, and set-up error, protocol, hardware or \
      software failure
      """)
}

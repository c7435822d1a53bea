// Codes 5 to 7: the unborn, the breast-fed, and the wrong radiopharmaceutical.

extension Criterion {
  /// Code 5: a foetal dose of 10 mGy or more that was not knowingly authorised.
  static let foetal = Criterion(
    .code5, "Foetal, all modalities",
    quotes: [
      "Where there is an unintended foetal exposure AND the resultant foetal dose is 10mGy or more."
    ],
    test: "foetal dose ≥ 10 mGy, and the pregnancy not known when the exposure was authorised",
    boundary: "10 is met (the table's “or more”); no procedural failure is needed"
  ) { subject in
    foetal(subject, limit: Quantity(10), failure: .yes)
  }

  /// Code 5 at an edition's limit, with a procedure failure where the edition requires one.
  static func foetal(_ subject: Subject, limit: Quantity, failure: TriState) -> Judgement {
    let known = subject.individual.pregnancyKnownAtAuthorisation
    if known == true {
      return .excluded("the pregnancy was known and the exposure authorised knowing it")
    }
    if failure == .no { return .excluded("procedures were followed") }
    var missing: [String] = []
    if known == nil { missing.append("pregnancyKnownAtAuthorisation") }
    if failure == .open { missing.append("procedureFailure") }
    guard let dose = subject.individual.foetalDose else {
      return .undetermined("the foetal dose is not known", missing: ["foetalDose"] + missing)
    }
    let margin = "\(dose.distance(to: limit)) mGy"
    if dose < limit { return .excluded("\(dose) mGy < \(limit) mGy", margin: margin) }
    let reason = "foetal dose \(dose) mGy ≥ \(limit) mGy"
    return missing.isEmpty
      ? .met(reason, margin: margin) : .undetermined(reason, missing: missing)
  }

  /// Code 6: a breast-fed infant, a failure in procedure and 1 mSv or more.
  static let infant = Criterion(
    .code6, "Breast feeding infant, nuclear medicine only",
    quotes: [
      """
      Where there has been a failure in procedure AND the resultant infant effective dose is \
      1 mSv or more.
      """
    ],
    test: "procedure failure, and infant dose ≥ 1 mSv", boundary: "1 is met; both limbs are needed"
  ) { subject in
    let limit = Quantity(1)
    let failure = subject.individual.procedureFailure
    if failure == false { return .excluded("no failure in procedure") }
    var missing = failure == nil ? ["procedureFailure"] : []
    guard let dose = subject.individual.infantDose else {
      missing.insert("infantDose", at: 0)
      return .undetermined("the infant's dose is not known", missing: missing)
    }
    let margin = "\(dose.distance(to: limit)) mSv"
    if dose < limit { return .excluded("infant dose \(dose) mSv < 1 mSv", margin: margin) }
    let reason = "infant dose \(dose) mSv ≥ 1 mSv"
    return missing.isEmpty
      ? .met("\(reason), after a failure in procedure", margin: margin)
      : .undetermined(reason, missing: missing)
  }

  /// Code 7: the incorrect radiopharmaceutical, at any dose.
  static let radiopharmaceutical = Criterion(
    .code7, "Incorrect radiopharmaceutical",
    quotes: [
      """
      Any administration of the incorrect radiopharmaceutical to a patient, regardless of dose.
      """
    ],
    test: "incorrect radiopharmaceutical given", boundary: "none: any dose"
  ) { subject in
    if subject.individual.incorrectRadiopharmaceutical == nil,
      subject.individual.related?.isProductOpen == true
    {
      return .undetermined(
        "whether the incorrect radiopharmaceutical was given is not known",
        missing: ["incorrectRadiopharmaceutical"])
    }
    return subject.individual.incorrectRadiopharmaceutical == true
      ? .met("the incorrect radiopharmaceutical was given: notifiable whatever the dose")
      : .excluded("no incorrect radiopharmaceutical was given")
  }
}

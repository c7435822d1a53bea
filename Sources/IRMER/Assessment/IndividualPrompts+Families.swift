// Questions about images, therapy, interventional procedures, the unborn and radiopharmaceuticals.

extension IndividualPrompts {
  private func isJudged(_ family: Family) -> Bool {
    family.applies(to: individual, in: facts)
  }

  func families(_ prompts: inout [String]) {
    images(&prompts)
    therapy(&prompts)
    interventional(&prompts)
    foetal(&prompts)
    radiopharmaceutical(&prompts)
  }

  // MARK: Images

  private func images(_ prompts: inout [String]) {
    if let scans = individual.planningScans,
      isWithinReach(.code4_1, after: { $0.planningScans = scans + 1 })
    {
      prompts.append("\(name)One more planning scan would make this 4.1.")
    }
    guard let images = individual.verificationImages, isJudged(.verification) else { return }
    inOneFraction(images, &prompts)
    overTheCourse(images, &prompts)
    theme(images, &prompts)
  }

  /// “Including the intended image, 3 images in total” (SAUE guidance).
  private func inOneFraction(_ images: VerificationImages, _ prompts: inout [String]) {
    guard let most = images.mostInOneFraction else { return }
    if isWithinReach(
      .code4_2a, after: { $0.verificationImages?.mostInOneFraction = most + 1 })
    {
      prompts.append("\(name)One more image in this fraction would make this 4.2a.")
    } else if result(of: .code4_2a) != .excluded {
      prompts.append(
        "\(name)4.2a is a literal trigger: if the protocol intends more than one image, ask the "
          + "medical physics expert.")
    }
  }

  private func overTheCourse(_ images: VerificationImages, _ prompts: inout [String]) {
    guard let additional = images.additionalOverCourse else { return }
    for code in [NotificationCode.code4_2b, .code4_2c] {
      let isNext = isWithinReach(
        code, after: { $0.verificationImages?.additionalOverCourse = additional + 1 })
      if isNext { prompts.append("\(name)One more image would make this \(code.rawValue).") }
    }
  }

  /// “However, we rely on employers to use professional judgement to identify themes.” (SAUE guidance)
  private func theme(_ images: VerificationImages, _ prompts: inout [String]) {
    guard let cause = images.cause else { return }
    if cause == .protocolFailure, images.thematic == true {
      prompts.append(
        "\(name)A “repeated human factor error” can be a theme: has a person confirmed it?")
    }
    guard cause.isEquipment else { return }
    if images.thematic == nil {
      prompts.append("\(name)Is the failure thematic? A person judges that.")
    }
    let affected = max(images.patientsAffected ?? 0, CauseCounts(facts.individuals)[cause])
    guard affected == 2 else { return }
    let isNext = isWithinReach(
      .code4_2c, after: { $0.verificationImages?.patientsAffected = affected + 1 })
    prompts.append(
      "\(name)The same fault on 2 patients: \(isNext ? "one more would make this 4.2c; " : "")"
        + "is it a theme (M)?")
  }

  // MARK: Therapy

  private func therapy(_ prompts: inout [String]) {
    if isJudged(.deliveredDose), individual.structures.contains(where: isLowAbsoluteDose) {
      prompts.append(
        "\(name)Low absolute dose to an organ at risk: the medical physics expert comments.")
    }
    if isJudged(.geographicalMiss), let miss = individual.geographicalMiss,
      miss.extent == .partial, miss.errorMargin == nil, miss.imagingActionLevel != nil
    {
      prompts.append(
        "\(name)No error margin is recorded, so the imaging action level was used. That is a local "
          + "choice: record it.")
    }
  }

  /// The factor is applied literally, however little was intended.
  private func isLowAbsoluteDose(_ structure: Structure) -> Bool {
    guard structure.role == .oar, let intended = structure.intended,
      let delivered = structure.delivered
    else { return false }
    return intended < Quantity(1) && delivered > intended
  }

  // MARK: Codes 3, 5 and 7

  private func interventional(_ prompts: inout [String]) {
    guard isJudged(.interventional) else { return }
    if individual.procedureFailure == true, individual.tissueReaction?.observed == nil {
      prompts.append(
        "\(name)A procedural failure in an interventional procedure: was a tissue reaction seen? "
          + "None is recorded, and code 3 turns on it.")
    }
    if individual.tissueReaction?.observed == .transientErythema {
      prompts.append(
        "\(name)Transient erythema alone is not code 3, but it may develop: record it and follow "
          + "it up.")
    }
    if isVoluntaryForLearning {
      prompts.append(
        "\(name)V3: “You may submit a voluntary notification when there is no procedural failure "
          + "if doing so will lead to wider learning. This is at the discretion of employers.”")
    }
  }

  /// Neither a procedural failure nor an effect: a case that the SAUE guidance leaves to the employer (R037).
  private var isVoluntaryForLearning: Bool {
    individual.procedureFailure == false
      && individual.tissueReaction?.isBeyondTransientErythema != true
  }

  private func foetal(_ prompts: inout [String]) {
    guard isJudged(.foetal), individual.foetalDose != nil else { return }
    let isAtLimit =
      result(of: .code5, after: { $0.pregnancyKnownAtAuthorisation = false }) != .excluded
    guard isAtLimit else { return }
    switch individual.pregnancyKnownAtAuthorisation {
    case true?:
      prompts.append(
        "\(name)The pregnancy was known: the expert judges whether the foetal dose was expected.")
    case nil:
      prompts.append(
        "\(name)Was the pregnancy known when the exposure was authorised?")
    case false?: break
    }
  }

  /// For the wrong patient, the right product is an incorrect one.
  private func radiopharmaceutical(_ prompts: inout [String]) {
    guard isJudged(.radiopharmaceutical), individual.exposure == .accidental,
      individual.incorrectRadiopharmaceutical != true
    else { return }
    prompts.append(
      "\(name)Was a radiopharmaceutical given to the wrong patient? For this patient it is the "
        + "incorrect one: consider 7 beside 1.")
  }
}

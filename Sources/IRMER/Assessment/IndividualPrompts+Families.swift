// What to consider of images, therapy, interventional procedures, the unborn and radiopharmaceuticals.

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
    if individual.planningScans == 2, isJudged(.planning) {
      prompts.append("\(name)One more planning scan would make this 4.1.")
    }
    guard let images = individual.verificationImages, isJudged(.verification) else { return }
    inOneFraction(images, &prompts)
    overTheCourse(images, &prompts)
    theme(images, &prompts)
  }

  /// “Including the intended image, 3 images in total” (S2, A-13).
  private func inOneFraction(_ images: VerificationImages, _ prompts: inout [String]) {
    switch images.cause {
    case .setUpError, .protocolFailure, nil: break
    default: return
    }
    guard let most = images.mostInOneFraction else { return }
    if most == 2 {
      prompts.append("\(name)One more image in this fraction would make this 4.2a.")
    } else if most >= 3 {
      prompts.append(
        "\(name)4.2a is a literal trigger: if the protocol intends more than one image, ask the "
          + "medical physics expert.")
    }
  }

  private func overTheCourse(_ images: VerificationImages, _ prompts: inout [String]) {
    guard let additional = images.additionalOverCourse, let intended = images.intendedOverCourse,
      intended > 0, additional * 2 < intended, (additional + 1) * 2 >= intended
    else { return }
    switch images.cause {
    case .protocolFailure, nil:
      prompts.append("\(name)One more image would make this 4.2b.")
    case .hardwareFailure where images.thematic != false,
      .softwareFailure where images.thematic != false:
      prompts.append("\(name)One more image would make this 4.2c.")
    default: break
    }
  }

  /// “However, we rely on employers to use professional judgement to identify themes.” (S2)
  private func theme(_ images: VerificationImages, _ prompts: inout [String]) {
    guard let cause = images.cause else { return }
    if cause == .protocolFailure, images.thematic == true {
      prompts.append(
        "\(name)A “repeated human factor error” can be a theme (A-16): has a person confirmed it?")
    }
    guard cause.isEquipment else { return }
    if images.thematic == nil {
      prompts.append("\(name)Is the failure thematic? A person judges that.")
    }
    let listed = CauseCounts(facts.individuals)[cause]
    if max(images.patientsAffected ?? 0, listed) == 2 {
      prompts.append(
        "\(name)The same fault on 2 patients: one more would make this 4.2c; is it a theme (M)?")
    }
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
        "\(name)The imaging action level stands in for the error margin: a local choice (A-22); "
          + "record it.")
    }
  }

  /// the factor is applied literally, however little was intended.
  private func isLowAbsoluteDose(_ structure: Structure) -> Bool {
    guard structure.role == .oar, let intended = structure.intended,
      let delivered = structure.delivered
    else { return false }
    return intended < Quantity(1) && delivered > intended
  }

  // MARK: Codes 3, 5 and 7

  private func interventional(_ prompts: inout [String]) {
    guard isJudged(.interventional) else { return }
    if individual.tissueReaction?.observed == .transientErythema {
      prompts.append(
        "\(name)Transient erythema alone is not code 3, but it may develop: record it and follow "
          + "it up (A-11).")
    }
    if isVoluntaryForLearning {
      prompts.append(
        "\(name)V3: “You may submit a voluntary notification when there is no procedural failure "
          + "if doing so will lead to wider learning. This is at the discretion of employers.”")
    }
  }

  /// Neither a procedural failure nor an effect: what S2 leaves to the employer (R037).
  private var isVoluntaryForLearning: Bool {
    individual.procedureFailure == false
      && individual.tissueReaction?.isBeyondTransientErythema != true
  }

  private func foetal(_ prompts: inout [String]) {
    guard isJudged(.foetal), let dose = individual.foetalDose, dose >= Quantity(10) else { return }
    switch individual.pregnancyKnownAtAuthorisation {
    case true?:
      prompts.append(
        "\(name)The pregnancy was known: the expert judges whether the foetal dose was expected.")
    case nil:
      prompts.append(
        "\(name)Was the pregnancy known when the exposure was authorised? (A-18)")
    case false?: break
    }
  }

  /// for the wrong patient the right product is an incorrect one.
  private func radiopharmaceutical(_ prompts: inout [String]) {
    guard isJudged(.radiopharmaceutical), individual.exposure == .accidental,
      individual.incorrectRadiopharmaceutical != true
    else { return }
    prompts.append(
      "\(name)Was a radiopharmaceutical given to the wrong patient? For this patient it is the "
        + "incorrect one: consider 7 beside 1 (A-19).")
  }
}

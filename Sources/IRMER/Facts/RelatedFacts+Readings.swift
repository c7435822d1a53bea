// Images, displacements, and facts that can be read in two ways.

extension Individual {
  // MARK: Radiotherapy

  mutating func takeImages(
    _ fields: RelatedFields.Radiotherapy, _ path: FactsReader.Path, _ related: inout RelatedFacts,
    _ contradictions: inout Contradictions
  ) throws(FactsError) {
    var images = verificationImages ?? VerificationImages()
    if fields.oneOff == true {
      if images.thematic == true {
        try contradictions.note(
          path + "verificationImages/thematic", path + "radiotherapy/oneOff", "both are true")
        images.thematic = nil
      } else {
        images.thematic = false
      }
    }
    let acquired = fields.acquiredImagesPerFraction
    if let most = acquired.max() {
      let isEveryOne = acquired.count == fields.fractions
      if let given = images.mostInOneFraction, given < most || isEveryOne && given > most {
        try contradictions.note(
          path + "verificationImages/mostInOneFraction",
          path + "radiotherapy/acquiredImagesPerFraction",
          given < most ? "one fraction has more" : "no fraction has so many")
        images.mostInOneFraction = nil
      } else {
        images.mostInOneFraction = images.mostInOneFraction ?? most
      }
      try takeCourse(fields, path, &images, &contradictions)
    }
    guard images != verificationImages ?? VerificationImages() else { return }
    // A fault that was "one-off" is not by itself a fact about images.
    if verificationImages == nil, acquired.isEmpty { return }
    verificationImages = images
  }

  /// The images over the course: settled where every fraction's are listed.
  ///
  /// An image that was left out in one fraction may or may not be set against an additional one in
  /// another: both counts of the additional images agree with the list.
  private func takeCourse(
    _ fields: RelatedFields.Radiotherapy, _ path: FactsReader.Path,
    _ images: inout VerificationImages, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    let acquired = fields.acquiredImagesPerFraction
    let isEveryOne = acquired.count == fields.fractions
    let total = acquired.reduce(0, +)
    var intended = images.intendedOverCourse
    var most = isEveryOne ? total : Int.max
    let planned = isEveryOne ? fields.plannedImagesPerFraction : nil
    if let planned {
      let (product, isTooMany) = planned.multipliedReportingOverflow(by: acquired.count)
      guard !isTooMany, product <= FactsReader.countMax else { return }
      if let given = intended, given != product {
        try contradictions.note(
          path + "verificationImages/intendedOverCourse",
          path + "radiotherapy/plannedImagesPerFraction", "the fractions have another sum")
        images.intendedOverCourse = nil
      } else {
        images.intendedOverCourse = product
      }
      intended = product
      most = acquired.reduce(0) { $0 + max(0, $1 - planned) }
    }
    let least = intended.map { max(0, total - $0) } ?? 0
    if let given = images.additionalOverCourse, given < least || given > most {
      try contradictions.note(
        path + "verificationImages/additionalOverCourse",
        path + "radiotherapy/acquiredImagesPerFraction",
        given < least ? "the fractions have more" : "the fractions have fewer")
      images.additionalOverCourse = nil
    } else if planned != nil {
      images.additionalOverCourse = images.additionalOverCourse ?? most
    }
  }

  mutating func takeDisplacement(
    _ fields: RelatedFields.Radiotherapy, _ path: FactsReader.Path, _ related: inout RelatedFacts,
    _ contradictions: inout Contradictions
  ) throws(FactsError) {
    var length = fields.displacement
    if let given = length, !fields.hasParts(of: given) {
      try contradictions.note(
        path + "radiotherapy/displacement/vector", path + "radiotherapy/displacement",
        "x, y and z give another length")
      length = nil
    }
    guard var miss = geographicalMiss else {
      // Of a length and parts that contradict each other one is not zero.
      let isDisplaced =
        length.map { !$0.isZero } ?? (fields.isDisplacedAlongAxis || fields.displacement != nil)
      guard isDisplaced else { return }
      var open = GeographicalMiss()
      open.displacement = length
      related.readings.append(.miss(if: "the displacement recorded is a geographical miss"))
      related.openMiss = open
      return
    }
    if let given = miss.displacement, !fields.hasParts(of: given) {
      try contradictions.note(
        path + "geographicalMiss/displacement", path + "radiotherapy/displacement",
        "x, y and z give another length")
      miss.displacement = nil
    } else if let given = miss.displacement, let length, given != length {
      try contradictions.note(
        path + "geographicalMiss/displacement", path + "radiotherapy/displacement/vector",
        "they differ")
      miss.displacement = nil
    } else {
      miss.displacement = length ?? miss.displacement
    }
    geographicalMiss = miss
  }

  // MARK: Facts that can be read in two ways

  mutating func takeReadings(_ fields: RelatedFields, _ related: inout RelatedFacts) {
    let kinds = fields.differenceKinds
    if let reading = otherExposure(fields) {
      related.readings.append(reading)
    }
    if !kinds.isDisjoint(with: ["laterality", "anatomy"]), geographicalMiss?.extent != .total {
      related.readings.append(.miss(if: "the wrong side or place was treated"))
    }
    if kinds.contains("radiopharmaceutical"), incorrectRadiopharmaceutical != true {
      related.readings.append(
        RelatedFacts.Reading(
          change: .incorrectRadiopharmaceutical, missing: "incorrectRadiopharmaceutical",
          condition: "if the radiopharmaceutical that differed was the incorrect one"))
      if incorrectRadiopharmaceutical == nil { related.isProductOpen = true }
    }
  }

  /// Accidental is never less severe than unintended: every limit of code 2 is at or above code
  /// 1's.
  private func otherExposure(_ fields: RelatedFields) -> RelatedFacts.Reading? {
    let wasIntended = fields.exposureIntendedOnThisOccasion
    let kinds = fields.differenceKinds
    let isAnother = !kinds.isDisjoint(with: ["patient", "duplicate", "timing"])
    switch exposure {
    case .unintended where wasIntended == false,
      .unintended where wasIntended == nil && isAnother:
      return .exposure(
        .accidental, if: "if no exposure of this individual was intended on this occasion")
    case .asIntended where wasIntended == false:
      return .exposure(
        .accidental, if: "if no exposure of this individual was intended on this occasion")
    case .asIntended where !kinds.isEmpty:
      let isAccident = isAnother && wasIntended != true
      return .exposure(
        isAccident ? .accidental : .unintended, if: "if the exposure differed as recorded")
    default:
      return nil
    }
  }

  // MARK: Prompts

  mutating func takePrompts(_ fields: RelatedFields, _ related: inout RelatedFacts) {
    if fields.nuclearMedicine.extravasation == true {
      related.prompts.append(
        activity?.delivered != nil
          ? "Extravasation is recorded beside a delivered activity: how much reached its target?"
          : "Extravasation is recorded: follow up the site for a tissue reaction.")
    }
    if !fields.differenceKinds.isDisjoint(with: ["patient", "duplicate", "timing"]),
      exposure == .accidental || exposure == .unintended
    {
      related.prompts.append(
        "Was any exposure of this individual intended on this occasion? If so it is unintended, if "
          + "not accidental.")
    }
    if let wasIntended = fields.exposureIntendedOnThisOccasion,
      exposure == .accidental && wasIntended || exposure == .unintended && !wasIntended
        || exposure == .asIntended && !wasIntended
    {
      related.prompts.append(
        "What sort of exposure it was, and whether one was intended on this occasion, are recorded "
          + "differently: a person decides which is right."
      )
    }
    if fields.isHarmed {
      related.prompts.append(
        "Harm is recorded: is it clinically significant, and does the duty of candour apply?")
    }
    if fields.causeClass?.lowercased() == "equipment" {
      related.prompts.append("The cause is equipment: was it the direct cause (code E)?")
    }
    if let skin = fields.skinDose {
      related.prompts.append(
        "A peak skin dose of \(skin) Gy is recorded: was a tissue reaction looked for, and is one "
          + "expected?")
    }
    related.isLicenceInvalid = fields.nuclearMedicine.licenceValid == false
    related.hasInterventionalProcedure = fields.interventional != nil
    related.hasExposureInNearMiss = exposure == .nearMiss && fields.isExposed
  }
}

extension RelatedFields {
  /// Whether something is recorded that only somebody who was exposed can have received.
  fileprivate var isExposed: Bool {
    func isGiven(_ amount: Quantity?) -> Bool { amount.map { !$0.isZero } ?? false }
    return nuclearMedicine.productAdministered != nil || isGiven(nuclearMedicine.administered)
      || nuclearMedicine.extravasation == true || isGiven(interventional?.peakSkinDose)
      || radiotherapy.acquiredImagesPerFraction.contains { $0 > 0 }
      || doses.contains { isGiven($0.estimate.high) }
  }

  /// The greatest peak skin dose, Gy.
  fileprivate var skinDose: Quantity? {
    let estimates = doses.filter { $0.quantity == .peakSkinDose }.compactMap { $0.estimate.high }
    return (estimates + [interventional?.peakSkinDose].compactMap { $0 }).max()
  }
}

extension RelatedFacts.Reading {
  static func exposure(_ exposure: Individual.Exposure, if condition: String) -> Self {
    Self(change: .exposure(exposure), missing: "exposure", condition: condition)
  }

  static func miss(if condition: String) -> Self {
    Self(
      change: .geographicalMiss, missing: "geographicalMiss/extent", condition: "if \(condition)")
  }
}

// What is recorded of an individual, in words.

extension Individual {
  /// The fact of a family that is recorded, in words; nil where none is.
  func fact(of family: Family) -> String? {
    switch family {
    case .interventional: tissueReaction.map { _ in "The tissue reaction" }
    case .planning: planningScans.map { _ in "The planning scans" }
    case .verification: verificationImages.map { _ in "The verification images" }
    case .foetal:
      foetalDose.map { _ in "The foetal dose" }
        ?? pregnancyKnownAtAuthorisation.map { _ in "Whether the pregnancy was known" }
    case .infant: infantDose.map { _ in "The infant dose" }
    case .radiopharmaceutical:
      incorrectRadiopharmaceutical.map { _ in "Whether the radiopharmaceutical was the right one" }
    case .deliveredDose: structures.isEmpty ? nil : "The doses of the structures"
    case .geographicalMiss: geographicalMiss.map { _ in "The geographical miss" }
    case .accidental, .unintended, .selectiveInternal, .nuclearMedicineTherapy: nil
    }
  }

  /// What only somebody who was exposed can have, in words.
  var factsOfAnExposure: [String] {
    func isGiven(_ amount: Quantity?) -> Bool { amount.map { !$0.isZero } ?? false }
    let dose = effectiveDose
    let facts: [(Bool, String)] = [
      (isGiven(dose?.total) || isGiven(dose?.over) || isGiven(dose?.repeats), "a dose received"),
      (isGiven(foetalDose), "a foetal dose"), (isGiven(infantDose), "an infant dose"),
      (tissueReaction?.observed.map { $0 != .none } ?? false, "a tissue reaction"),
      (planningScans.map { $0 > 0 } ?? false, "planning scans"),
      (verificationImages?.mostInOneFraction.map { $0 > 0 } ?? false, "verification images"),
      (verificationImages?.additionalOverCourse.map { $0 > 0 } ?? false, "additional images"),
      (structures.contains { isGiven($0.delivered) }, "a delivered dose"),
      (geographicalMiss?.extent.map { $0 != .none } ?? false, "a geographical miss"),
      (isGiven(activity?.delivered), "a delivered activity"),
      (incorrectRadiopharmaceutical == true, "an incorrect radiopharmaceutical given"),
      (related?.hasExposureInNearMiss ?? false, "what was given or measured"),
    ]
    return facts.filter(\.0).map(\.1)
  }

  /// Whether anything is recorded that a criterion for an unintended exposure compares.
  var hasComparableFacts: Bool {
    effectiveDose?.incidentTotal != nil || !structures.isEmpty || activity != nil
      || planningScans != nil || verificationImages != nil || geographicalMiss != nil
      || incorrectRadiopharmaceutical == true || related.map { !$0.doses.isEmpty } ?? false
  }
}

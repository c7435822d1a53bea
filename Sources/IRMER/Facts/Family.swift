/// A group of codes that apply to the same exposures.
///
/// A code that does not apply is not judged and not listed; facts of a family that does not apply
/// are ignored, with a prompt.
enum Family: Hashable, Sendable, CaseIterable {
  case accidental
  case unintended
  case interventional
  case planning
  case verification
  case foetal
  case infant
  case radiopharmaceutical
  case deliveredDose
  case geographicalMiss
  case selectiveInternal
  case nuclearMedicineTherapy

  init(_ code: NotificationCode) {
    switch code {
    case .code1: self = .accidental
    case .code2_1, .code2_2, .code2_3, .code2_4: self = .unintended
    case .code3: self = .interventional
    case .code4_1: self = .planning
    case .code4_2a, .code4_2b, .code4_2c: self = .verification
    case .code5: self = .foetal
    case .code6: self = .infant
    case .code7: self = .radiopharmaceutical
    case .code8_1, .code8_2: self = .deliveredDose
    case .code9_1, .code9_2: self = .geographicalMiss
    case .code10_1: self = .selectiveInternal
    case .code10_2: self = .nuclearMedicineTherapy
    }
  }

  /// Whether the family distinguishes two modalities, so that without one no code is met.
  var needsModality: Bool { self == .selectiveInternal || self == .nuclearMedicineTherapy }

  /// Whether the family's codes are judged for this individual at all.
  func applies(to individual: Individual, in facts: IncidentFacts) -> Bool {
    guard !individual.kind.isOutsideIRMER, individual.exposure != .nearMiss else { return false }
    switch individual.kind {
    case .foetus where self != .foetal: return false
    case .infant where self != .infant: return false
    default: break
    }
    switch self {
    case .accidental:
      return individual.exposure == .accidental || individual.exposure == nil
    case .unintended:
      guard facts.modality?.isTherapyDelivery != true else { return false }
      return individual.exposure == .unintended || individual.exposure == nil
    case .interventional:
      return fits(individual, in: facts) || isPerhapsInterventional(individual, in: facts)
    case .foetal, .infant:
      return fits(individual, in: facts)
    default:
      return individual.exposure != .asIntended && fits(individual, in: facts)
    }
  }

  /// Whether the modality, or without one the given facts, are those of the family.
  func fits(_ individual: Individual, in facts: IncidentFacts) -> Bool {
    let modality = facts.modality
    let isGiven = hasFacts(individual)
    switch self {
    case .accidental, .unintended:
      return true
    case .interventional:
      if let modality { return modality.isInterventional || facts.interventional == true }
      return facts.interventional ?? isGiven
    case .planning:
      return modality == .planningImaging || isGiven && modality?.isRadiotherapy != false
    case .verification:
      return modality == .verificationImaging || isGiven && modality?.isRadiotherapy != false
    case .foetal:
      return isGiven
    case .infant:
      return isGiven && modality?.isNuclearMedicine != false
    case .radiopharmaceutical:
      return modality?.isNuclearMedicine ?? isGiven
    case .deliveredDose:
      return modality?.isRadiotherapyDelivery == true
        || isGiven && modality?.isRadiotherapy != false
        || modality == nil && individual.related?.hasAbsorbedDose == true
    case .geographicalMiss:
      return modality?.isRadiotherapyDelivery == true
        || isGiven && modality?.isRadiotherapy != false
    case .selectiveInternal:
      return modality == .sirt || isGiven && modality == nil
    case .nuclearMedicineTherapy:
      return modality == .nuclearMedicineTherapy || isGiven && modality == nil
    }
  }

  /// Whether a reaction was seen and the procedure, for which that is not stated, may have been
  /// interventional: "including interventional CT procedures" (SAUE guidance).
  func isPerhapsInterventional(_ individual: Individual, in facts: IncidentFacts) -> Bool {
    guard self == .interventional, facts.interventional == nil, let modality = facts.modality,
      !modality.isInterventional,
      individual.tissueReaction?.isBeyondTransientErythema == true
    else { return false }
    switch modality {
    case .fluoroscopy, .ct, .plainXRay: return true
    default: return individual.related?.hasInterventionalProcedure == true
    }
  }

  /// Whether the family's own facts are given, or other facts about the same subject.
  func hasFacts(_ individual: Individual) -> Bool {
    switch self {
    case .accidental, .unintended: individual.effectiveDose != nil
    case .interventional: individual.tissueReaction != nil
    case .planning: individual.planningScans != nil
    case .verification: individual.verificationImages != nil
    case .foetal:
      individual.kind == .foetus || individual.foetalDose != nil
        || individual.pregnancyKnownAtAuthorisation != nil
        || individual.related?.mayBePregnant == true
    case .infant:
      individual.kind == .infant || individual.infantDose != nil
        || individual.related?.isBreastfeeding == true
    case .radiopharmaceutical:
      individual.incorrectRadiopharmaceutical != nil || individual.related?.isProductOpen == true
    case .deliveredDose: !individual.structures.isEmpty
    case .geographicalMiss: individual.geographicalMiss != nil
    case .selectiveInternal, .nuclearMedicineTherapy: individual.activity != nil
    }
  }
}

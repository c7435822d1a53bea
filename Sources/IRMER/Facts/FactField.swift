/// A key that the rules read, identified by a number. The numbers are never stored or sent.
public enum FactField: UInt8, Hashable, Sendable, CaseIterable {
  case acquiredImagesPerFraction, activity, additionalOverCourse, administered, ageAtExposure
  case ageInDays, ageInMonths, ageInWeeks, alternative, anticipated, beforeClinicalUse, best
  case breach, breastfeeding, by, byMistake, cause, causeClass, classification,
    clinicallySignificant
  case complementary, confirmed, date, decidedBy, decidedOn, delivered, differenceKinds
  case directCause, discoveredOn, displacement, doses, effectiveDose, equipment
  case equipmentFailure, errorMargin, estimator, exposure, exposureIntendedOnThisOccasion
  case extent, extravasation, fault, finalCodes, foetalDose, fractions, geographicalMiss
  case gestationWeeks, harm, high, identifiedOn, imagingActionLevel, inClinicalUse
  case incorrectRadiopharmaceutical, individuals, infantDose, intended, intendedOverCourse
  case interventional, interventionalProcedure, kFactor, kFactorSource, kind, licence
  case licenceValid, low, method, modality, mostInOneFraction, name, nation, necessaryRepeats
  case nuclearMedicine, observed, oneOff, onset, organ, othersExposed, outcome, over, overExposure
  case patientsAffected, perhaps, peakSkinDose, physical, plannedImagesPerFraction, planningScans
  case pregnancyKnownAtAuthorisation, pregnancyStatus, preliminary, prescribed, procedureFailure
  case productAdministered, productIntended, psychological, quantity, radiotherapy, reason
  case repeats, residual, role, ruleSetId, structures, supersededBecause, supersededOn, thematic
  case theme, tissueReaction, total, unit, vector, verificationImages, x, y, z

  /// The key as it is written.
  public var key: String { Self.keys[Int(rawValue)] }

  /// The field of a key; nil where no rule reads such a key.
  public static func named(_ key: String) -> FactField? { byKey[key] }

  private static let keys = allCases.map { "\($0)" }
  private static let byKey = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0)", $0) })
}

/// A set of fields.
public struct FactFields: Hashable, Sendable, ExpressibleByArrayLiteral {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  public init(arrayLiteral fields: FactField...) { for field in fields { insert(field) } }

  public mutating func insert(_ field: FactField) {
    // A shift by more than the width gives 0.
    low |= 1 << UInt64(field.rawValue)
    if field.rawValue >= 64 { high |= 1 << UInt64(field.rawValue - 64) }
  }

  public func contains(_ field: FactField) -> Bool {
    field.rawValue < 64
      ? low & (1 << UInt64(field.rawValue)) != 0 : high & (1 << UInt64(field.rawValue - 64)) != 0
  }

  public func union(_ other: FactFields) -> FactFields {
    var result = self
    result.low |= other.low
    result.high |= other.high
    return result
  }
}

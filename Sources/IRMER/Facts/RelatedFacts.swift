/// Fields recorded for an individual besides the keys that the rules judge, about the same facts.
///
/// A fact that a related field settles became the individual's own fact when it was read. This is
/// what remains open: a possible fact, a second reading of the exposure, several dose estimates.
/// Nothing here ever turns an unknown fact into "none".
public struct RelatedFacts: Hashable, Sendable {
  /// Pregnant, or possibly: code 5 applies.
  var mayBePregnant = false
  /// Breast-feeding: code 6 applies in nuclear medicine.
  var isBreastfeeding = false
  /// Products are named, but whether the right one was given is not known.
  var isProductOpen = false
  /// An interventional procedure is described, but whether it was interventional is not stated.
  var hasInterventionalProcedure = false
  /// A dose in Gy to a target or an organ, without the structures that code 8 compares.
  var hasAbsorbedDose = false
  /// Given without a valid licence.
  var isLicenceInvalid = false
  /// Recorded as a near miss, with something that only somebody who was exposed can have received.
  var hasExposureInNearMiss = false
  /// A dose is known in a unit that the rules do not compare.
  var hasOtherDose = false
  /// The displacement of a possible geographical miss.
  var openMiss: GeographicalMiss?
  /// Other readings of what is recorded, any of which a person may find to be correct.
  var readings: [Reading] = []
  var doses = DoseEstimates()
  /// Questions that a person should consider.
  var prompts: [String] = []

  /// Another way to read an individual, and the fact that would settle which is correct.
  struct Reading: Hashable, Sendable {
    enum Change: Hashable, Sendable {
      case exposure(Individual.Exposure)
      case geographicalMiss
      case incorrectRadiopharmaceutical
    }

    let change: Change
    /// The path of the fact that settles it.
    let missing: String
    /// "if …": the condition under which this reading is correct.
    let condition: String

    func applied(to individual: Individual) -> Individual {
      var other = individual
      switch change {
      case .exposure(let exposure): other.exposure = exposure
      case .geographicalMiss:
        var miss = individual.geographicalMiss ?? individual.related?.openMiss ?? GeographicalMiss()
        miss.extent = nil
        other.geographicalMiss = miss
      case .incorrectRadiopharmaceutical: other.incorrectRadiopharmaceutical = true
      }
      return other
    }
  }

  /// Whether one of the readings is an exposure by mistake.
  var mayBeMistake: Bool {
    readings.contains { reading in
      if case .exposure(let exposure) = reading.change {
        exposure == .accidental || exposure == .unintended
      } else {
        false
      }
    }
  }
}

/// Stores facts that few individuals have behind one pointer, so that the others stay small.
indirect enum RelatedFactsBox: Hashable, Sendable {
  case none
  case some(RelatedFacts)
}

extension Individual {
  /// What is recorded besides the rules' own keys; nil where nothing is.
  public internal(set) var related: RelatedFacts? {
    get {
      if case .some(let facts) = relatedBox { facts } else { nil }
    }
    set { relatedBox = newValue.map { .some($0) } ?? .none }
  }

  /// Exposed by mistake, or possibly: not stated, or what is recorded can be read that way.
  var mayBeExposedByMistake: Bool {
    switch exposure {
    case .accidental, .unintended, nil: true
    case .nearMiss: false
    case .asIntended: related?.mayBeMistake ?? false
    }
  }
}

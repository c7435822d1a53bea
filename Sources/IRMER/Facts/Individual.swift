/// One person of an incident and what is known of that person's exposure.
///
/// Nil means "not known"; the effect of a missing fact on a rule is stated at the rule.
public struct Individual: Hashable, Sendable {
  /// In which capacity the person was exposed.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case patient
    case researchParticipant = "research-participant"
    case screened
    case nonMedical = "non-medical"
    case carer
    case foetus
    case infant
    case worker
    case `public`

    /// Workers and the public are protected by other regulations (SAUE guidance, "Public or occupational
    /// exposures").
    public var isOutsideIRMER: Bool { self == .worker || self == .public }
  }

  /// How the exposure relates to what was intended.
  public enum Exposure: String, Hashable, Sendable, CaseIterable {
    /// "An individual has received an exposure in error when no exposure of any kind was
    /// intended" (SAUE guidance).
    case accidental
    /// "Significantly greater or different to what was intended" (SAUE guidance).
    case unintended
    /// Nobody was exposed.
    case nearMiss = "near-miss"
    case asIntended = "as-intended"
  }

  /// In which capacity the person was exposed.
  public var kind: Kind
  /// The nation of this individual's exposure; nil for the incident's.
  public var nation: Nation?
  /// Whole years, at the first exposure of the incident.
  public var ageAtExposure: Int?
  /// How the exposure relates to what was intended.
  public var exposure: Exposure?
  /// Whether a failure in the procedure led to the exposure.
  public var procedureFailure: Bool?
  /// The intended and received dose, in mSv.
  public var effectiveDose: EffectiveDose?
  /// mGy.
  public var foetalDose: Quantity?
  /// Whether the pregnancy was known when the exposure was authorised.
  public var pregnancyKnownAtAuthorisation: Bool?
  /// mSv.
  public var infantDose: Quantity?
  /// A deterministic effect that was seen or looked for.
  public var tissueReaction: TissueReaction?
  /// Scans acquired, the intended one included.
  public var planningScans: Int?
  /// Verification images of a radiotherapy course.
  public var verificationImages: VerificationImages?
  /// Whether a radiopharmaceutical other than the intended one was given.
  public var incorrectRadiopharmaceutical: Bool?
  /// Planning target volumes and organs at risk, with their doses.
  public var structures: [Structure]
  /// A dose that missed its target.
  public var geographicalMiss: GeographicalMiss?
  /// The activity of a nuclear-medicine therapy.
  public var activity: Activity?
  var relatedBox = RelatedFactsBox.none

  /// A person with these facts and no others.
  public init(kind: Kind = .patient, exposure: Exposure? = nil) {
    self.kind = kind
    self.exposure = exposure
    structures = []
  }

  /// Known to have been exposed by mistake.
  public var isExposedByMistake: Bool { exposure == .accidental || exposure == .unintended }
}

/// Effective dose in mSv.
public struct EffectiveDose: Hashable, Sendable {
  /// The intended dose, in mSv.
  public var intended: Quantity?
  /// The total as given; ``incidentTotal`` may also be the sum of the parts.
  public var total: Quantity?
  /// The over-exposure beyond the intended dose, mSv.
  public var over: Quantity?
  /// The dose of necessary repeat exposures, mSv.
  public var repeats: Quantity?
  /// A dose in a unit that it names, where mSv cannot be estimated.
  public var alternative: String?

  public init(intended: Quantity? = nil, total: Quantity? = nil) {
    self.intended = intended
    self.total = total
  }

  /// "The total exposure from the incident, including any intended component plus over-exposure
  /// and/or necessary repeat exposures" (SAUE guidance): the total given, or the sum of all three parts.
  public var incidentTotal: Quantity? { total ?? sumOfParts }

  /// Nil while any of the three parts is missing.
  public var sumOfParts: Quantity? {
    guard let intended, let over, let repeats else { return nil }
    return intended + over + repeats
  }
}

/// A deterministic effect that was observed.
public struct TissueReaction: Hashable, Sendable {
  /// The effect, mildest first.
  public enum Observed: String, Hashable, Sendable, CaseIterable {
    case none
    case transientErythema = "transient-erythema"
    case erythema
    case epilation
    case desquamation
    case ulceration
    case necrosis
    case cataract
    case other
  }

  /// Nil counts as none.
  public var observed: Observed?
  /// Anticipated, and discussed with the patient.
  public var anticipated: Bool?

  public init(observed: Observed? = nil, anticipated: Bool? = nil) {
    self.observed = observed
    self.anticipated = anticipated
  }

  /// "Observable deterministic effects (excluding transient erythema)" (SAUE guidance).
  public var isBeyondTransientErythema: Bool {
    switch observed {
    case nil, .some(.none), .transientErythema: false
    default: true
    }
  }
}

/// Radiotherapy treatment verification images.
public struct VerificationImages: Hashable, Sendable {
  /// Why additional images were taken.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    case setUpError = "set-up-error"
    case protocolFailure = "protocol-failure"
    case hardwareFailure = "hardware-failure"
    case softwareFailure = "software-failure"
    case patient
    case other

    /// As a sentence has it: `set-up error`.
    var words: String {
      switch self {
      case .setUpError: "set-up error"
      case .protocolFailure: "protocol failure"
      case .hardwareFailure: "hardware failure"
      case .softwareFailure: "software failure"
      case .patient: "the patient"
      case .other: "another cause"
      }
    }

    /// Whether the equipment failed.
    public var isEquipment: Bool { self == .hardwareFailure || self == .softwareFailure }
  }

  /// Images intended over the whole course.
  public var intendedOverCourse: Int?
  /// Images beyond the intended ones, over the whole course.
  public var additionalOverCourse: Int?
  /// Including the intended one.
  public var mostInOneFraction: Int?
  /// Why they were taken.
  public var cause: Cause?
  /// A person judged the failure to be a theme.
  public var thematic: Bool?
  /// How many patients the same fault affected.
  public var patientsAffected: Int?

  /// Images without any known fact.
  public init() {}
}

/// The dose to a planning target volume or an organ at risk, in Gy.
public struct Structure: Hashable, Sendable {
  /// The structure's role in the plan.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case ptv
    case oar
  }

  /// One fraction of the course, in Gy.
  public struct Fraction: Hashable, Sendable {
    /// The intended dose, in Gy.
    public var intended: Quantity?
    /// The delivered dose, in Gy.
    public var delivered: Quantity?

    public init(intended: Quantity? = nil, delivered: Quantity? = nil) {
      self.intended = intended
      self.delivered = delivered
    }
  }

  /// Target volume or organ at risk.
  public var role: Role
  /// The structure's name in the plan.
  public var name: String?
  /// Over the whole course.
  public var intended: Quantity?
  /// Over the whole course.
  public var delivered: Quantity?
  /// Empty while no fraction is known.
  public var fractions: [Fraction]

  public init(
    role: Role, intended: Quantity? = nil, delivered: Quantity? = nil, fractions: [Fraction] = []
  ) {
    self.role = role
    self.intended = intended
    self.delivered = delivered
    self.fractions = fractions
  }
}

/// A dose that missed its target.
public struct GeographicalMiss: Hashable, Sendable {
  /// How much of the target was missed.
  public enum Extent: String, Hashable, Sendable, CaseIterable {
    case none
    case partial
    case total
  }

  /// How much of the target was missed; nil while it is not known.
  public var extent: Extent?
  /// mm.
  public var displacement: Quantity?
  /// The locally defined error margin, mm.
  public var errorMargin: Quantity?
  /// The local imaging action level, mm: a surrogate where there is no error margin.
  public var imagingActionLevel: Quantity?

  public init(extent: Extent? = nil) {
    self.extent = extent
  }
}

/// Activity of a nuclear-medicine therapy, both in one unit.
public struct Activity: Hashable, Sendable {
  /// The activity prescribed.
  public var prescribed: Quantity?
  /// The delivered activity, in the same unit.
  public var delivered: Quantity?

  public init(prescribed: Quantity? = nil, delivered: Quantity? = nil) {
    self.prescribed = prescribed
    self.delivered = delivered
  }
}

/// What the rules need to know of one incident: the facts of `contracts.md` section 2.
public struct IncidentFacts: Hashable, Sendable {
  /// Whether a person judged the exposure clinically significant.
  public enum ClinicalSignificance: String, Hashable, Sendable, CaseIterable {
    case yes
    case no
    case undecided
  }

  /// The part that equipment played.
  public struct EquipmentFailure: Hashable, Sendable {
    /// "Refers to incidents where equipment failures are the direct cause" (S2).
    public var directCause: Bool
    /// "Before the equipment is put into clinical use, for example for critical examination" (S2).
    public var beforeClinicalUse: Bool

    /// - Parameter individuals: One or more; one patient of whom nothing is known unless
    ///   given.
    public init(directCause: Bool = false, beforeClinicalUse: Bool = false) {
      self.directCause = directCause
      self.beforeClinicalUse = beforeClinicalUse
    }
  }

  /// What a person decided about similar incidents.
  public struct Theme: Hashable, Sendable {
    /// A person confirmed that there were similar incidents.
    public var confirmed: Bool
    /// The day on which the theme was identified; its own clock counts from it.
    public var identifiedOn: CalendarDate?

    /// - Parameter individuals: One or more; one patient of whom nothing is known unless
    ///   given.
    public init(confirmed: Bool = false, identifiedOn: CalendarDate? = nil) {
      self.confirmed = confirmed
      self.identifiedOn = identifiedOn
    }
  }

  /// Of the place of exposure.
  public var nation: Nation
  /// The day on which anybody working for the employer first knew or suspected.
  public var discoveredOn: CalendarDate
  /// Nil while it is not recorded.
  public var modality: Modality?
  /// Whether the procedure was interventional; nil while it is not recorded.
  public var interventional: Bool?
  /// Undecided until a person decides.
  public var clinicallySignificant: ClinicalSignificance
  /// Neither cause nor setting unless recorded.
  public var equipmentFailure: EquipmentFailure
  /// A radioactive substance was given without the appropriate licence.
  public var licenceBreach: Bool
  /// Whether the incident belongs to a confirmed theme.
  public var theme: Theme
  /// One or more.
  public var individuals: [Individual]
  /// Paths of keys that were read and are not known here; prompts name them.
  public var unknownKeys: [String]
  /// What a person decided beside the rules; nil where nobody did.
  public var decision: PersonsDecision?
  /// Facts that contradict each other and count as unknown; prompts name them.
  public var contradictions: [String]
  /// What a person should consider of the incident as a whole, from fields beside the rules' own.
  var relatedPrompts: [String]

  /// The incident's nation first, then the others in which somebody was exposed, each once.
  public var nations: [Nation] {
    var nations = [nation]
    for individual in individuals {
      if let other = individual.nation, !nations.contains(other) { nations.append(other) }
    }
    return nations
  }

  /// - Parameter individuals: One or more; one patient of whom nothing is known unless given.
  public init(
    nation: Nation, discoveredOn: CalendarDate, modality: Modality? = nil,
    individuals: [Individual] = [Individual()]
  ) {
    self.nation = nation
    self.discoveredOn = discoveredOn
    self.modality = modality
    self.individuals = individuals
    clinicallySignificant = .undecided
    equipmentFailure = EquipmentFailure()
    licenceBreach = false
    theme = Theme()
    unknownKeys = []
    contradictions = []
    relatedPrompts = []
  }
}

/// The facts of one incident that the rules need.
public struct IncidentFacts: Hashable, Sendable {
  /// Whether a person judged the exposure clinically significant.
  public enum ClinicalSignificance: String, Hashable, Sendable, CaseIterable {
    case yes
    case no
    case undecided
  }

  /// The role of equipment in the incident.
  public struct EquipmentFailure: Hashable, Sendable {
    /// "Refers to incidents where equipment failures are the direct cause" (SAUE guidance).
    public var directCause: Bool
    /// "Before the equipment is put into clinical use, for example for critical examination" (SAUE guidance).
    public var beforeClinicalUse: Bool

    /// - Parameter directCause: Whether an equipment failure was the direct cause.
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

    /// - Parameter confirmed: Whether a person confirmed that there were similar incidents.
    public init(confirmed: Bool = false, identifiedOn: CalendarDate? = nil) {
      self.confirmed = confirmed
      self.identifiedOn = identifiedOn
    }
  }

  /// People of the same event who have another record, in another nation for instance: “more than
  /// one individual exposed within the same incident” (SAUE guidance) counts them.
  public struct OthersExposed: Hashable, Sendable {
    /// Exposed by mistake, not counting foetuses, workers and the public.
    public var byMistake: Int
    /// Those of the same kinds of whom it is not known whether they were exposed by mistake.
    public var perhaps: Int

    /// - Parameter byMistake: How many others were exposed by mistake.
    public init(byMistake: Int = 0, perhaps: Int = 0) {
      self.byMistake = byMistake
      self.perhaps = perhaps
    }
  }

  /// The nation of the place of exposure.
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
  /// People of the same event who have another record.
  public var othersExposed: OthersExposed
  /// One or more.
  public var individuals: [Individual]
  /// Paths of unknown keys that were read; prompts name them.
  public var unknownKeys: [String]
  /// Paths of keys that a record keeps, and that the rules do not read.
  public var recordKeys: [String] = []
  /// A person's decision besides the rules; nil where there is none.
  public var decision: PersonsDecision?
  /// Facts that contradict each other and count as unknown; prompts name them.
  public var contradictions: [String]
  /// Questions about the whole incident that a person should consider, from fields besides the
  /// rules' own.
  var relatedPrompts: [String]

  /// The incident's nation first, then the others in which somebody was exposed, each once.
  public var nations: [Nation] {
    var nations = [nation]
    for individual in individuals {
      if let other = individual.nation, !nations.contains(other) { nations.append(other) }
    }
    return nations
  }

  /// - Parameter individuals: One or more; one unknown patient unless given.
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
    othersExposed = OthersExposed()
    unknownKeys = []
    contradictions = []
    relatedPrompts = []
  }
}

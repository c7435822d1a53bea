/// The contents of an investigation report so far. Blank text counts as absent.
public struct ReportFacts: Hashable, Sendable {
  /// The dose of one individual: what was intended and what was received, each with its unit.
  public struct Dose: Hashable, Sendable {
    /// How a reader identifies the individual: “individual 1”, never a name.
    public var individual: String
    /// Whether any exposure of this individual was intended; if none was, no intended dose is
    /// needed.
    public var wasExposureIntended: Bool
    /// The intended dose with its unit.
    public var intended: String?
    /// The dose received with its unit.
    public var received: String?
    /// Why no estimate can be given.
    public var notEstimatedBecause: String?

    public init(
      individual: String, wasExposureIntended: Bool = true, intended: String? = nil,
      received: String? = nil, notEstimatedBecause: String? = nil
    ) {
      self.individual = individual
      self.wasExposureIntended = wasExposureIntended
      self.intended = intended
      self.received = received
      self.notEstimatedBecause = notEstimatedBecause
    }
  }

  /// The result of the search for similar incidents.
  public enum Search: Hashable, Sendable {
    case found(String)
    /// “none found – search done on <date> over <period>”.
    case noneFound(searchedOn: CalendarDate, period: String)
  }

  /// Whether a local duty or procedure was followed.
  public enum Answer: Hashable, Sendable {
    case yes(String?)
    case no(because: String)
    case notApplicable(because: String)
  }

  /// The summary of events.
  public var whatHappened: String?
  /// One for each individual who was exposed.
  public var doses: [Dose] = []
  /// The number of individuals who were exposed, to compare with the number of doses.
  public var individualsExposed = 0
  /// A near miss: individuals are recorded, and none of them was exposed.
  public var isNobodyExposed = false
  /// The root causes found by the analysis.
  public var rootCauses: String?
  /// Contributory factors.
  public var contributoryFactors: String?
  /// Why no contributory factor is named.
  public var noContributoryFactorsBecause: String?
  /// The result of the search for similar incidents; nil until it is recorded.
  public var previousIncidents: Search?
  /// Whether local duty of candour requirements were met.
  public var dutyOfCandour: Answer?
  /// Whether the local procedure for clinically significant exposures was followed.
  public var clinicallySignificantProcedure: Answer?
  /// The lessons learnt.
  public var learning: String?
  /// How the learning is shared.
  public var learningSharedBy: String?
  /// Why there are no lessons for others.
  public var noLearningBecause: String?
  /// The measures against a recurrence.
  public var correctiveMeasures: String?
  /// Why no measure is needed.
  public var noMeasuresBecause: String?
  /// Identifiers found in the report's text; nil if not yet searched.
  public var identifiersFound: Int?

  /// An empty report.
  public init() {}
}

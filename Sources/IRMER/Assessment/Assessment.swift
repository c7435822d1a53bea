/// The result of the rules for one incident under one edition.
public struct Assessment: Hashable, Sendable {
  /// Whether the incident must be notified under the regulations.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    case notifiable
    /// Not shown to be outside the criteria: the clocks run.
    case undetermined
    case notNotifiable = "not-notifiable"
    /// Only workers or the public, or equipment that was not yet in clinical use.
    case notIRMER = "not-irmer"

    /// Whether the two clocks run.
    public var hasDeadlines: Bool { self == .notifiable || self == .undetermined }
  }

  /// The edition's identifier.
  public var edition: String
  /// The severest outcome of its individuals.
  public var outcome: Outcome
  /// The base codes met by any individual, in the table's order.
  public var codes: [NotificationCode]
  /// M, E, V and C with the base codes that they are added to.
  public var complementary: [ComplementaryCode]
  /// The last day for the notification; nil where no clock runs.
  public var notifyBy: CalendarDate?
  /// The last day for the report; nil where no clock runs.
  public var reportBy: CalendarDate?
  /// The authority of the incident's nation.
  public var authority: Authority
  /// One for each body, the authority first.
  public var routes: [Route]
  /// One for every criterion that applies, individual by individual.
  public var findings: [Finding]
  /// Questions that a person should consider.
  public var prompts: [String]
}

/// One criterion judged for one individual.
public struct Finding: Hashable, Sendable {
  /// The position in the incident's list, from 0.
  public let individual: Int
  /// The criterion.
  public let code: NotificationCode
  /// Met, excluded, or what would settle it.
  public let result: CriterionResult
  /// The arithmetic in words.
  public let reason: String
  /// How far the value is from the threshold, with its unit; nil where nothing is measured.
  public let margin: String?
  /// The effective dose that was compared; nil where none was.
  public let dose: ComparedDose?
  /// The source's own words.
  public let quote: String
  /// The document that the quote comes from.
  public let source: String
  /// The heading under which the quote is found.
  public let section: String
  /// The facts that would settle it, by their paths within the individual.
  public let missing: [String]

  init(_ judgement: Judgement, by criterion: Criterion, of individual: Int) {
    self.individual = individual
    code = criterion.code
    result = judgement.result
    reason = judgement.reason
    margin = judgement.margin
    dose = judgement.dose
    quote = criterion.quotes[min(judgement.quote, criterion.quotes.count - 1)]
    source = criterion.source
    section = criterion.section
    missing = judgement.missing
  }

  /// The document that the quote comes from, as a sentence says it.
  public var sourceName: String { SourceDocument(rawValue: source)?.name ?? source }
}

/// "First, carry out an immediate preliminary investigation" (SAUE guidance).
///
/// The law puts the burden on excluding: "unless that investigation shows beyond a reasonable
/// doubt that no such exposure has occurred, immediately notify" (Regulation 8). What is not
/// excluded is notified.
public struct PreliminaryInvestigation: Hashable, Sendable {
  /// What the preliminary investigation found.
  public enum Outcome: String, Hashable, Sendable, CaseIterable, Codable {
    /// Shown beyond reasonable doubt to meet the criteria.
    case meets
    /// Shown beyond reasonable doubt not to meet them.
    case excluded
    case notExcluded = "not-excluded"
  }

  /// What is missing before "not notifiable" may be recorded.
  public enum Lack: String, Hashable, Sendable, CaseIterable {
    /// The investigation has not excluded it.
    case exclusion
    /// The role of the person who decides.
    case decidedBy = "decided-by"
    case evidence
    /// The medical physics expert's advice.
    case physicsAdvice = "physics-advice"
    /// The rules' result is notifiable: a criterion is met by the recorded facts.
    case factsSayNotifiable = "facts-say-notifiable"

    /// What to do about it, in a sentence.
    public var text: String {
      switch self {
      case .exclusion:
        "The preliminary investigation has not excluded it beyond reasonable doubt."
      case .decidedBy: "Name the role of the person who decides."
      case .evidence: "Record the evidence for the decision."
      case .physicsAdvice: "Record the medical physics expert's advice."
      case .factsSayNotifiable: "On the facts recorded it is notifiable: correct them, or notify."
      }
    }
  }

  /// What it found.
  public var outcome: Outcome
  /// A role, never a person's name.
  public var decidedBy: String?
  /// The basis of the finding.
  public var evidence: String?
  /// What the medical physics expert advised.
  public var physicsAdvice: String?

  /// Without arguments, nothing is recorded: not excluded.
  public init(
    outcome: Outcome = .notExcluded, decidedBy: String? = nil, evidence: String? = nil,
    physicsAdvice: String? = nil
  ) {
    self.outcome = outcome
    self.decidedBy = decidedBy
    self.evidence = evidence
    self.physicsAdvice = physicsAdvice
  }

  /// What is missing before "not notifiable" may be recorded; empty when it may be.
  ///
  /// An undetermined assessment does not prevent it: deciding that is the purpose of the
  /// investigation, its evidence and the expert's advice.
  public func lacksForNotNotifiable(_ assessment: Assessment) -> [Lack] {
    var lacks: [Lack] = []
    if assessment.outcome == .notifiable { lacks.append(.factsSayNotifiable) }
    if outcome != .excluded { lacks.append(.exclusion) }
    if Self.isBlank(decidedBy) { lacks.append(.decidedBy) }
    if Self.isBlank(evidence) { lacks.append(.evidence) }
    if Self.isBlank(physicsAdvice) { lacks.append(.physicsAdvice) }
    return lacks
  }

  /// Whether it must be notified in its present state: everything that is not shown to be excluded.
  public func isToBeNotified(_ assessment: Assessment) -> Bool {
    switch assessment.outcome {
    case .notifiable: true
    case .undetermined: !lacksForNotNotifiable(assessment).isEmpty
    case .notNotifiable, .notIRMER: outcome == .meets
    }
  }

  private static func isBlank(_ text: String?) -> Bool {
    text?.allSatisfy(\.isWhitespace) ?? true
  }
}

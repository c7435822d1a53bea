/// One fact with several different values, none of which has precedence.
public struct DisputedFact: Hashable, Sendable {
  /// Keys and positions joined by `/`, as in `discoveredOn` or
  /// `individuals/0/effectiveDose/total`.
  public let path: String
  /// The values; nil is a removal.
  public let candidates: [JSONValue?]

  /// - Parameter candidates: The values in dispute; nil for one that was removed.
  public init(path: String, candidates: [JSONValue?]) {
    self.path = path
    self.candidates = candidates
  }
}

/// An assessment of facts in conflict: the most severe that any combination of the candidates
/// allows.
///
/// A conflict never lowers an outcome: notifiable if any combination is; codes, routes and prompts
/// of every combination that is as severe; the earliest discovery date starts the clocks.
public struct DisputedAssessment: Hashable, Sendable {
  /// One candidate that the assessment depends on.
  public struct Ground: Hashable, Sendable {
    /// The fact's path.
    public let path: String
    /// Nil where the fact counts as unknown or was removed.
    public let value: JSONValue?
  }

  /// The assessment to act on: the most severe that some combination of the values gives.
  public var assessment: Assessment
  /// For each dispute that matters, the candidate that led to the most severe assessment; empty
  /// when every combination gives the same assessment.
  public var restsOn: [Ground]
  /// How many combinations were judged.
  public var combinations: Int
  /// Whether there were too many combinations, so that the facts in conflict counted as unknown.
  public var isBounded: Bool

  /// The assessment's keys, with `restsOn` and `combinations`.
  public var json: JSONValue {
    guard var object = assessment.json.object else { return assessment.json }
    object["restsOn"] = .array(
      restsOn.map { ["path": .string($0.path), "value": $0.value ?? .null] })
    object["combinations"] = .number(JSONNumber(combinations))
    return .object(object)
  }
}

extension Edition {
  /// No more than this many combinations of candidates are judged.
  public static let combinationsMax = 1024

  /// Judges facts of which some are in conflict.
  ///
  /// Beyond `combinationsMax` combinations the facts in conflict count as unknown: each candidate
  /// is then judged with every other dispute left open, and the outcome is at least undetermined.
  ///
  /// - Parameters:
  ///   - disputes: The facts in conflict, each path once. A dispute with a single candidate is a
  ///     plain fact.
  ///   - facts: Builds the facts with a value chosen for each disputed path; nil means that the
  ///     path has no value. Throws where a combination contradicts itself, such as a total that is
  ///     not the sum of its parts: that combination is skipped.
  ///   - combinationsMax: The most combinations to judge; a caller whose facts are costly to build
  ///     passes fewer.
  /// - Throws: What `facts` threw, when no combination can be judged.
  public func assess(
    disputes: [DisputedFact], combinationsMax: Int = Edition.combinationsMax,
    facts: ([String: JSONValue?]) throws(FactsError) -> IncidentFacts
  ) throws(FactsError) -> DisputedAssessment {
    let judge = DisputeJudge(
      edition: self, disputes: disputes, combinationsMax: combinationsMax)
    return try judge.assessment(facts)
  }
}

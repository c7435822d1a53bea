public import IRMER
public import Records

/// An outcome in words that make clear whom it concerns.
public struct OutcomeWords: Sendable {
  private let outcome: String
  private let codes: [String]

  /// The words for an incident's assessment.
  public init(_ assessment: IncidentAssessment) {
    outcome = assessment.outcome.rawValue
    codes = assessment.codes + assessment.complementary
  }

  /// The words for an assessment in JSON; a dash for a document that has no outcome.
  public init(_ assessment: JSONValue) {
    outcome = assessment["outcome"]?.string ?? ""
    codes = ["codes", "complementary"].flatMap { assessment[$0]?.array ?? [] }.map(\.displayText)
  }

  /// `notifiable under codes 1, C1`, `may be notifiable, not yet decided`.
  public var displayText: String {
    switch outcome {
    case "notifiable": codes.isEmpty ? "notifiable" : "notifiable under \(list)"
    case "undetermined": "may be notifiable, not yet decided"
    case "not-notifiable": "need not be notified"
    case "not-irmer": "IR(ME)R does not apply"
    default: outcome.isEmpty ? "–" : outcome
    }
  }

  private var list: String {
    "code\(codes.count == 1 ? "" : "s") \(codes.joined(separator: ", "))"
  }
}

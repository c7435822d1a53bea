import IRMER

/// Why an incident is neither notifiable nor not notifiable: what a person has to decide or find
/// out.
public enum UndeterminedCause: String, Hashable, Sendable, CaseIterable {
  /// Whether it is clinically significant is not decided.
  case significance
  /// A criterion that asks for a dose is open: the dose, the age or the kind of exposure is missing.
  case dose
  /// A criterion of another kind is open.
  case otherFacts = "other-facts"

  /// Whether a criterion asks for a dose.
  static func asksForDose(_ code: NotificationCode) -> Bool {
    let text = code.rawValue
    return text == "1" || text.hasPrefix("2.") || text == "5" || text == "6"
  }

  /// The condition in SQL, for the tables `incident` and `finding`: several may hold of one incident,
  /// and one holds of each that is undetermined.
  public var condition: String {
    let isUndecided = "incident.clinicallySignificant = 'undecided'"
    func isOpen(asksForDose: Bool) -> String {
      """
      EXISTS (SELECT 1 FROM finding WHERE finding.ownerRow = incident.ownerRow
        AND result = 'undetermined' AND asksForDose = \(asksForDose ? 1 : 0))
      """
    }
    let cause =
      switch self {
      case .significance: isUndecided
      case .dose: isOpen(asksForDose: true)
      case .otherFacts:
        "\(isOpen(asksForDose: false)) OR NOT (\(isUndecided) OR \(isOpen(asksForDose: true)))"
      }
    return "incident.outcome = 'undetermined' AND (\(cause))"
  }
}

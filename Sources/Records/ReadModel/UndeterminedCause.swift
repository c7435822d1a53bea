import IRMER

/// Why an incident is neither notifiable nor not notifiable: what a person has to decide or find
/// out.
public enum UndeterminedCause: String, Hashable, Sendable, CaseIterable {
  /// Nobody has decided whether it is clinically significant.
  case significance
  /// A criterion about a dose is open: the dose, the age or the kind of exposure is missing.
  case dose
  /// A criterion of another kind is open.
  case otherFacts = "other-facts"

  /// - Parameters: as in the table `incident`: its outcome, `clinicallySignificant`, and what the
  ///   rules found (`assessment`).
  public static func all(
    outcome: String, significance: String, found: String
  ) -> [UndeterminedCause] {
    guard outcome == Assessment.Outcome.undetermined.rawValue else { return [] }
    let open = openCodes(found)
    var causes: [UndeterminedCause] = []
    if !["yes", "no"].contains(significance) { causes.append(.significance) }
    if open.contains(where: asksForDose) { causes.append(.dose) }
    if !open.allSatisfy(asksForDose) || causes.isEmpty { causes.append(.otherFacts) }
    return causes
  }

  private static func asksForDose(_ code: String) -> Bool {
    code == "1" || code.hasPrefix("2.") || code == "5" || code == "6"
  }

  private static func openCodes(_ found: String) -> [String] {
    let findings = (try? JSONValue(parsing: found))?.array ?? []
    return findings.compactMap { finding in
      guard let parts = finding.array, parts.count == 3, parts[2].string == "undetermined" else {
        return nil
      }
      return parts[0].string
    }
  }
}

/// A document that the rules and the checks of completeness quote. Data name it by its code, people by
/// its name.
public enum SourceDocument: String, Hashable, Sendable, CaseIterable {
  /// The Care Quality Commission's guidance on significant accidental and unintended exposures.
  case significantExposures = "S2"
  /// An employer's procedure for clinical audit under the regulations.
  case clinicalAudit = "S1"

  /// As a sentence says it.
  public var name: String {
    switch self {
    case .significantExposures: "SAUE guidance"
    case .clinicalAudit: "audit procedure"
    }
  }
}

import Replication

/// One agreed standard of an audit, with its result.
///
/// S1: “practices, procedures and results are examined against agreed standards for good medical
/// radiological procedures”.
public struct AuditStandard: Sendable {
  /// Whether practice reached the target.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    case met
    case notMet = "not-met"
    /// No result, no target, or candidates in conflict that disagree.
    case open
  }

  public let element: String
  /// The author's own label of the standard (`S1`), or its position.
  public let id: String
  public let text: String
  /// In percent, by its digits.
  public let target: String?
  public let source: String?
  public let numerator: Int?
  public let denominator: Int?
  public let verdict: Verdict

  init(_ standard: RecordElement, position: Int) {
    element = standard.identifier
    id = standard.text("id") ?? String(position + 1)
    text = standard.text("text") ?? standard.value?.text ?? ""
    target = standard.text("target")
    source = standard.text("source")
    numerator = standard.text("result/numerator").flatMap { Int($0) }
    denominator = standard.text("result/denominator").flatMap { Int($0) }
    verdict = Self.verdict(of: standard)
  }

  public var hasResult: Bool { numerator != nil && (denominator ?? 0) > 0 }

  /// The share with its 95 % Wilson interval; nil without a result.
  public var proportion: Proportion? {
    guard let numerator, let denominator else { return nil }
    return Proportion(numerator: numerator, denominator: denominator)
  }

  /// Met only if every combination of the candidates meets the target.
  private static func verdict(of standard: RecordElement) -> Verdict {
    let targets = standard.candidateTexts("target")
    let numerators = standard.candidateTexts("result/numerator")
    let denominators = standard.candidateTexts("result/denominator")
    var verdicts: Set<Bool?> = []
    for target in targets {
      for numerator in numerators {
        for denominator in denominators {
          guard let numerator = Int(numerator), let denominator = Int(denominator) else {
            return .open
          }
          verdicts.insert(
            Percentage.reaches(target, numerator: numerator, denominator: denominator))
        }
      }
    }
    guard !verdicts.isEmpty, !verdicts.contains(nil) else { return .open }
    return verdicts == [true] ? .met : .notMet
  }
}

/// A share of a count, with the uncertainty of a sample.
public struct Proportion: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int

  /// - Returns: `nil` unless `0 ≤ numerator ≤ denominator` and something was examined.
  public init?(numerator: Int, denominator: Int) {
    guard denominator > 0, (0...denominator).contains(numerator) else { return nil }
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  public var percent: Double { 100 * Double(numerator) / Double(denominator) }

  /// The 95 % interval in percent, by Wilson's score (1927), which stays within 0 and 100 and does
  /// not collapse where nobody or everybody passed.
  public var wilsonInterval: ClosedRange<Double> {
    let z = 1.959_963_984_540_054
    let (n, p) = (Double(denominator), Double(numerator) / Double(denominator))
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let low = numerator == 0 ? 0 : max(0, 100 * (centre - half))
    let high = numerator == denominator ? 100 : min(100, 100 * (centre + half))
    return low...max(low, high)
  }

  /// One decimal, rounded half up: `83.3`.
  public static func oneDecimal(_ percent: Double) -> String {
    let tenths = Int((percent * 10).rounded(.toNearestOrAwayFromZero))
    return "\(tenths / 10).\(tenths % 10)"
  }
}

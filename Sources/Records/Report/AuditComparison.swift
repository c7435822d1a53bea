public import IRMER
import Replication

/// One cycle of an audit compared with the next, standard by standard.
///
/// The audit procedure: “re-audits to verify that the corrective actions have achieved the intended positive
/// results”.
public struct AuditComparison: Sendable {
  /// One standard in both cycles.
  public struct Line: Hashable, Sendable {
    /// The label that the standard has in both cycles.
    public let standard: String
    /// The result of the earlier cycle; nil where none was recorded.
    public let before: Proportion?
    /// The result of the re-audit; nil where none was recorded.
    public let after: Proportion?
    /// Whether the standard was met in the earlier cycle.
    public let verdictBefore: AuditStandard.Verdict?
    /// Whether it was met in the re-audit.
    public let verdictAfter: AuditStandard.Verdict?

    /// Percentage points gained; nil without both results.
    public var change: Double? {
      guard let before, let after else { return nil }
      return after.percent - before.percent
    }
  }

  /// Every standard that either cycle has.
  public let lines: [Line]

  /// Standards in the order of the later cycle, followed by those that it dropped.
  public init(from earlier: AuditView, to later: AuditView) {
    let before = Self.byLabel(earlier.standards)
    let after = Self.byLabel(later.standards)
    var labels = later.standards.map(\.id)
    labels += earlier.standards.map(\.id).filter { after[$0] == nil }
    var seen: Set<String> = []
    lines = labels.filter { seen.insert($0).inserted }.map { label in
      Line(
        standard: label, before: before[label]?.proportion, after: after[label]?.proportion,
        verdictBefore: before[label]?.verdict, verdictAfter: after[label]?.verdict)
    }
  }

  private static func byLabel(_ standards: [AuditStandard]) -> [String: AuditStandard] {
    Dictionary(standards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether every standard that was missed before is now met.
  public var isVerified: Bool {
    lines.filter { $0.verdictBefore == .notMet || $0.verdictBefore == .partlyMet }.allSatisfy {
      $0.verdictAfter == .met
    }
  }

  /// As printed under `--json`.
  public var json: JSONValue {
    .array(
      lines.map { line in
        [
          "standard": .string(line.standard), "before": Self.json(line.before),
          "after": Self.json(line.after),
          "verdictBefore": JSONValue(line.verdictBefore?.rawValue),
          "verdictAfter": JSONValue(line.verdictAfter?.rawValue),
        ]
      })
  }

  private static func json(_ proportion: Proportion?) -> JSONValue {
    guard let proportion else { return .null }
    let interval = proportion.wilsonInterval
    return [
      "numerator": .number(JSONNumber(proportion.numerator)),
      "denominator": .number(JSONNumber(proportion.denominator)),
      "percent": .string(Proportion.oneDecimal(proportion.percent)),
      "low": .string(Proportion.oneDecimal(interval.lowerBound)),
      "high": .string(Proportion.oneDecimal(interval.upperBound)),
    ]
  }
}

extension PrintedPage {
  /// The audit procedure: “followed by re-audits to verify that the corrective actions have achieved the intended
  /// positive results”.
  mutating func compare(_ comparison: AuditComparison) {
    // A structure standard is met or not met, without a share.
    func share(_ proportion: Proportion?, _ verdict: AuditStandard.Verdict?) -> String {
      proportion.map { "\(Proportion.oneDecimal($0.percent)) %" }
        ?? (verdict == nil || verdict == .open ? "no result" : "–")
    }
    heading("Compared with the previous cycle")
    table(
      ["Standard", "Before", "Now", "Verdict before", "Verdict now"],
      comparison.lines.map {
        [
          $0.standard, share($0.before, $0.verdictBefore), share($0.after, $0.verdictAfter),
          $0.verdictBefore?.displayText ?? "–", $0.verdictAfter?.displayText ?? "–",
        ]
      })
    paragraph(
      comparison.isVerified
        ? "Every standard that was missed is met now."
        : "Not every standard that was missed is met now.")
  }
}

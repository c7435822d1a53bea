import IRMER
import Replication

/// One agreed standard of an audit, with its result.
///
/// The audit procedure: “practices, procedures and results are examined against agreed standards for good medical
/// radiological procedures”.
public struct AuditStandard: Sendable {
  /// Whether practice reached the target.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    case met
    /// Missed, and a person graded what was reached as partly met. Counts as not met (audit procedure: “Whenever
    /// practice does not meet these standards, appropriate changes”).
    case partlyMet = "partly-met"
    case notMet = "not-met"
    /// No result, no target, or candidates in conflict that disagree.
    case open

    /// `not met`, in a sentence.
    public var displayText: String { rawValue.replacing("-", with: " ") }
  }

  /// How a person graded a result.
  enum Grade: String, CaseIterable {
    case met
    case partlyMet = "partly-met"
    case notMet = "not-met"

    static let words = allCases.map(\.rawValue)

    /// `not met`.
    var displayText: String { rawValue.replacing("-", with: " ") }
  }

  /// A target that is not a share of the cases: a value with its unit.
  public struct Limit: Hashable, Sendable {
    /// Which side of the target is good.
    public enum Sense: String, Hashable, Sendable, CaseIterable {
      case atMost = "at-most"
      case atLeast = "at-least"
    }

    /// Which side of the target is good.
    public let sense: Sense
    /// By its digits.
    public let value: String
    /// The unit of the value; nil for a percentage.
    public let unit: String?
  }

  /// The element's identifier in the record.
  public let element: String
  /// The author's own label of the standard (`S1`), or its position.
  public let id: String
  /// The standard in words.
  public let text: String
  /// In percent, by its digits.
  public let target: String?
  /// The limit, where the target is not a share; a limit in conflict is judged by each candidate.
  public let limit: Limit?
  /// Where the standard comes from.
  public let source: String?
  /// What was measured against the limit, by its digits.
  public let value: String?
  /// Cases that meet the standard.
  public let numerator: Int?
  /// Cases that were examined.
  public let denominator: Int?
  /// How a person graded the result.
  let grade: Grade?
  /// Whether something is present or absent, a procedure for instance: met or not met, and no
  /// share.
  public let isStructure: Bool
  /// Whether the result reaches the target.
  public let verdict: Verdict

  init(_ standard: RecordElement, position: Int) {
    element = standard.identifier
    id = standard.text("id") ?? String(position + 1)
    text = standard.text("text") ?? standard.value?.text ?? ""
    target = standard.text("target")
    limit = Self.limits(of: standard).first
    source = standard.text("source")
    value = standard.text("result/value")
    numerator = standard.text("result/numerator").flatMap { Int($0) }
    denominator = standard.text("result/denominator").flatMap { Int($0) }
    grade = standard.text("result/graded").flatMap(Grade.init(rawValue:))
    isStructure =
      standard.text("criterionType") == "structure" && limit == nil && target == nil
    verdict = Self.verdict(of: standard)
  }

  /// Whether it has a target, a limit or a structure to measure practice against.
  public var hasTarget: Bool { target != nil || limit != nil || isStructure }

  /// Where a chart draws the target, from 0 to 100; nil where it is no share of the cases.
  public var targetPosition: Double? { target.flatMap(Percentage.position) }

  /// `95 %`, `at most 500 mGy·cm`; `nil` where none is set.
  public var targetWords: String? {
    limit?.displayText ?? target.map { "\($0) %" } ?? (isStructure ? "in place" : nil)
  }

  /// `47 of 50`, `480 mGy·cm`; `nil` without a result.
  public var resultWords: String? {
    if isStructure, proportion == nil { return grade?.displayText }
    guard let limit else { return proportion?.countWords }
    return value.map { [$0, limit.unit].compactMap { $0 }.joined(separator: " ") }
  }

  /// Whether a result is recorded.
  public var hasResult: Bool {
    if isStructure, grade != nil { return true }
    return hasMeasuredResult
  }

  private var hasMeasuredResult: Bool {
    limit == nil ? numerator != nil && (denominator ?? 0) > 0 : value != nil
  }

  /// The share with its 95 % Wilson interval; nil without a result.
  public var proportion: Proportion? {
    guard let numerator, let denominator else { return nil }
    return Proportion(numerator: numerator, denominator: denominator)
  }
}

extension AuditStandard {
  /// Met only if every combination of the candidates meets the target.
  private static func verdict(of standard: RecordElement) -> Verdict {
    let limits = limits(of: standard)
    let isStructure =
      standard.text("criterionType") == "structure" && limits.isEmpty
      && standard.candidateTexts("target").isEmpty
    if isStructure { return graded(standard) }
    let reached = limits.isEmpty ? reachesTarget(standard) : keeps(limits, standard)
    guard !reached.isEmpty, !reached.contains(nil) else { return .open }
    if reached == [true] { return .met }
    let graded = Set(standard.candidateTexts("result/graded"))
    return graded == [Grade.partlyMet.rawValue] ? .partlyMet : .notMet
  }

  /// For a standard that is met or not met: a person's judgement; undecided where two differ.
  private static func graded(_ standard: RecordElement) -> Verdict {
    let grades = Set(standard.candidateTexts("result/graded"))
    guard grades.count == 1, let grade = grades.first.flatMap(Grade.init(rawValue:)) else {
      return .open
    }
    return switch grade {
    case .met: .met
    case .partlyMet: .partlyMet
    case .notMet: .notMet
    }
  }

  private static func reachesTarget(_ standard: RecordElement) -> Set<Bool?> {
    var verdicts: Set<Bool?> = []
    for target in standard.candidateTexts("target") {
      for numerator in standard.candidateTexts("result/numerator") {
        for denominator in standard.candidateTexts("result/denominator") {
          guard let numerator = Int(numerator), let denominator = Int(denominator) else {
            return [nil]
          }
          verdicts.insert(
            Percentage.reaches(target, numerator: numerator, denominator: denominator))
        }
      }
    }
    return verdicts
  }

  private static func keeps(_ limits: [Limit], _ standard: RecordElement) -> Set<Bool?> {
    let values = standard.candidateTexts("result/value").map { try? Quantity($0) }
    return Set(limits.flatMap { limit in values.map { limit.isKept(by: $0) } })
  }

  private static func limits(of standard: RecordElement) -> [Limit] {
    let senses = standard.candidateTexts("limit/sense").compactMap(Limit.Sense.init(rawValue:))
    let unit = standard.text("limit/unit")
    return senses.flatMap { sense in
      standard.candidateTexts("limit/value").map { Limit(sense: sense, value: $0, unit: unit) }
    }
  }

  /// Refuses what is impossible in any case.
  ///
  /// - Parameter path: of the standard, as an error names it.
  func check(at path: String) throws(ValidationError) {
    guard target == nil || limit == nil else {
      throw ValidationError(
        "two-targets", "a standard has a target in percent or a limit, not both",
        field: "\(path)/limit")
    }
    guard !isStructure || (numerator == nil && denominator == nil && value == nil) else {
      throw ValidationError(
        "structure-has-no-number",
        "this standard is met or not met, and takes no number: give --met or --not-met, "
          + "or give the standard a target",
        field: "\(path)/result/\(value == nil ? "numerator" : "value")")
    }
    guard let grade, verdict != .open, (grade == .met) != (verdict == .met) else { return }
    let words = verdict == .met ? "reaches the target" : "does not reach the target"
    throw ValidationError(
      "grade-contradicts", "the result \(words), and the grade says otherwise",
      field: "\(path)/result/graded")
  }
}

extension AuditStandard.Limit {
  fileprivate func isKept(by measured: Quantity?) -> Bool? {
    guard let measured, let limit = try? Quantity(value) else { return nil }
    return sense == .atMost ? measured <= limit : measured >= limit
  }

  /// `at most 500 mGy·cm`.
  public var displayText: String {
    [sense == .atMost ? "at most" : "at least", value, unit].compactMap { $0 }
      .joined(separator: " ")
  }
}

/// A share of a count, with the uncertainty of a sample.
public struct Proportion: Hashable, Sendable {
  /// The part.
  public let numerator: Int
  /// The whole; above 0.
  public let denominator: Int

  /// - Returns: `nil` unless `0 ≤ numerator ≤ denominator` and something was examined.
  public init?(numerator: Int, denominator: Int) {
    guard denominator > 0, (0...denominator).contains(numerator) else { return nil }
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// The part in a hundred.
  public var percent: Double { 100 * Double(numerator) / Double(denominator) }

  /// The 95 % interval in percent, by Wilson's score (1927), which stays within 0 and 100 and does
  /// not collapse where none or all passed.
  public var wilsonInterval: ClosedRange<Double> {
    let z = 1.959_963_984_540_054
    let (n, p) = (Double(denominator), Double(numerator) / Double(denominator))
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let low = numerator == 0 ? 0 : max(0, 100 * (centre - half))
    let high = numerator == denominator ? 100 : min(100, 100 * (centre + half))
    return low...max(low, high)
  }

  /// `83.3 %`.
  public var shareWords: String { "\(Self.oneDecimal(percent)) %" }

  /// `81.1–98.0 %`.
  public var intervalWords: String {
    let interval = wilsonInterval
    return "\(Self.oneDecimal(interval.lowerBound))–\(Self.oneDecimal(interval.upperBound)) %"
  }

  /// `47 of 50`.
  public var countWords: String { "\(numerator) of \(denominator)" }

  /// One decimal, rounded half up: `83.3`.
  public static func oneDecimal(_ percent: Double) -> String {
    let tenths = Int((percent * 10).rounded(.toNearestOrAwayFromZero))
    return "\(tenths / 10).\(tenths % 10)"
  }
}

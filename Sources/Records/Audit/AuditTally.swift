import Replication

/// The cases that an audit examined, counted by standard.
///
/// A count is a proposal: the result of a standard is what a person recorded.
public struct AuditTally: Sendable {
  /// The result of a case for a standard.
  public enum Result: String, Hashable, Sendable, CaseIterable {
    case met
    case notMet = "not-met"
    /// The standard does not apply to the case: counted in neither number.
    case excluded
  }

  /// The cases of one standard.
  public struct Line: Hashable, Sendable {
    /// The author's label of the standard.
    public let standard: String
    /// Cases that meet it.
    public internal(set) var met = 0
    /// Cases that do not.
    public internal(set) var notMet = 0
    /// Cases to which it does not apply.
    public internal(set) var excluded = 0
    /// Cases without a result for this standard.
    public internal(set) var unrecorded = 0
    /// Cases for which two people recorded different results: not counted in the other numbers.
    public internal(set) var inConflict = 0
    /// `95 %`; `nil` where none is set.
    public let target: String?
    /// The counts that a person recorded as the result; `nil` where there are none.
    public let recorded: Proportion?
    /// The result in words, also for a standard without a share.
    public let result: String?

    /// Cases that count: those that meet it and those that do not.
    public var examined: Int { met + notMet }
    /// Cases that are not yet settled.
    public var open: Int { unrecorded + inConflict }
    /// The share of those examined that met it; `nil` where none was.
    public var proportion: Proportion? { Proportion(numerator: met, denominator: examined) }
    /// Whether the recorded result agrees with the cases; `nil` without either.
    public var agrees: Bool? {
      guard let recorded, let proportion else { return nil }
      return recorded == proportion
    }
  }

  /// How many cases there are.
  public let cases: Int
  /// In the order of the standards.
  public let lines: [Line]

  init(_ audit: AuditView) {
    let cases = audit.snapshot.elements("data")
    self.cases = cases.count
    var counts = audit.standards.map {
      Line(
        standard: $0.id, target: $0.targetWords, recorded: $0.proportion, result: $0.resultWords)
    }
    for observation in cases {
      for position in counts.indices {
        let said = observation.candidateTexts("results/\(counts[position].standard)")
        counts[position].count(said)
      }
    }
    lines = counts
  }

  /// Whether a field, by its path with positions, belongs to a case: cases are counted rather than
  /// listed.
  public static func isOfCase(_ path: String) -> Bool { path.hasPrefix("data/") }

  /// The standards whose recorded result disagrees with the cases.
  public var disagreements: [Line] { lines.filter { $0.agrees == false } }
}

extension AuditTally.Line {
  fileprivate mutating func count(_ said: [String]) {
    guard said.count < 2 else {
      inConflict += 1
      return
    }
    switch said.first.flatMap(AuditTally.Result.init(rawValue:)) {
    case .met: met += 1
    case .notMet: notMet += 1
    case .excluded: excluded += 1
    case nil: unrecorded += 1
    }
  }

  /// How a report describes a result that disagrees with the cases.
  var disagreement: String {
    let said = recorded?.countWords ?? "nothing"
    return "\(standard): the result is \(said), the cases say \(met) of \(examined)"
  }
}

extension AuditView {
  /// The audit's cases, counted.
  public var tally: AuditTally { AuditTally(self) }
}

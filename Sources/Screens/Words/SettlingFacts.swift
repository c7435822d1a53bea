internal import IRMER
public import Records

/// The facts that would settle an undetermined incident, each once, with the codes that wait for it.
public struct SettlingFacts: Sendable {
  /// A field whose value would decide codes.
  public struct Fact: Equatable, Sendable {
    /// The display path.
    public let path: String
    /// In the order of the findings; empty where no code waits for it alone.
    package let codes: [String]

    /// `effective dose (codes 2.1–2.4)`.
    public var displayText: String {
      let label = FieldLabel.displayText(path)
      guard !codes.isEmpty else { return label }
      return "\(label) (code\(codes.count == 1 ? "" : "s") \(FindingLines.range(codes)))"
    }
  }

  /// In the order of the findings.
  public let facts: [Fact]

  /// The facts that an incident's assessment lacks; none where it is decided.
  public init(_ incident: IncidentView) {
    var codes: [String: [String]] = [:]
    for finding in incident.assessment.findings where finding.result == .undetermined {
      for fact in finding.missing {
        let path = IncidentView.path(ofFact: fact, individual: finding.individual)
        if codes[path]?.last != finding.code.rawValue {
          codes[path, default: []].append(finding.code.rawValue)
        }
      }
    }
    facts = incident.missingFacts.map { Fact(path: $0, codes: codes[$0] ?? []) }
  }

  /// The fields' paths, in the same order.
  public var paths: [String] { facts.map(\.path) }
}

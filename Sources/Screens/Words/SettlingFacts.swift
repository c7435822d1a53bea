internal import IRMER
package import Records

/// The facts that would settle an undetermined incident, each once, with the codes that wait for it.
package struct SettlingFacts {
  package struct Fact: Equatable {
    /// The display path.
    package let path: String
    package let codes: [String]

    package var displayText: String {
      let label = FieldLabel.displayText(path)
      guard !codes.isEmpty else { return label }
      return "\(label) (code\(codes.count == 1 ? "" : "s") \(FindingLines.range(codes)))"
    }
  }

  package let facts: [Fact]

  package init(_ incident: IncidentView) {
    var codes: [String: [String]] = [:]
    for finding in incident.assessment.findings where finding.result == .undetermined {
      for fact in finding.missing {
        let path = fact == "modality" ? fact : "individuals/\(finding.individual)/\(fact)"
        if codes[path]?.last != finding.code.rawValue {
          codes[path, default: []].append(finding.code.rawValue)
        }
      }
    }
    facts = incident.missingFacts.map { Fact(path: $0, codes: codes[$0] ?? []) }
  }

  package var paths: [String] { facts.map(\.path) }
}

import IRMER
import Testing

/// One individual and the result of one criterion.
struct CriterionExample: Sendable, CustomTestStringConvertible {
  let code: String
  let result: String
  let modality: String?
  let individual: String
  let nation: String
  let interventional: Bool?

  init(
    _ code: String, _ result: String, _ modality: String?, _ individual: String,
    nation: String = "england", interventional: Bool? = nil
  ) {
    self.code = code
    self.result = result
    self.modality = modality
    self.individual = individual
    self.nation = nation
    self.interventional = interventional
  }

  var testDescription: String { "\(code) \(result) \(nation) \(modality ?? "-") \(individual)" }

  var facts: IncidentFacts {
    get throws {
      try IncidentFacts(
        JSONValue(
          parsing: """
            {"nation":"\(nation)","discoveredOn":"2026-02-02","clinicallySignificant":"no",\
            "modality":\(modality.map { "\"\($0)\"" } ?? "null"),\
            "interventional":\(interventional.map(String.init) ?? "null"),\
            "individuals":[{\(individual)}]}
            """))
    }
  }

  var finding: Finding? {
    get throws {
      try Edition.default.assess(facts).findings.first { $0.code.rawValue == code }
    }
  }

  func expect(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = try finding.map { $0.result.rawValue } ?? "not listed"
    #expect(found == result, sourceLocation: sourceLocation)
  }
}

/// Facts from JSON text.
func facts(_ text: String) throws -> IncidentFacts {
  try IncidentFacts(JSONValue(parsing: text))
}

/// An incident in England found on 2 February 2026, by its other members.
func incident(_ members: String, individuals: String...) throws -> IncidentFacts {
  try facts(
    """
    {"nation":"england","discoveredOn":"2026-02-02",\(members)\(members.isEmpty ? "" : ",")\
    "individuals":[\(individuals.map { "{\($0)}" }.joined(separator: ","))]}
    """)
}

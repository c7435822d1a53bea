public import IRMER

/// What the shared rules say of an incident.
public struct IncidentAssessment: Hashable, Sendable {
  public let edition: String
  public let outcome: Assessment.Outcome
  public let codes: [String]
  public let complementary: [String]
  public let notifyBy: CalendarDate?
  public let reportBy: CalendarDate?
  public let authority: String
  public let findings: [Finding]
  public let prompts: [String]
  /// The whole assessment as `candour assess` prints it.
  public let json: JSONValue
}

extension IncidentAssessment {
  init(of snapshot: RecordSnapshot) {
    let edition =
      snapshot.text("classification/ruleSetId").flatMap { Edition(id: $0) } ?? Edition.default
    let (facts, contradictions) = FactsDocument(snapshot).facts()
    let day = snapshot.date("discoveredOn") ?? snapshot.date("recordedAt") ?? .earliest
    let nation = snapshot.text("nation").flatMap(Nation.init(rawValue:)) ?? .england
    var assessment = edition.assess(facts ?? IncidentFacts(nation: nation, discoveredOn: day))
    assessment.prompts += contradictions
    self.init(assessment)
  }

  init(_ assessment: Assessment) {
    edition = assessment.edition
    outcome = assessment.outcome
    codes = assessment.codes.map(\.rawValue)
    complementary = assessment.complementary.map(\.description)
    notifyBy = assessment.notifyBy
    reportBy = assessment.reportBy
    authority = assessment.authority.rawValue
    findings = assessment.findings
    prompts = assessment.prompts
    json = assessment.json
  }
}

extension IncidentView {
  /// Why the incident is among the notifications, a sentence each.
  var notificationReasons: [String] {
    let result: CriterionResult =
      assessment.outcome == .undetermined ? .undetermined : .met
    var reasons = assessment.findings.filter { $0.result == result }.map {
      "\($0.code.rawValue): \($0.reason)"
    }
    if snapshot.text("clinicallySignificant") == "yes" { reasons.append("clinically significant") }
    reasons += assessment.complementary.map { "complementary code \($0)" }
    if !snapshot.conflicts.isEmpty {
      let paths = snapshot.conflicts.map(\.displayPath).joined(separator: ", ")
      reasons.append("in conflict: \(paths)")
    }
    return reasons
  }
}

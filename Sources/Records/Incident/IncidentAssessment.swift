public import IRMER
import Replication

/// The rules' assessment of an incident.
public struct IncidentAssessment: Hashable, Sendable {
  /// The edition that judged.
  public let edition: String
  /// The severer of the rules and the person.
  public let outcome: Assessment.Outcome
  /// The base codes.
  public let codes: [String]
  /// M, E, V and C with their base codes.
  public let complementary: [String]
  /// The last day for the notification; nil where no clock runs.
  public let notifyBy: CalendarDate?
  /// The last day for the report; nil where no clock runs.
  public let reportBy: CalendarDate?
  /// The authority to notify.
  public let authority: Authority
  /// What the rules found, criterion by criterion.
  public let findings: [Finding]
  /// The bodies that should hear of it.
  public let routes: [Route]
  /// Questions that a person should consider.
  public let prompts: [String]
  /// Display paths of the facts in conflict that it depends on; empty where none matters.
  public let restsOn: [String]
  let assessment: Assessment
  /// The code whose category describes the incident best, met or not; nil where none does. Of facts
  /// in conflict, by the candidates displayed first.
  let mostRelevantCode: NotificationCode?
  /// Printed where facts are in conflict: it names the candidates.
  private let disputed: JSONValue?
  /// The whole assessment as `candour assess` prints it.
  public var json: JSONValue { disputed ?? assessment.json }
}

extension IncidentAssessment {
  /// Judges the record by the edition in force on its day of discovery, whatever edition it names:
  /// another replica's entry can name any. Of facts in conflict every combination is judged, and
  /// the most severe counts.
  init(of snapshot: RecordSnapshot) {
    let edition =
      snapshot.earliestDate("discoveredOn").map { Edition.judging(discoveredOn: $0) } ?? .default
    let document = FactsDocument(snapshot)
    let disputes = snapshot.isInConflict ? document.disputes : []
    guard !disputes.isEmpty else {
      let (facts, contradictions) = document.facts()
      var assessment = edition.assess(facts ?? document.fallback)
      assessment.prompts += contradictions + Self.displayTexts(of: edition, facts)
      assessment.prompts += NationSplit.prompts(of: snapshot)
      self.init(
        assessment, disputed: nil, restsOn: [], mostRelevantCode: facts?.mostRelevantCode)
      return
    }
    self.init(document, disputes, edition)
  }

  private init(
    _ document: FactsDocument, _ disputes: [(path: FieldPath, fact: DisputedFact)],
    _ edition: Edition
  ) {
    var contradictions: [String] = []
    do throws(FactsError) {
      let combinationsMax = JudgingWork.combinationsMax(values: document.factValues)
      var result = try edition.assess(
        disputes: disputes.map(\.fact), combinationsMax: combinationsMax
      ) { (chosen) throws(FactsError) in
        let (facts, found) = document.facts(choosing: chosen, among: disputes)
        for text in found where !contradictions.contains(text) { contradictions.append(text) }
        return facts ?? document.fallback
      }
      result.assessment.prompts +=
        contradictions + Self.displayTexts(of: edition, document.fallback)
        + NationSplit.prompts(of: document.snapshot)
      self.init(
        result.assessment, disputed: result.json, restsOn: result.restsOn.map(\.path),
        mostRelevantCode: document.facts().facts?.mostRelevantCode)
    } catch {
      var assessment = edition.assess(document.fallback)
      assessment.prompts.append("\(error)")
      self.init(
        assessment, disputed: nil, restsOn: disputes.map(\.fact.path),
        mostRelevantCode: document.facts().facts?.mostRelevantCode)
    }
  }

  /// The remark that an earlier edition judges, and why.
  private static func displayTexts(of edition: Edition, _ facts: IncidentFacts?) -> [String] {
    [facts.flatMap { edition.judgingWords(discoveredOn: $0.discoveredOn) }].compactMap { $0 }
  }

  private init(
    _ assessment: Assessment, disputed: JSONValue?, restsOn: [String],
    mostRelevantCode: NotificationCode?
  ) {
    edition = assessment.edition
    outcome = assessment.outcome
    codes = assessment.codes.map(\.rawValue)
    complementary = assessment.complementary.map(\.description)
    notifyBy = assessment.notifyBy
    reportBy = assessment.reportBy
    authority = assessment.authority
    findings = assessment.findings
    routes = assessment.routes
    prompts = assessment.prompts
    self.disputed = disputed
    self.restsOn = restsOn
    self.assessment = assessment
    self.mostRelevantCode = mostRelevantCode
  }
}

extension FactsDocument {
  /// Facts of which nothing is known: even impossible data keeps the clock running.
  var fallback: IncidentFacts {
    let day = snapshot.date("discoveredOn") ?? snapshot.date("recordedAt") ?? .earliest
    let nation = snapshot.text("nation").flatMap(Nation.init(rawValue:)) ?? .england
    return IncidentFacts(nation: nation, discoveredOn: day)
  }
}

extension IncidentView {
  /// Why the incident is listed among the notifications, one sentence each.
  var notificationReasons: [String] {
    let result: CriterionResult =
      assessment.outcome == .undetermined ? .undetermined : .met
    var reasons = assessment.findings.filter { $0.result == result }.map {
      "\($0.code.rawValue): \($0.reason)"
    }
    if snapshot.text("clinicallySignificant") == "yes" { reasons.append("clinically significant") }
    reasons += assessment.complementary.map { "complementary code \($0)" }
    if !assessment.restsOn.isEmpty {
      let labels = assessment.restsOn.map { FieldLabel.displayText($0, in: .incident) }
      reasons.append("rests on a conflict about \(labels.joined(separator: ", "))")
    }
    return reasons + changedSinceNotified
  }

  /// What the authority was told and no longer applies: later changes correct the notification and
  /// never cause a second one.
  var changedSinceNotified: [String] {
    if let told = notifiedInstead { return [Self.notified(told, instead: assessment.authority)] }
    guard step > .none, step < .closed else { return [] }
    var changes: [String] = []
    if !assessment.outcome.hasDeadlines {
      let told: Authority? = snapshot.choice("notification/authority")
      let whom = told.flatMap { $0 == assessment.authority ? nil : $0.rawValue } ?? "the authority"
      changes.append(
        "it was notified, and the facts as they are now do not ask for it: tell \(whom)")
    } else if let told = snapshot.text("notification/codes"), told != notifiedCodes {
      let now = notifiedCodes.isEmpty ? "none" : notifiedCodes
      changes.append(
        "it was notified with the codes \(told), now they are \(now): tell the authority")
    }
    if let told = snapshot.text("notification/discoveredOn"),
      let now = snapshot.text("discoveredOn"), told != now
    {
      changes.append(
        "it was notified as discovered on \(told), now that is \(now): tell the authority")
    }
    return changes
  }

  /// What to do where another authority was notified than the nation has. It has to be notified
  /// itself: what another one was told is no notification to it.
  static func notified(_ told: Authority, instead authority: Authority) -> String {
    "\(told) was notified, and the authority is now \(authority), which was not: notify "
      + "\(authority), and tell \(told)"
  }

  /// The codes as stated in a notification.
  public var notifiedCodes: String {
    (assessment.codes + assessment.complementary).joined(separator: " ")
  }
}

public import IRMER

extension IncidentView {
  /// The rules' assessment if one candidate of a disputed fact were right.
  public struct Reading: Hashable, Sendable {
    /// `nil` where somebody removed the value.
    public let value: JSONValue?
    public let outcome: Assessment.Outcome
    public let codes: [String]
  }

  /// The most disputed facts that are read one by one; beyond them only the assessment is shown.
  public static let readingsMax = 4

  /// For each disputed fact: what each of its candidates would lead to, whatever is right about the
  /// others.
  public var readings: [(path: String, readings: [Reading])] {
    guard snapshot.isInConflict else { return [] }
    let document = FactsDocument(snapshot)
    let disputes = document.disputes
    let edition =
      snapshot.earliestDate("discoveredOn").map { Edition.judging(discoveredOn: $0) } ?? .default
    return disputes.prefix(Self.readingsMax).map { dispute in
      let others = disputes.map(\.fact).filter { $0.path != dispute.fact.path }
      let readings = dispute.fact.candidates.prefix(Self.readingsMax).compactMap {
        candidate -> Reading? in
        func facts(_ chosen: [String: JSONValue?]) -> IncidentFacts {
          var chosen = chosen
          chosen.updateValue(candidate, forKey: dispute.fact.path)
          return document.facts(choosing: chosen, among: disputes).facts ?? document.fallback
        }
        guard !others.isEmpty else {
          return Reading(value: candidate, edition.assess(facts([:])))
        }
        let combinations = JudgingWork.combinationsMax(values: document.factValues)
        let judged = try? edition.assess(disputes: others, combinationsMax: combinations) {
          (chosen) throws(FactsError) in facts(chosen)
        }
        return judged.map { Reading(value: candidate, $0.assessment) }
      }
      return (dispute.fact.path, Array(readings))
    }
  }
}

extension IncidentView.Reading {
  init(value: JSONValue?, _ assessment: Assessment) {
    self.init(
      value: value, outcome: assessment.outcome, codes: assessment.codes.map(\.rawValue))
  }

  /// `notifiable under 2.1`, `not notifiable`.
  public var displayText: String {
    let outcome = outcome.rawValue.replacing("-", with: " ")
    return codes.isEmpty ? outcome : "\(outcome) under \(codes.joined(separator: ", "))"
  }
}

extension RecordElement {
  /// The age as recorded: `54`; in weeks or days where the whole years are not certain.
  var ageWords: String? {
    if let years = text("ageAtExposure") { return years }
    let units = [("ageInMonths", "months"), ("ageInWeeks", "weeks"), ("ageInDays", "days")]
    return units.lazy.compactMap { key, unit in text(key).map { "\($0) \(unit)" } }.first
  }
}

import Foundation
import IRMER
import Testing

@Suite("The rules against an oracle that tries every value")
struct OracleTests {
  /// `CANDOUR_FACTS=1000000` sets a larger number of incidents in total.
  static let count =
    (ProcessInfo.processInfo.environment["CANDOUR_FACTS"].flatMap { Int($0) } ?? 4_000) / 8

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `every result, outcome, code, clock and route is the oracle's`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<Self.count {
      let incident = OracleCase.random(using: &random)
      let text = incident.json
      let facts: IncidentFacts
      do {
        facts = try IncidentFacts(JSONValue(parsing: text))
      } catch let error as FactsError where error.code == .contradiction {
        continue
      }
      let assessment = Edition.default.assess(facts)
      let expected = Oracle(incident: incident).answer
      let answer = Oracle.Answer(assessment, discovered: facts.discoveredOn)
      guard answer == expected else {
        Issue.record("\(text)\n\(answer)\n\(expected)")
        return
      }
    }
  }
}

extension Oracle.Answer {
  init(_ assessment: Assessment, discovered: CalendarDate) {
    var results: [String: String] = [:]
    for finding in assessment.findings {
      results["\(finding.individual)/\(finding.code.rawValue)"] = finding.result.rawValue
    }
    self.init(
      outcome: assessment.outcome.rawValue, codes: assessment.codes.map(\.rawValue),
      complementary: assessment.complementary.map(\.description),
      days: assessment.notifyBy.flatMap { notifyBy in
        assessment.reportBy.map { [discovered.days(until: notifyBy), discovered.days(until: $0)] }
      },
      bodies: Dictionary(
        uniqueKeysWithValues: assessment.routes.map { ($0.body.rawValue, $0.duty.rawValue) }),
      results: results)
  }
}

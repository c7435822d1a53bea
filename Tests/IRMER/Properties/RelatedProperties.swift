import IRMER
import Testing

/// A related field added to a document never shows that something need not be notified, except by
/// settling the missing fact.
@Suite("Related fields never lower an outcome")
struct RelatedProperties {
  /// Fields that settle nothing: they can only raise.
  static let raising: [(key: String, value: JSONValue)] = [
    ("pregnancyStatus", "pregnant"), ("pregnancyStatus", "unknown"), ("gestationWeeks", 12),
    ("breastfeeding", true), ("differenceKinds", ["laterality"]), ("differenceKinds", ["patient"]),
    ("differenceKinds", ["radiopharmaceutical", "timing"]), ("differenceKinds", ["dose"]),
    ("exposureIntendedOnThisOccasion", false), ("exposureIntendedOnThisOccasion", true),
    ("nuclearMedicine", ["productAdministered": "MAA"]),
    ("nuclearMedicine", ["extravasation": true]), ("nuclearMedicine", ["licenceValid": false]),
    ("causeClass", "equipment"), ("harm", ["physical": "severe"]),
    ("interventionalProcedure", ["peakSkinDose": "3"]),
    ("radiotherapy", ["displacement": ["vector": "4"]]),
    ("doses", [["quantity": "dlp", "total": "500"]]),
    ("doses", [["quantity": "absorbed-dose", "total": "2"]]),
    ("doses", [["quantity": "effective-dose", "total": "0.001"]]),
    ("doses", [["quantity": "effective-dose", "low": "0.5", "high": "40"]]),
  ]

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `a field that leaves a fact open raises or says nothing`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var raised = 0
    for _ in 0..<250 {
      let text = OracleCase.random(using: &random).json
      guard let facts = try? IncidentFacts(JSONValue(parsing: text)) else { continue }
      let before = Edition.default.assess(facts)
      for (key, value) in Self.raising {
        guard var object = facts.json.object, var people = object["individuals"]?.array,
          var first = people.first?.object
        else { continue }
        // A dose where none was known settles it: that is not tested here.
        if key == "doses", facts.individuals[0].effectiveDose?.incidentTotal == nil { continue }
        if key == "radiotherapy", facts.individuals[0].geographicalMiss != nil { continue }
        first[key] = value
        people[0] = .object(first)
        object["individuals"] = .array(people)
        let after = Edition.default.assess(
          try IncidentFacts(.object(object), contradictions: .countedAsUnknown))
        #expect(
          after.outcome.rank >= before.outcome.rank, "\(key) lowers \(facts.json.serialized())")
        if after.outcome.rank > before.outcome.rank { raised += 1 }
        // People read prompts: no key of a document, but for a contradiction that names both.
        for prompt in after.prompts where !prompt.contains("contradict") {
          let word = prompt.split { !$0.isLetter }.first { word in
            zip(word, word.dropFirst()).contains { $0.isLowercase && $1.isUppercase }
              && !["mSv", "mGy", "kVp"].contains(word)
          }
          #expect(word == nil, "\(prompt)")
        }
      }
    }
    #expect(raised > 0)
  }
}

extension Assessment.Outcome {
  fileprivate var rank: Int {
    switch self {
    case .notifiable: 2
    case .undetermined: 1
    case .notNotifiable, .notIRMER: 0
    }
  }
}

import IRMER
import Testing

@Suite("Facts in conflict")
struct DisputedAssessmentTests {
  /// Writes the chosen values into a document and reads it.
  private func judge(
    _ base: String, _ disputes: [DisputedFact], edition: Edition = .default
  ) throws -> DisputedAssessment {
    let json = try JSONValue(parsing: base)
    return try edition.assess(disputes: disputes) { (choice) throws(FactsError) in
      var document = json
      for (path, value) in choice {
        document = document.setting(path.split(separator: "/").map(String.init)[...], to: value)
      }
      return try IncidentFacts(document)
    }
  }

  private let base = """
    {"nation":"england","discoveredOn":"2026-02-02","modality":"ct","clinicallySignificant":"no",
    "individuals":[{"ageAtExposure":54,"exposure":"unintended",
    "effectiveDose":{"intended":"10","total":"12"}}]}
    """

  @Test func `the most severe combination stands, and says what it rests on`() throws {
    let result = try judge(
      base,
      [
        DisputedFact(path: "individuals/0/effectiveDose/total", candidates: ["12", "25", "26"]),
        DisputedFact(path: "individuals/0/ageAtExposure", candidates: [54, 55]),
      ])

    #expect(result.assessment.outcome == .notifiable)
    #expect(result.assessment.codes == [.code2_3])
    #expect(result.restsOn.map(\.path) == ["individuals/0/effectiveDose/total"])
    #expect(result.restsOn.map(\.value) == ["25"])
    #expect(result.combinations == 6 && !result.isBounded)
    #expect(result.assessment.prompts.first?.contains("effectiveDose/total") == true)
  }

  @Test func `two conflicts that matter only together are both named`() throws {
    let result = try judge(
      base,
      [
        DisputedFact(path: "individuals/0/effectiveDose/total", candidates: ["12", "30"]),
        DisputedFact(path: "individuals/0/exposure", candidates: ["near-miss", "unintended"]),
      ])

    #expect(result.assessment.outcome == .notifiable)
    #expect(
      Set(result.restsOn.map(\.path)) == [
        "individuals/0/effectiveDose/total", "individuals/0/exposure",
      ])
  }

  /// Outside IR(ME)R is the least severe: a patient below every criterion is still analysed
  /// locally.
  @Test(arguments: [["worker", "patient"], ["patient", "worker"]] as [[JSONValue]])
  func `a disputed kind is judged as the patient's`(candidates: [JSONValue]) throws {
    let result = try judge(
      base, [DisputedFact(path: "individuals/0/kind", candidates: candidates)])

    #expect(result.assessment.outcome == .notNotifiable)
    #expect(result.assessment.routes.map(\.body) == [.hse])
    #expect(result.restsOn.map(\.value) == ["patient"])
  }

  @Test func `the earliest discovery drives the clocks`() throws {
    let result = try judge(
      base,
      [
        DisputedFact(path: "discoveredOn", candidates: ["2026-02-05", "2026-01-30", nil]),
        DisputedFact(path: "clinicallySignificant", candidates: ["no", "yes"]),
      ])

    #expect(result.assessment.notifyBy?.description == "2026-02-13")
    #expect(result.restsOn.map(\.path) == ["discoveredOn", "clinicallySignificant"])
  }

  @Test func `a removal is a candidate like another`() throws {
    let result = try judge(
      base, [DisputedFact(path: "individuals/0/effectiveDose/total", candidates: ["12", nil])])

    #expect(result.assessment.outcome == .undetermined)
    #expect(result.restsOn.map(\.value) == [nil])
  }

  @Test func `two nations give both authorities their route`() throws {
    let result = try judge(
      base.replacing(#""total":"12""#, with: #""total":"99""#),
      [DisputedFact(path: "nation", candidates: ["england", "wales"])])

    #expect(Set(result.assessment.routes.map(\.body)) == [.cqc, .hiw])
  }

  @Test func `a combination that contradicts itself is passed over`() throws {
    let parts = #""effectiveDose":{"intended":"10","over":"1","repeats":"1","total":"12"}"#
    let result = try judge(
      base.replacing(#""effectiveDose":{"intended":"10","total":"12"}"#, with: parts),
      [DisputedFact(path: "individuals/0/effectiveDose/total", candidates: ["12", "99"])])

    #expect(result.combinations == 1)
    #expect(result.assessment.outcome == .notNotifiable)
  }

  @Test func `when nothing can be judged the error is thrown`() {
    #expect(throws: FactsError.self) {
      try judge(base, [DisputedFact(path: "nation", candidates: ["atlantis", nil])])
    }
  }

  @Test func `beyond the bound the facts count as unknown, never as safe`() throws {
    let paths = (0..<11).map { "individuals/\($0)/ageAtExposure" }
    let person = #"{"ageAtExposure":54,"exposure":"near-miss"}"#
    let people = Array(repeating: person, count: 11).joined(separator: ",")
    let many = """
      {"nation":"england","discoveredOn":"2026-02-02","modality":"ct",\
      "clinicallySignificant":"no","individuals":[\(people)]}
      """

    let result = try judge(many, paths.map { DisputedFact(path: $0, candidates: [1, 2]) })

    #expect(result.isBounded)
    #expect(result.combinations <= Edition.combinationsMax)
    #expect(result.assessment.outcome == .undetermined)
    #expect(result.assessment.notifyBy?.description == "2026-02-16")
    #expect(result.assessment.routes.map(\.body) == [.cqc])
  }

  @Test func `as many combinations as the bound are all judged`() throws {
    let disputes = (0..<10).map {
      DisputedFact(path: "individuals/0/unused\($0)", candidates: [1, 2])
    }
    let result = try judge(base, disputes)

    #expect(result.combinations == Edition.combinationsMax && !result.isBounded)
    #expect(result.assessment.outcome == .notNotifiable)
  }

  @Test func `beyond the bound a candidate that is notifiable by itself still is`() throws {
    var disputes = (0..<10).map {
      DisputedFact(path: "individuals/0/unused\($0)", candidates: [1, 2])
    }
    disputes.append(DisputedFact(path: "clinicallySignificant", candidates: ["no", "yes"]))

    #expect(try judge(base, disputes).assessment.outcome == .notifiable)
  }

  @Test(arguments: [16, 100, Edition.combinationsMax])
  func `thousands of facts in conflict, or of values of one, build the facts so often at most`(
    combinationsMax: Int
  ) throws {
    let many = (0..<3000).map {
      DisputedFact(path: "individuals/\($0)/ageAtExposure", candidates: [1, 2])
    }
    let wide = [
      DisputedFact(
        path: "nation", candidates: (0..<3000).map { .string("nation \($0)") } + ["wales"]),
      DisputedFact(
        path: "individuals/0/ageAtExposure",
        candidates: (0..<3000).map { .number(JSONNumber($0)) }),
    ]
    let facts = try IncidentFacts(try JSONValue(parsing: base))

    for disputes in [many, wide] {
      var built = 0
      let result = try Edition.default.assess(
        disputes: disputes, combinationsMax: combinationsMax
      ) { _ in
        built += 1
        return facts
      }

      #expect(built <= combinationsMax && result.combinations == built)
      #expect(result.isBounded && result.assessment.outcome.hasDeadlines)
    }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `a conflict never lowers an outcome`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let first = OracleCase.random(using: &random)
    let second = OracleCase.random(using: &random)
    guard let one = try? JSONValue(parsing: first.json),
      let two = try? JSONValue(parsing: second.json)
    else { return }
    let keys = ["nation", "modality", "clinicallySignificant", "theme", "individuals"]
    let disputes = keys.map { DisputedFact(path: $0, candidates: [one[$0], two[$0]]) }
    guard let alone = try? Edition.default.assess(IncidentFacts(one)),
      let other = try? Edition.default.assess(IncidentFacts(two)),
      let both = try? judge(first.json, disputes).assessment
    else { return }

    for each in [alone, other] {
      #expect(!(each.outcome == .notifiable && both.outcome != .notifiable))
      #expect(!(each.outcome.hasDeadlines && !both.outcome.hasDeadlines))
    }
    if alone.outcome == .notifiable { #expect(Set(alone.codes).isSubset(of: both.codes)) }
  }
}

extension JSONValue {
  /// The document with one value set or removed.
  fileprivate func setting(_ path: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    switch self {
    case .array(var elements):
      if let index = Int(key), elements.indices.contains(index) {
        elements[index] = elements[index].setting(path.dropFirst(), to: value)
      }
      return .array(elements)
    case .object(var object):
      object[key] =
        path.count == 1 ? value : (object[key] ?? [:]).setting(path.dropFirst(), to: value)
      return .object(object)
    default:
      return self
    }
  }
}

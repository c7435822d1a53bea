import IRMER
import Testing

@Suite("Assessment as text")
struct AssessmentTextTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func `the text that is written directly is that of the tree`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var written = 0
    var all: [UInt8] = []
    var expected: [UInt8] = []
    for _ in 0..<250 {
      let text = OracleCase.random(using: &random).json
      guard let facts = try? IncidentFacts(JSONValue(parsing: text)) else { continue }
      let assessment = Edition.default.assess(facts)
      assessment.appendJSON(to: &all)
      expected += assessment.json.serializedBytes()
      written += 1
    }

    #expect(written > 100)
    #expect(all == expected)
  }

  @Test func `what needs an escape has one`() throws {
    let facts = try IncidentFacts(
      JSONValue(parsing: #"{"nation":"wales","discoveredOn":"2026-02-02","individuals":[{}]}"#))
    var assessment = Edition.default.assess(facts)
    assessment.prompts = ["a \"quoted\" \\ line\nand \u{7f}\u{1} é 🩻", ""]
    var bytes: [UInt8] = []
    assessment.appendJSON(to: &bytes)

    #expect(try JSONValue(parsing: bytes) == assessment.json)
    #expect(bytes == assessment.json.serializedBytes())
  }
}

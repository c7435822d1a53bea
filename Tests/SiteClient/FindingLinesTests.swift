import IRMER
import Screens
import Testing

@testable import candour

@Suite("Findings as people read them")
struct FindingLinesTests {
  private static func assessment(
    _ findings: [(person: Int, code: String, result: String, reason: String)],
    prompts: [String] = []
  ) -> JSONValue {
    [
      "findings": .array(
        findings.map {
          [
            "individual": .number(JSONNumber($0.person)), "code": .string($0.code),
            "result": .string($0.result), "reason": .string($0.reason),
          ]
        }), "prompts": JSONValue(prompts),
    ]
  }

  private static let doses = ["2.1", "2.2", "2.3", "2.4"]

  @Test func `what is said of several codes and individuals alike is said once, what is met first`()
  {
    let findings = (0..<3).flatMap { person in
      Self.doses.map { (person, $0, "undetermined", "the total dose is not known") }
        + [(person, "4.2c", "met", "the same fault"), (person, "4.2b", "excluded", "no")]
    }

    let lines = FindingLines(Self.assessment(findings)).lines

    #expect(
      lines == [
        .init(text: "Code 4.2c met: the same fault (all 3 individuals)", isMet: true),
        .init(
          text: "Not yet decided (codes 2.1–2.4): the total dose is not known (all 3 individuals)",
          isMet: false),
      ])
  }

  @Test func `a day in a reason is in words`() {
    let findings = [(0, "M", "met", "a theme that was identified on 2026-02-05")]

    #expect(
      FindingLines(Self.assessment(findings)).lines.map(\.text) == [
        "Code M met: a theme that was identified on 5 February 2026"
      ])
  }

  @Test func `people count from one, and one alone is not numbered`() {
    let one = [(0, "7", "met", "whatever the dose")]
    let several = [(1, "7", "met", "whatever the dose"), (0, "2.1", "excluded", "no")]

    #expect(
      FindingLines(Self.assessment(one)).lines.map(\.text) == ["Code 7 met: whatever the dose"])
    #expect(
      FindingLines(Self.assessment(several), individuals: 4).lines.map(\.text) == [
        "Code 7 met: whatever the dose (individual 2)"
      ])
  }

  @Test func `individuals of whom different codes are said stand apart`() {
    let findings = [
      (0, "2.1", "undetermined", "not known"), (0, "2.3", "undetermined", "not known"),
      (1, "2.1", "undetermined", "not known"), (2, "2.1", "undetermined", "not known"),
    ]

    #expect(
      FindingLines(Self.assessment(findings)).lines.map(\.text) == [
        "Not yet decided (codes 2.1, 2.3): not known (individual 1)",
        "Not yet decided (code 2.1): not known (individuals 2, 3)",
      ])
  }

  @Test(arguments: [
    (["1", "2.1", "2.2", "2.3", "2.4"], "1, 2.1–2.4"), (["8.1", "8.2"], "8.1, 8.2"),
    (["4.1", "4.2a", "4.2b", "4.2c", "7"], "4.1–4.2c, 7"), (["2.1", "later"], "2.1, later"),
  ])
  func `codes that follow one another in a row are a range`(codes: [String], words: String) {
    #expect(FindingLines.range(codes) == words)
  }

  @Test func `a prompt that several individuals share is given once`() {
    let assessment = Self.assessment(
      [(2, "5", "excluded", "no")],
      prompts: [
        "Tell the MHRA.", "Individual 1: Thematic?", "Individual 3: Thematic?", "Individual: none",
      ])

    #expect(
      FindingLines(assessment).prompts == [
        "Tell the MHRA.", "Thematic? (individuals 1, 3)", "Individual: none",
      ])
  }
}

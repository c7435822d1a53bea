import IRMER
import Records
import Testing

@testable import Aggregation

@Suite("The order of an authority's own form")
struct AnswerFormTests {
  @Test func `a question is answered by the sheet, by a field, or by hand`() throws {
    let form = try AnswerForm(
      Array(
        """
        question,answer\r
        "What, in your words, happened?",what happened\r
        Which  equipment was used?,individuals/0/sex\r
        Your job title,\r

        """.utf8))

    #expect(
      form.questions == [
        .init(text: "What, in your words, happened?", source: .sheet("What happened")),
        .init(text: "Which equipment was used?", source: .field("individuals/0/sex")),
        .init(text: "Your job title", source: .hand),
      ])
  }

  @Test(
    arguments: [
      ("question,answer\nWhat?,nothing like it\n", "line 2: “nothing like it” is neither"),
      ("question,answer\nWhat?,individuals/-/sex\n", "line 2: “individuals/-/sex” is neither"),
      ("question,answer\n,Site\n", "line 2: a question has 1 to 500 characters"),
      ("question,answer\n", "a form has 1 to 300 questions"),
      ("what,who\nWhat?,Site\n", "the first line must be: question,answer"),
    ])
  func `what cannot be used is refused with its line`(text: String, reason: String) {
    let refused = #expect(throws: ValidationError.self) { try AnswerForm(Array(text.utf8)) }

    #expect(refused?.message.hasPrefix(reason) == true, "\(refused?.message ?? "")")
  }

  @Test func `the answers that a form may name are those of the sheet`() async throws {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    let id = try await harness.log(["discoveredOn": "2026-02-02"], at: site)
    let incident = IncidentView(try await harness.centre.snapshot(named: id))

    let sheet = try AnswersSheet(incident, now: harness.centre.moment)

    #expect(sheet.answers.map(\.question) == AnswerForm.answers)
  }

  @Test func `an imported form is there until it is removed`() async throws {
    let centre = try CentreHarness().centre
    #expect(try await centre.answerForm(of: .cqc) == nil)

    _ = try await centre.importAnswerForm(Self.table, of: .cqc)
    let form = try await centre.importAnswerForm(
      Array("question,answer\nWhere?,Site\n".utf8), of: .cqc)

    #expect(try await centre.answerForm(of: .cqc) == form)
    #expect(try await centre.answerForm(of: .hiw) == nil)
    #expect(try await centre.removeAnswerForm(of: .cqc))
    #expect(try await !centre.removeAnswerForm(of: .cqc))
    #expect(try await centre.answerForm(of: .cqc) == nil)
  }

  private static let table = Array("question,answer\nWhich unit?,Department\n".utf8)
}

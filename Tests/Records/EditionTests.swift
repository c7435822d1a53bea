import IRMER
import Records
import Replication
import Testing

@Suite("The edition that judges a record")
struct EditionTests {
  static let days: [(discovered: String, judging: String, words: String?)] = [
    ("2026-02-02", "saue-2023-04-19", nil), ("2023-04-19", "saue-2023-04-19", nil),
    ("2023-04-18", "saue-2020-08", "in force on 2023-04-18"),
    ("2022-05-01", "saue-2020-08", "in force on 2022-05-01"),
    ("2019-05-01", "saue-2020-08", "the earliest edition known"),
  ]

  @Test(arguments: days)
  func `a record is judged by the edition in force on its day of discovery, and says so`(
    discovered: String, judging: String, words: String?
  ) throws {
    var author = Author(kind: .incident)

    try author.log(["discoveredOn": .string(discovered), "modality": "ct"])

    let assessment = IncidentView(author.snapshot).assessment
    #expect(assessment.edition == judging)
    #expect(author.field("classification/ruleSetId") == .string(judging))
    #expect(author.rows.incident?.edition == judging)
    #expect(
      assessment.prompts.contains { $0.hasPrefix("Judged by") } == (words != nil))
    if let words { #expect(assessment.prompts.contains { $0.contains(words) }) }
  }

  /// Entries from elsewhere do not pass this check.
  @Test(arguments: ["saue-draft", "saue-2023-04-19", "saue-1999"])
  func `no other edition judges, whoever names it`(named: String) throws {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2021-05-01", "modality": "ct"])

    author.write([
      Operation(path: FieldPath(literal: "classification/ruleSetId"), value: .text(named))
    ])

    #expect(IncidentView(author.snapshot).assessment.edition == "saue-2020-08")
  }
}

import IRMER
import Records
import Replication
import Testing

@Suite("The edition that judges a record")
struct EditionTests {
  /// Entries come from elsewhere too, past this door.
  @Test(arguments: [
    ("saue-draft", "2026-02-02", "saue-2023-04-19"),
    ("saue-2020-08", "2026-02-02", "saue-2023-04-19"),
    ("saue-2020-08", "2021-05-01", "saue-2020-08"),
    ("saue-1999", "2026-02-02", "saue-2023-04-19"),
  ])
  func `an edition that is not in force judges nothing, whoever names it`(
    named: String, discovered: String, judging: String
  ) throws {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": .string(discovered), "modality": "ct"])

    author.write([
      Operation(path: FieldPath(literal: "classification/ruleSetId"), value: .text(named))
    ])
    let latest = IncidentView(author.snapshot).assessment

    #expect(latest.edition == judging)
  }
}

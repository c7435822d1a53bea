import IRMER
import Records
import Testing

@Suite("Keys that nobody knows")
struct UnknownFieldTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-03-01", "individuals": [["kind": "patient"]]])
    return author
  }

  @Test(
    arguments: [
      ("imediateAction=x", "imediateAction", "immediateAction"),
      ("notification/submitedOn=2026-03-01", "notification/submitedOn", "submittedOn"),
      ("individuals/0/effectiveDose/totl=2", "individuals/0/effectiveDose/totl", "total"),
      ("actions/-/ownr=lead", "actions/0/ownr", "owner"),
      ("submittedOn=2026-03-01", "submittedOn", "notification/submittedOn"),
      ("individuals/0/kFactor=1", "individuals/0/kFactor", "individuals/-/doses/-/kFactor"),
      ("report/late/inspectorsWords/first=x", "report/late/inspectorsWords", nil),
      (#"routes=[{"authority": "CQC", "sendAt": "2026-03-01"}]"#, "routes/0/sendAt", "sentAt"),
    ] as [(String, String, String?)])
  func `a key that is typed wrong is said wherever it stands`(
    assignment: String, path: String, meant: String?
  ) throws {
    var author = try Self.incident()

    let edit = try Edit.parse(
      [assignment], on: author.snapshot, context: author.context, using: &author.generator)

    let question = meant.map { " (\($0)?)" } ?? ""
    #expect(
      edit.warnings == [
        "\(path) is not a field that this version knows\(question); it is kept as it is"
      ])
  }

  @Test(arguments: [
    "classification/imagingTaxonomy/severity=2", "room=CT 1", "actions/-/owner=lead",
    "individuals/0/doses/-/quantity=dlp",
  ])
  func `what the schema has or leaves open is not remarked on`(assignment: String) throws {
    var author = try Self.incident()

    let edit = try Edit.parse(
      [assignment], on: author.snapshot, context: author.context, using: &author.generator)

    #expect(edit.warnings.isEmpty)
  }

  @Test func `an unknown key is said when it is new, and of a new record altogether`() throws {
    var author = try Self.incident()
    try author.set("notification/submitedOn=2026-03-01")

    let again = try Edit.parse(
      ["notification/submitedOn=2026-03-02"], on: author.snapshot, context: author.context,
      using: &author.generator)

    #expect(again.warnings.isEmpty)
    #expect(author.snapshot.unknownFields.count == 1)
    #expect(try Self.incident().snapshot.unknownFields.isEmpty)
  }
}

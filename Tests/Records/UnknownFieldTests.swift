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
      ("notification/submitedOn=2026-03-01", "notification/submitedOn", "notification/submittedOn"),
      (
        "individuals/0/effectiveDose/totl=2", "individuals/0/effectiveDose/totl",
        "individuals/0/effectiveDose/total"
      ),
      ("actions/-/ownr=lead", "actions/-/ownr", "actions/0/owner"),
      ("submittedOn=2026-03-01", "submittedOn", "notification/submittedOn"),
      ("individuals/0/kFactor=1", "individuals/0/kFactor", "individuals/0/doses/0/kFactor"),
      ("age=54", "age", "individuals/0/ageAtExposure"),
      ("Modality=ct", "Modality", "modality"), ("Date=2026-03-01", "Date", "discoveredOn"),
      ("report/late/inspectorsWords/first=x", "report/late/inspectorsWords", nil),
      (
        #"routes=[{"authority": "CQC", "sendAt": "2026-03-01"}]"#, "routes/0/sendAt",
        "routes/0/sentAt"
      ),
    ] as [(String, String, String?)])
  func `a key that is typed wrong is refused wherever it is, with the nearest`(
    assignment: String, path: String, meant: String?
  ) throws {
    var author = try Self.incident()

    let error = validationError {
      _ = try Edit.parse(
        [assignment], on: author.snapshot, context: author.context, using: &author.generator)
    }

    #expect(error?.code == "unknown-field" && error?.field == path)
    if let meant {
      #expect(error?.message.contains("Did you mean \(meant)?") ?? false, "\(error?.message ?? "")")
    }
  }

  @Test func `a document is refused for it as a command is`() throws {
    var author = Author(kind: .incident)

    let error = validationError {
      try author.log(["discoveredOn": "2026-03-01", "individuals": [["agAtExposure": 5]]])
    }

    #expect(error?.code == "unknown-field" && error?.field == "individuals/0/agAtExposure")
  }

  @Test func `a later version's key is kept where somebody says so, and is said`() throws {
    var author = try Self.incident()
    var context = author.context
    context.keepsUnknownFields = true

    let edit = try Edit.parse(
      ["notification/submitedOn=2026-03-01"], on: author.snapshot, context: context,
      using: &author.generator)

    #expect(edit.warnings.count == 1)
    author.write(edit.operations)
    #expect(author.field("notification/submitedOn") == "2026-03-01")
    #expect(author.snapshot.unknownFields.count == 1)
    // An existing unknown field, from a later version, is removed without further conditions.
    try author.set("notification/submitedOn=")
    #expect(author.snapshot.unknownFields.isEmpty)
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
}

import IRMER
import Records
import Testing

@Suite("The catalogue of fields")
struct FieldCatalogueTests {
  @Test(arguments: RecordKind.known)
  func `every field of every kind is described`(kind: RecordKind) {
    let fields = RecordSchema.listing(of: kind)
    for field in fields {
      let description = FieldCatalogue.description(of: field.path, in: kind)
      #expect(description != nil, "\(kind) \(field.path) has no entry")
      #expect(description?.label.contains("/") != true, "\(kind) \(field.path)")
      #expect(description?.meaning.isEmpty == false && description?.example.isEmpty == false)
    }
    #expect(fields.count > 3)
  }

  /// A person's screen shows labels, and positions that count from 1.
  @Test(arguments: RecordKind.known)
  func `no label shows a path, or a position from 0`(kind: RecordKind) {
    for field in RecordSchema.listing(of: kind) {
      let shown = FieldLabel.displayText(field.path.replacing("-", with: "0"), in: kind)
      #expect(!shown.contains("/") && !shown.contains(" 0"), "\(field.path): \(shown)")
    }
  }

  @Test(arguments: [
    ("individuals/0/effectiveDose/total", "effective dose of individual 1"),
    ("individuals/1/doses/2/total", "total value of dose estimate 3 of individual 2"),
    ("classification/finalCodes/1", "final code 2"),
    ("individuals/0/differenceKinds/0", "what was different 1 of individual 1"),
    (
      "informing/individual/occurrence/date",
      "date when the exposed person was informed of what happened"
    ),
    ("individuals/0/procedureFailure", "whether a procedure failed (individual 1)"),
    ("individuals/0/dutyOfCandour/apology", "date of the apology of individual 1"),
    ("withdrawals/0/why", "reason for withdrawal 1"),
    ("withdrawals/0/from", "status before withdrawal 1"),
  ])
  func `a label names its place`(path: String, label: String) {
    #expect(FieldLabel.displayText(path, in: .incident) == label)
  }

  @Test func `a field says its unit, its criteria and who answers it`() {
    let dose = FieldCatalogue.description(of: "individuals/3/effectiveDose/total", in: .incident)
    let age = FieldCatalogue.description(of: "individuals/-/ageInMonths", in: .incident)
    let fixed = FieldCatalogue.description(of: "recordedAt", in: .incident)

    #expect(dose?.unit == "mSv" && dose?.criteria.first == "1" && dose?.answeredBy == .physicist)
    #expect(age?.criteria == ["1", "2.1"] && age?.answeredBy == .reporter)
    #expect(fixed?.answeredBy == .software)
  }

  @Test(arguments: [
    ("Date of discovery", "discoveredOn"), ("effective dose", "individuals/0/effectiveDose/total"),
    ("Effective dose of individual 1", "individuals/0/effectiveDose/total"), ("unit", nil),
  ])
  func `a column may have the label of its field`(label: String, path: String?) {
    #expect(FieldCatalogue.path(labelled: label, in: .incident) == path)
  }

  @Test func `an element of a list of words is named without a position`() {
    #expect(FieldLabel.displayText("classification/finalCodes/-") == "final code")
    #expect(FieldLabel.displayText("classification/finalCodes/1") == "final code 2")
    #expect(FieldLabel.displayText("individuals/0/kind") == "kind of individual 1")
    #expect(
      FieldLabel.displayText("individuals/0/effectiveDose/total")
        == "effective dose of individual 1")
    #expect(FieldLabel.displayText("investigation/searches/0/on") == "date of search 1")
    #expect(FieldLabel.displayText("standards/1/id", in: .audit) == "id of standard 2")
  }
}

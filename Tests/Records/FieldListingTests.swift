import IRMER
import Records
import Testing

@Suite("The list of fields")
struct FieldListingTests {
  /// The codes of errors that a path or its value does not match the list; the process may still
  /// refuse.
  private static let flaws: Set<String> = [
    "no-such-field", "no-such-element", "not-a-list", "wrong-type", "unknown-value",
    "unusable-path", "fixed-field", "not-a-quantity", "not-a-count", "no-such-date",
    "identifying-field", "unknown-field", "unknown-unit", "not-a-dose",
  ]

  private static func sample(_ field: FieldListing) -> String {
    if let first = field.words.first { return first }
    if field.takes.hasPrefix("a date") { return "2026-03-01" }
    if field.takes.hasPrefix("a number") || field.takes == "a percentage" { return "1" }
    return switch field.takes {
    case "a whole number": "1"
    case "a year": "2026"
    case "true or false": "true"
    default: "words"
    }
  }

  @Test(arguments: [
    RecordKind.incident, .audit, .procedure, .theme, .equipment, .licence, .margin,
  ])
  func `every field that is listed can be written as the list says`(kind: RecordKind) throws {
    let fields = RecordSchema.listing(of: kind)
    var refused: [String] = []
    for field in fields where !field.isFixed {
      var author = Author(kind: kind)
      try author.log(
        kind == .audit
          ? ["title": "x"]
          : kind == .incident ? ["discoveredOn": "2026-03-01"] : ["notes": [["text": "x"]]])
      do {
        let edit = try Edit.parse(
          ["\(field.path)=\(Self.sample(field))"], on: author.snapshot, why: "a test",
          context: author.context, using: &author.generator)
        if edit.warnings.contains(where: { $0.contains("not a field") }) {
          refused.append(field.path)
        }
      } catch let error where Self.flaws.contains(error.code) {
        refused.append("\(field.path): \(error.code)")
      } catch {}
    }

    #expect(refused.isEmpty)
    #expect(fields.count > 8)
  }

  @Test func `a quantity is listed with its unit, a choice with its words`() throws {
    let fields = Dictionary(
      RecordSchema.listing(of: .incident).map { ($0.path, $0) },
      uniquingKeysWith: { first, _ in first })

    #expect(fields["individuals/-/effectiveDose/total"]?.takes == "a number in mSv")
    #expect(fields["individuals/-/doses/-/total"]?.takes == "a number")
    #expect(fields["clinicallySignificant"]?.words == ["yes", "no", "undecided"])
    #expect(fields["report/late/contactedOn"]?.takes == "a date")
    #expect(fields["recordedBy"]?.isFixed == true)
  }
}

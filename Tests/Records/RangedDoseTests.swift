import IRMER
import Records
import Testing

/// `2-4 mSv` where one number is stored: an estimate with both of its ends.
@Suite("A range typed as a dose")
struct RangedDoseTests {
  private static func incident(_ individual: JSONObject = JSONObject()) throws -> Author {
    var person = individual
    person["kind"] = "patient"
    person["exposure"] = "accidental"
    person["ageAtExposure"] = 50
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [.object(person)],
    ])
    return author
  }

  private static func estimate(of author: Author) -> [String?] {
    ["quantity", "low", "high", "unit", "total"].map {
      author.field("individuals/0/doses/0/\($0)")?.string
    }
  }

  static let ranges: [(path: String, typed: String, kept: [String?])] = [
    ("effectiveDose/total", "2-4 mSv", ["effective-dose", "2", "4", "mSv", nil]),
    ("effectiveDose/total", "2–4", ["effective-dose", "2", "4", "mSv", nil]),
    ("effectiveDose/total", "900-1,200 µSv", ["effective-dose", "0.9", "1.2", "mSv", nil]),
    ("foetalDose", "0.005-0.02 Gy", ["foetal-dose", "5", "20", "mGy", nil]),
    ("infantDose", "0.5 - 2 mSv", ["infant-dose", "0.5", "2", "mSv", nil]),
    (
      "nuclearMedicine/administered", "0.5-0.6 GBq",
      ["administered-activity", "500", "600", "MBq", nil]
    ),
    ("activity/delivered", "500-600 MBq", ["administered-activity", "500", "600", "MBq", nil]),
  ]

  @Test(arguments: ranges)
  func `by set and in a document it is kept as an estimate, and said`(
    path: String, typed: String, kept: [String?]
  ) throws {
    var bySet = try Self.incident()
    let edit = try Edit.parse(
      ["individuals/0/\(path)=\(typed)"], on: bySet.snapshot, context: bySet.context,
      using: &bySet.generator)
    bySet.write(edit.operations)
    var person = JSONObject()
    let keys = path.split(separator: "/").map(String.init)
    person[keys[0]] =
      keys.count == 1 ? .string(typed) : .object(JSONObject([(keys[1], .string(typed))]))
    let byDocument = try Self.incident(person)

    #expect(Self.estimate(of: bySet) == kept)
    #expect(Self.estimate(of: byDocument) == kept)
    #expect(bySet.field("individuals/0/\(path)") == nil)
    #expect(edit.warnings.contains { $0.contains("of individual 1: read as \(kept[1] ?? "") to") })
  }

  @Test func `a range across the limit is undetermined, one beyond it is notifiable`() throws {
    var author = try Self.incident()

    try author.set("individuals/0/effectiveDose/total=2-4 mSv")
    #expect(author.rows.incident?.outcome == .undetermined)
    var beyond = try Self.incident()
    try beyond.set("individuals/0/effectiveDose/total=3-4 mSv")
    #expect(beyond.rows.incident?.outcome == .notifiable)
    var within = try Self.incident()
    try within.set("individuals/0/effectiveDose/total=1-2 mSv")
    #expect(within.rows.incident?.outcome == .notNotifiable)
  }

  @Test func `two ranges in one change are two estimates`() throws {
    var author = try Self.incident()

    try author.set(
      "individuals/0/effectiveDose/total=2-4 mSv", "individuals/0/foetalDose=5-15 mGy")

    let quantities = (0..<3).map { author.field("individuals/0/doses/\($0)/quantity")?.string }
    #expect(Set(quantities) == ["effective-dose", "foetal-dose", nil])
  }

  @Test(arguments: [
    ("effectiveDose/intended", "2-4 mSv", "not-a-quantity"),
    ("effectiveDose/total", "4-2 mSv", "not-a-quantity"),
    ("effectiveDose/total", "2-4 mGy", "not-a-quantity"),
    ("nuclearMedicine/administered", "500-600", "unknown-unit"),
  ])
  func `a range that is not understood is refused`(path: String, typed: String, code: String)
    throws
  {
    var author = try Self.incident()

    let error = validationError { try author.set("individuals/0/\(path)=\(typed)") }

    #expect(error?.code == code && error?.field == "individuals/0/\(path)")
  }

  @Test func `what was understood of an estimate and of an administration is said in words`()
    throws
  {
    var author = try Self.incident()

    let warnings = try author.warnings(
      "individuals/0/doses/-/quantity=dap", "individuals/0/doses/-/total=320 cGycm2",
      "individuals/0/nuclearMedicine/administered=0.6 GBq", "exposureAt/first=28 Feb 2026")

    #expect(
      warnings.contains { $0.contains("dose estimate of individual 1: read as 3.2 Gy·cm²") },
      "\(warnings)")
    #expect(warnings.contains { $0.contains("read as 600 MBq") })
    #expect(warnings.contains { $0.contains("read as 28 February 2026") })
    #expect(!warnings.contains { $0.contains("individuals/") || $0.contains("doses/") })
  }
}

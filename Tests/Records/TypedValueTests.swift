import IRMER
import Records
import Testing

/// One parser behind `set`, JSON and CSV: what is stored is what was typed, in the field's unit.
@Suite("Values as they are typed")
struct TypedValueTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-03-01", "individuals": [["kind": "patient"]]])
    return author
  }

  @Test(arguments: [
    ("individuals/0/effectiveDose/total", "1,234", "1234"),
    ("individuals/0/effectiveDose/total", "9.6 mSv", "9.6"),
    ("individuals/0/effectiveDose/total", "9600 µSv", "9.6"),
    ("individuals/0/effectiveDose/total", "0.0096 Sv", "9.6"),
    ("individuals/0/foetalDose", "0.02 Gy", "20"),
    ("individuals/0/radiotherapy/prescribed", "6000 cGy", "60"),
    ("individuals/0/geographicalMiss/displacement", "1.5 cm", "15"),
    ("individuals/0/interventionalProcedure/dap", "320 cGycm2", "3.2"),
  ])
  func `a unit is converted exactly to the field's own`(path: String, typed: String, kept: String)
    throws
  {
    var byCommand = try Self.incident()
    try byCommand.set("\(path)=\(typed)")

    #expect(byCommand.field(path)?.string.map(Self.plain) == Self.plain(kept))
    #expect(byCommand.field(path)?.string.map(Self.plain) == Self.plain(kept))
  }

  /// Without insignificant zeros.
  private static func plain(_ digits: String) -> String {
    (try? Quantity(digits))?.description ?? digits
  }

  @Test(arguments: [
    ("individuals/0/effectiveDose/total", "2,5", "not-a-quantity"),
    ("individuals/0/effectiveDose/total", "5 mGy", "unknown-unit"),
    ("individuals/0/effectiveDose/intended", "5-6", "not-a-quantity"),
    ("individuals/0/effectiveDose/total", "about 5", "not-a-quantity"),
    ("individuals/0/effectiveDose/total", "-5", "negative"),
    ("individuals/0/geographicalMiss/displacement", "5 mSv", "unknown-unit"),
    ("individuals/0/doses/-", "DLP lots", "not-a-dose"),
    ("individuals/0/doses/-", "512", "not-a-dose"),
  ])
  func `what is not understood is refused, and says how to type it`(
    path: String, typed: String, code: String
  ) throws {
    var author = try Self.incident()

    let error = validationError { try author.set("\(path)=\(typed)") }

    #expect(error?.code == code)
  }

  @Test func `what was understood is said`() throws {
    var author = try Self.incident()

    let edit = try Edit.parse(
      ["individuals/0/effectiveDose/total=1,234", "individuals/0/doses/-=DLP 1,234"],
      on: author.snapshot, context: author.context, using: &author.generator)

    #expect(edit.warnings.contains("Effective dose of individual 1: read as 1234 mSv"))
    #expect(
      try author.warnings("individuals/0/effectiveDose/total=1e1").contains(
        "Effective dose of individual 1: read as 10 mSv"))
    #expect(edit.warnings.contains("A new dose estimate of individual 1: read as DLP 1234 mGy·cm"))
  }

  @Test func `a dose estimate is typed as a console shows it, or in its columns`() throws {
    var author = try Self.incident()
    try author.set("individuals/0/doses/-=activity 0.6 GBq")
    try author.set(
      "individuals/0/doses/-/quantity=dap", "individuals/0/doses/-/total=320 cGycm2")

    #expect(author.field("individuals/0/doses/0/total") == "600")
    #expect(author.field("individuals/0/doses/0/unit") == "MBq")
    #expect(author.field("individuals/0/doses/1/total").map(\.string) == "3.2")
    #expect(author.field("individuals/0/doses/1/unit") == "Gy·cm²")
  }

  @Test func `an activity in another unit than the one beside it is converted`() throws {
    var author = try Self.incident()
    try author.set(
      "individuals/0/nuclearMedicine/unit=MBq", "individuals/0/nuclearMedicine/prescribed=400")
    try author.set("individuals/0/nuclearMedicine/administered=0.6 GBq")

    #expect(author.field("individuals/0/nuclearMedicine/administered") == "600")
    #expect(author.field("individuals/0/nuclearMedicine/unit") == "MBq")
  }

  @Test func `the activity of a therapy is stored in the unit of the administration`() throws {
    var author = try Self.incident()
    try author.set(
      "individuals/0/nuclearMedicine/unit=GBq", "individuals/0/nuclearMedicine/prescribed=0.4")
    try author.set("individuals/0/activity/prescribed=400 MBq")
    let warnings = try author.warnings("individuals/0/activity/delivered=380 MBq")
    try author.set("individuals/0/activity={\"prescribed\": \"0.4\", \"delivered\": \"380 MBq\"}")

    #expect(author.field("individuals/0/activity/prescribed") == "0.4")
    #expect(author.field("individuals/0/activity/delivered") == "0.38")
    #expect(warnings.contains { $0.hasSuffix("read as 0.38 GBq") })
  }

  @Test func `an activity in a document has the unit beside it, and MBq without one`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "nm-therapy",
      "individuals": [
        [
          "exposure": "unintended",
          "activity": ["prescribed": "0.4 GBq", "delivered": "0.5 GBq"],
          "nuclearMedicine": ["unit": "GBq", "administered": "500 MBq"],
        ],
        ["activity": ["prescribed": "0.4 GBq", "delivered": "380 MBq"]],
      ],
    ])

    #expect(author.field("individuals/0/activity/prescribed") == "0.4")
    #expect(author.field("individuals/0/activity/delivered") == "0.5")
    #expect(author.field("individuals/1/activity/prescribed") == "400")
    #expect(author.field("individuals/1/activity/delivered") == "380")
    let findings = IncidentView(author.snapshot).assessment.findings
    #expect(findings.first { $0.code == .code10_2 }?.reason.hasPrefix("0.5 delivered") == true)
  }

  @Test func `another unit says what it makes of the activities that stay`() throws {
    var author = try Self.incident()
    try author.set(
      "individuals/0/activity/prescribed=400 MBq", "individuals/0/activity/delivered=380 MBq")

    let warnings = try author.warnings(
      "individuals/0/nuclearMedicine/unit=GBq", "individuals/0/activity/delivered=0.38")

    #expect(warnings.contains { $0.hasSuffix("read as 400 GBq") })
    #expect(!warnings.contains { $0.contains("380") })
  }

  @Test func `two activities of which one has a unit are never compared`() throws {
    var author = try Self.incident()

    let error = validationError {
      try author.set(
        "individuals/0/activity/prescribed=0.6 GBq", "individuals/0/activity/delivered=700")
    }

    #expect(error?.code == "unknown-unit")
  }

  @Test func `a document says the same as the command`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01",
      "individuals": [
        [
          "effectiveDose": ["total": "9,600 µSv"],
          "doses": ["DLP 1,234", ["quantity": "administered-activity", "total": "0.6 GBq"]],
        ]
      ],
    ])

    #expect(author.field("individuals/0/effectiveDose/total").map(\.string) == "9.6")
    #expect(author.field("individuals/0/doses/0/total") == "1234")
    #expect(author.field("individuals/0/doses/1/total") == "600")
    #expect(author.field("individuals/0/doses/1/unit") == "MBq")
  }

  @Test(arguments: [("1/3", "2026-03-01"), ("28 Feb", "2026-02-28"), ("yesterday", "2026-03-01")])
  func `a day is set as people write it`(typed: String, day: String) throws {
    var author = try Self.incident()
    try author.set("preliminary/end=\(typed)")

    #expect(author.field("preliminary/end")?.string == day)
  }

  // MARK: Audits

  @Test func `standards get an id by themselves`() throws {
    var author = Author(kind: .audit)
    try author.log([
      "title": "Enquiry", "standards": [["text": "a"], ["id": "S1", "text": "b"], ["text": "c"]],
    ])
    try author.set("standards/-/text=d")

    #expect(
      (0..<4).map { author.field("standards/\($0)/id")?.string } == ["S2", "S1", "S3", "S4"])
  }

  @Test func `a standard that is met or not met needs no number`() throws {
    var author = Author(kind: .audit)
    try author.log([
      "title": "Procedures", "standards": [["text": "in place", "criterionType": "structure"]],
    ])
    try author.set("status=approved")
    #expect(AuditView(author.snapshot).standards[0].verdict == .open)

    let error = validationError {
      try author.set("standards/0/result/numerator=3", "standards/0/result/denominator=4")
    }
    #expect(error?.code == "structure-has-no-number")
    try author.set("standards/0/result/graded=not-met")

    let standard = AuditView(author.snapshot).standards[0]
    #expect(standard.verdict == .notMet && standard.hasResult)
    #expect(standard.resultWords == "not met")
  }

  @Test func `a result that another replaces is said`() throws {
    var author = Author(kind: .audit)
    try author.log(["title": "Enquiry", "standards": [["text": "a", "target": "95%"]]])
    try author.set("standards/0/result/numerator=41", "standards/0/result/denominator=50")

    let edit = try Edit.parse(
      ["standards/0/result/numerator=48"], on: author.snapshot, context: author.context,
      using: &author.generator)

    #expect(
      edit.warnings.contains(
        "S1: the result was 41 of 50 and is now 48 of 50; the history keeps both"))
  }
}

import IRMER
import Records
import Testing

/// Papers are for people: they name fields by their labels, positions from 1, and choices in words.
@Suite("Words on papers")
struct PaperWordsTests {
  private static let now = Author(kind: .incident).context.now

  /// Words of choices that people write with a hyphen, too, and those of sources that are quoted.
  private static let english: Set<String> = ["near-miss", "follow-up", "re-audit"]

  /// What a text shows that only programs say: paths, keys, and the words of choices.
  private func programWords(_ text: String, _ kind: RecordKind) -> [String] {
    let choices = Set(
      RecordSchema.listing(of: kind).filter { $0.takes == "one of" }.flatMap(\.words)
    )
    .filter { $0.contains("-") }.subtracting(Self.english)
    let paths = Set(
      RecordSchema.listing(of: kind).map(\.path).filter { $0.contains("/") }
        .map { $0.replacing("/-", with: "/0") })
    return text.split { $0.isWhitespace || ",;:()“”.".contains($0) }.map(String.init).filter {
      word in
      choices.contains(word) || paths.contains(word) || word.contains(#/^[a-z]{2,}[A-Z]/#)
        || word.contains(#/[a-zA-Z]\/\d+(\/|$)/#) || word.contains("@abcdefghjk")
    }
  }

  private func show(_ words: [String]) -> String { Set(words).sorted().joined(separator: " ") }

  @Test func `the investigation report names no field by its path, and no choice by its code`()
    throws
  {
    let incident = IncidentView(FilledRecord.snapshot(of: .incident))
    let text = shownText(try InvestigationReport(incident, now: Self.now).html())

    #expect(text.contains("a word or two") && text.count > 3000)
    #expect(show(programWords(text, .incident)) == "")
  }

  @Test func `the sheet for the authority's form names no field by its path`() throws {
    let incident = IncidentView(FilledRecord.snapshot(of: .incident))
    let text = shownText(try AnswersSheet(incident, now: Self.now).html())

    #expect(text.contains("Type of organisation") && text.count > 1000)
    #expect(show(programWords(text, .incident)) == "")
  }

  @Test(arguments: AuditReport.Part.allCases)
  func `an audit's report says what is missing in words`(part: AuditReport.Part) throws {
    for snapshot in [
      FilledRecord.snapshot(of: .audit), try Self.audit(missing: true),
      try Self.audit(missing: false),
    ] {
      let report = try AuditReport(AuditView(snapshot), part, now: Self.now)
      let text = shownText(try report.html())

      #expect(text.contains("Basic information"))
      #expect(show(programWords(text, .audit)) == "")
    }
    let missing = try AuditReport(AuditView(try Self.audit(missing: true)), part, now: Self.now)
    #expect(missing.missing.contains("standards/0/result"))
    #expect(shownText(try missing.html()).contains("Standard 1 has no result yet."))
    let missed = try AuditReport(AuditView(try Self.audit(missing: false)), part, now: Self.now)
    #expect(shownText(try missed.html()).contains("not met"))
  }

  private static func audit(missing: Bool) throws -> RecordSnapshot {
    var author = Author("audit-lead", kind: .audit)
    var standard: JSONObject = ["id": "S1", "text": "justified", "target": "95"]
    if !missing { standard["result"] = ["numerator": 1, "denominator": 10] }
    try author.log(["title": "Justification of CT", "standards": [.object(standard)]])
    return author.snapshot
  }

  @Test(arguments: RecordSchema.listing(of: .incident).map(\.path))
  func `a sentence of the rules is shown with labels`(path: String) {
    let place = path.replacing("/-", with: "/0")
    let shown = FieldLabel.naming(in: "\(place): contradicts \(place), counted as unknown.")

    guard place.contains("/") || place.contains(#/[A-Z]/#) else { return }
    #expect(!shown.contains(place) && !shown.contains("/"), "\(shown)")
    #expect(shown.hasSuffix(", counted as unknown."))
  }

  @Test func `a word that is no field stays as it is`() {
    let sentence = "Dose 9.6 mSv ≥ 3 mSv on the reference/CT 2, and/or eGFR: see 4.2b."

    #expect(FieldLabel.naming(in: sentence) == sentence)
  }

  @Test func `why an incident is listed names the field in conflict by its label`() throws {
    var desk = Author("physicist", log: 2, kind: .incident)
    var first = Author("radiographer", log: 1, kind: .incident)
    try first.log([
      "discoveredOn": "2026-02-20", "modality": "ct",
      "individuals": [["exposure": "accidental", "ageAtExposure": 40]],
    ])
    desk.merge(first)
    try first.set("individuals/0/effectiveDose/total=9.6")
    try desk.set("individuals/0/effectiveDose/total=0.2")
    first.merge(desk)

    let reasons = try #require(first.rows.notification?.reasonSentences)

    #expect(
      reasons.contains("rests on a conflict about effective dose of individual 1"), "\(reasons)")
  }
}

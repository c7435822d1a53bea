import IRMER
import Records
import Testing

@Suite("Reports")
struct ReportTests {
  private static func incident(_ narrative: String) throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "narrative": .string(narrative),
      "individuals": [
        [
          "ageAtExposure": 50, "exposure": "accidental",
          "effectiveDose": ["intended": "0", "total": "4"],
        ]
      ],
    ])
    return author
  }

  @Test func `a report names what is missing and refuses while it names anybody`() throws {
    let author = try Self.incident("Mrs Jane O'Neill <was> scanned twice.")

    let report = try InvestigationReport(
      IncidentView(author.snapshot), now: author.context.now)

    #expect(!report.isComplete)
    #expect(report.missing.contains("root-causes"))
    #expect(report.missing.contains("anonymised"))
    #expect(report.identifiers.map(\.path) == ["narrative"])
    #expect(!report.json.debugText.contains("Neill"))
    #expect(validationError { _ = try report.html() }?.code == "identifiers-found")
  }

  @Test func `a complete report prints the eight contents`() throws {
    var author = try Self.incident("A patient was <scanned> for another.")
    try author.set(
      "investigation/rootCauses=Two requests looked alike",
      "investigation/contributoryFactors=A busy list",
      "investigation/similarIncidents=None in three years",
      "dutyOfCandour/met=not-applicable", "dutyOfCandour/reason=no harm",
      "investigation/csaueApplied=not-applicable",
      "investigation/csaueProcedure=not clinically significant",
      "investigation/learning=Check three points", "investigation/learningSharedBy=Bulletin 12",
      "investigation/correctiveMeasures=Scanner asks for the date of birth")

    let report = try InvestigationReport(
      IncidentView(author.snapshot), now: author.context.now)
    let html = try report.html()

    #expect(report.missing.isEmpty)
    #expect(report.isComplete)
    #expect(report.sections.count == 8)
    #expect(report.doses.first?.received == "4 mSv")
    #expect(html.contains("A patient was &lt;scanned&gt; for another."))
    #expect(html.contains("Uncontrolled if printed · version 2"))
    #expect(html.contains("3 mSv effective dose or above (adult)"))
  }

  @Test(arguments: [("england", "CQC", 6), ("wales", "HIW", 7), ("scotland", "HIS", 6)])
  func `the answers sheet lists the authority's steps with those recorded`(
    nation: String, authority: String, count: Int
  ) throws {
    var author = try Self.incident("A patient was scanned for another.")
    try author.set(
      "nation=\(nation)", "regulator/steps/-/step=triage", "regulator/steps/-/on=2026-03-02")

    let sheet = try AnswersSheet(IncidentView(author.snapshot), now: author.context.now)
    let steps = sheet.steps

    #expect(steps.authority.rawValue == authority && steps.lines.count == count)
    #expect(steps.lines.map(\.on).first == CalendarDate("2026-03-02"))
    #expect(steps.lines.dropFirst().allSatisfy { $0.on == nil })
    #expect(try sheet.html().contains("What \(authority) does with it"))
    #expect(sheet.json["process"]?["steps"]?[0]?["text"] == "conduct initial risk triage")
    let report = try InvestigationReport(IncidentView(author.snapshot), now: author.context.now)
    #expect(report.header.last?.value == "1, conduct initial risk triage (2 March 2026)")
  }

  @Test func `the answers sheet starts with the type of organisation`() throws {
    let author = try Self.incident("A patient was scanned for another.")

    let sheet = try AnswersSheet(IncidentView(author.snapshot), now: author.context.now)

    #expect(sheet.answers.first?.question == "Type of organisation")
    #expect(sheet.answers.first?.isMissing == true)
    #expect(sheet.answers.contains { $0.question == "Notification code" && $0.answer == "1" })
    #expect(try sheet.html().contains("Answers for CQC"))
  }
}

extension JSONObject {
  var debugText: String { JSONValue.object(self).serialized() }
}

@Suite("Reading of a report")
struct ReportReadingTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "narrative": "The wrong patient was scanned.",
    ])
    return author
  }

  private static func report(_ author: Author) throws -> InvestigationReport {
    try InvestigationReport(IncidentView(author.snapshot), now: author.context.now)
  }

  @Test func `a report is a draft until a role has read it, and again after an edit`() throws {
    var author = try Self.incident()
    #expect(try Self.report(author).isDraft)
    #expect(try Self.report(author).html().contains("DRAFT"))

    try author.confirmReading()
    let read = try Self.report(author)
    #expect(!read.isDraft && read.reading?.role == "radiographer")
    #expect(try !read.html().contains("DRAFT"))
    #expect(read.json["draft"] == false)

    try author.set("immediateAction=The scan was stopped.")
    let edited = try Self.report(author)
    #expect(edited.isDraft && edited.draftMark?.contains("has changed") == true)
  }

  @Test func `what only says that it was sent leaves it read, and another replica's edit does not`()
    throws
  {
    var author = try Self.incident()
    var other = author.forked("mpe", log: 2, minutes: 5)
    try author.confirmReading()
    try author.set("report/channel=web form")
    #expect(try !Self.report(author).isDraft)

    try other.set("room=3")
    author.merge(other)

    #expect(try Self.report(author).isDraft)
  }

  @Test func `nobody confirms a text that names somebody, and no command sets the reading`() throws
  {
    var author = try Self.incident()
    try author.set("immediateAction=Mrs Example was told.")

    #expect(validationError { try author.confirmReading() }?.code == "identifiers-found")
    #expect(
      validationError { try author.set("reportReading/by=radiographer") }?.code == "fixed-field")
  }
}

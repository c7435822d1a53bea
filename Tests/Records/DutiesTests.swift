import IRMER
import Records
import Testing

@Suite("Duties to people, and the report's own words")
struct DutiesTests {
  private static func significant() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "yes",
      "individuals": [
        ["ageAtExposure": 50, "exposure": "accidental", "effectiveDose": ["total": "4"]]
      ],
    ])
    return author
  }

  /// The unrecorded steps of the duty of candour.
  private static func open(_ author: Author) -> [String] {
    IncidentView(author.snapshot).duties[0].candour.completeness.items.filter {
      if case .missing = $0.state { true } else { false }
    }.map(\.id)
  }

  @Test(arguments: [("near-miss", true), ("unintended", false)])
  func `the report of a near miss asks for no dose of anybody`(
    exposure: String, isNobodyExposed: Bool
  ) throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "individuals": [["exposure": .string(exposure)]],
    ])

    let items = IncidentView(author.snapshot).reportFacts(identifiersFound: 0).completeness.items
      .filter { ["dose-estimates", "dose-assessment"].contains($0.id) }

    #expect(items.count == 2)
    #expect(items.allSatisfy { ($0.state == .stated("nobody was exposed")) == isNobodyExposed })
  }

  @Test func `a report with no individual recorded asks for doses`() throws {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-03-01"])

    let facts = IncidentView(author.snapshot).reportFacts(identifiersFound: 0)

    #expect(facts.completeness.missing.map(\.id).contains("dose-estimates"))
  }

  @Test func `a duty of candour that was done leaves nothing missing`() throws {
    var author = try Self.significant()

    try author.set(
      "dutyOfCandour/applies=yes", "dutyOfCandour/verbalDate=2026-03-01",
      "dutyOfCandour/apology=2026-03-01", "dutyOfCandour/writtenDate=2026-03-02",
      "dutyOfCandour/outcomeLetter=2026-03-02", "dutyOfCandour/support=The ward's matron",
      "dutyOfCandour/furtherEnquiries=The trust investigates")

    #expect(Self.open(author).isEmpty)
  }

  @Test func `a duty of candour that was not met says why, for every step`() throws {
    var author = try Self.significant()

    try author.set(
      "dutyOfCandour/applies=yes", "dutyOfCandour/met=no",
      "dutyOfCandour/reason=The person cannot be traced")

    #expect(Self.open(author).isEmpty)
  }

  @Test func `the report says who decided the codes, and why they are not those of the rules`()
    throws
  {
    var author = try Self.significant()
    try author.set(
      "classification/finalCodes/-=2.1", "classification/decidedBy=Employer",
      "classification/decidedOn=2026-03-02", "classification/reason=It was the wrong side",
      "investigation/lead=lead radiographer", "investigation/team/-=medical physics expert",
      "investigation/method=SEIPS")

    let report = try InvestigationReport(
      IncidentView(author.snapshot), now: Moment(noonOf: author.today))

    let header = Dictionary(
      report.header.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(header["Codes"] == "2.1, C1")
    #expect(
      header["Codes decided by"]
        == "Employer on 2 March 2026; the rules propose 1, C1, because: It was the wrong side")
    #expect(header["Investigated by"] == "lead radiographer, medical physics expert (SEIPS)")
  }

  @Test func `the report holds every estimate of a dose, with its range, method and estimator`()
    throws
  {
    var author = try Self.significant()
    try author.set(
      "individuals/0/doses/-/quantity=dlp", "individuals/0/doses/-/total=550",
      "individuals/0/doses/-/method=console")
    try author.set(
      "individuals/0/doses/-/quantity=effective-dose", "individuals/0/doses/-/intended=0",
      "individuals/0/doses/-/total=4000", "individuals/0/doses/-/unit=µSv",
      "individuals/0/doses/-/low=3000", "individuals/0/doses/-/high=5000",
      "individuals/0/doses/-/method=k-factor", "individuals/0/doses/-/estimator=MPE",
      "individuals/0/doses/-/date=2026-03-02")

    let report = try InvestigationReport(
      IncidentView(author.snapshot), now: Moment(noonOf: author.today))

    let doses = try #require(report.sections.first { $0.id == "dose-estimates" })
    #expect(doses.paragraphs.contains("Individual 1, DLP: in all 550 mGy·cm; console"))
    #expect(
      doses.paragraphs.contains(
        "Individual 1, effective dose: intended 0.000 mSv, in all 4.000 mSv (3.000–5.000 mSv); "
          + "k-factor, by MPE, 2 March 2026"))
  }

  @Test func `the report says what is known of treatment, images, products and harm`() throws {
    var author = try Self.significant()
    try author.set(
      "individuals/0/radiotherapy/intent=radical", "individuals/0/radiotherapy/prescribed=60",
      "individuals/0/radiotherapy/displacement/x=-3.5",
      "individuals/0/radiotherapy/fractions=20", "individuals/0/radiotherapy/affectedFractions/-=3",
      "individuals/0/structures/-/role=ptv", "individuals/0/structures/-/intended=60",
      "individuals/0/structures/-/delivered=66", "individuals/0/geographicalMiss/extent=partial",
      "individuals/0/geographicalMiss/displacement=12",
      "individuals/0/verificationImages/intendedOverCourse=5",
      "individuals/0/verificationImages/additionalOverCourse=3",
      "individuals/0/nuclearMedicine/radionuclide=Tc-99m",
      "individuals/0/nuclearMedicine/productIntended=HDP",
      "individuals/0/nuclearMedicine/administered=0.6", "individuals/0/nuclearMedicine/unit=GBq",
      "individuals/0/interventionalProcedure/peakSkinDose=3",
      "individuals/0/harm/physical=low", "individuals/0/differenceKinds/-=dose")

    let report = try InvestigationReport(
      IncidentView(author.snapshot), now: Moment(noonOf: author.today))

    let words = try #require(report.sections.first { $0.id == "dose-estimates" }).paragraphs
    #expect(
      words.prefix(9) == [
        "Individual 1, Difference: dose",
        "Individual 1, Radiotherapy: radical; prescribed 60 Gy; in 20 fractions; affected: 3",
        "Individual 1, Displacement: x -3.5 mm",
        "Individual 1, Structures: ptv: intended 60 Gy, delivered 66 Gy",
        "Individual 1, Geographical miss: partial; displaced by 12 mm",
        "Individual 1, Verification images: intended 5 over the course; additional 3 over the course",
        "Individual 1, Nuclear medicine: Tc-99m; intended: HDP; administered 0.6 GBq",
        "Individual 1, Interventional procedure: peak skin dose 3 Gy",
        "Individual 1, Harm: physical: low",
      ])
  }
}

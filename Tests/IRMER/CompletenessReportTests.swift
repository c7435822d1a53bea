import IRMER
import Testing

extension Completeness {
  /// What is missing, by item.
  fileprivate var needs: [String: [String]] {
    items.reduce(into: [:]) { needs, item in
      if case .missing(let missing) = item.state { needs[item.id] = missing }
    }
  }
}

/// “For SAUE incidents, you must send a report on the outcome of the investigation to the
/// appropriate enforcing authority. The report should include:” (SAUE guidance)
@Suite("Completeness of the investigation report")
struct CompletenessReportTests {
  private func whole() -> ReportFacts {
    var report = ReportFacts()
    report.whatHappened = "The wrong vertebra was scanned."
    report.individualsExposed = 1
    report.doses = [
      ReportFacts.Dose(individual: "individual 1", intended: "2.0 mSv", received: "9.1 mSv")
    ]
    report.rootCauses = "No pause and check."
    report.contributoryFactors = "Two lists at once."
    report.previousIncidents = .found("one in 2024, RBD01-2024-0007")
    report.dutyOfCandour = .yes(nil)
    report.clinicallySignificantProcedure = .notApplicable(because: "not clinically significant")
    report.learning = "Pause and check before every exposure."
    report.learningSharedBy = "Bulletin 3"
    report.correctiveMeasures = "Poster and audit."
    report.identifiersFound = 0
    return report
  }

  @Test func `a whole report misses nothing`() {
    #expect(whole().completeness.isComplete)
    #expect(whole().completeness.missing == [])
    #expect(!whole().completeness.isBlocked)
  }

  @Test func `an empty report misses every content, in the source's words`() {
    let missing = ReportFacts().completeness.missing

    #expect(
      missing.map(\.quote) == [
        "what happened",
        "an estimate of the dose(s) received by the exposed individual(s)",
        "The report should include an assessment of intended and unintended dose to the patient(s).",
        "a detailed account of the root causes and contributory factors",
        "whether any similar previous incidents have occurred where individuals might have been "
          + "over or under exposed, or if there are any trends that show a possible systematic "
          + "failure",
        "whether local duty of candour requirements have been met",
        "whether local procedure relating to CSAUE, required under Regulation 8(1), schedule 2(l), "
          + "has been applied",
        "any learning from the investigation and how this has been shared",
        "the corrective measures adopted or remedial actions implemented to reduce the likelihood "
          + "or prevent this type of incident from happening again",
        "The report must be anonymised and must not include any patient identifiable information "
          + "in line with GDPR.",
      ])
  }

  @Test func `blank text is absent`() {
    var report = whole()
    report.whatHappened = " \n\t"
    report.rootCauses = ""

    #expect(
      report.completeness.needs == [
        "what-happened": ["an account of what happened"], "root-causes": ["the root causes"],
      ])
  }

  /// “whether any similar previous incidents have occurred […] or if there are any trends” (SAUE guidance)
  @Test func `none found is an answer when the search has a date and a period`() throws {
    let date = try #require(CalendarDate("2026-02-20"))
    var report = whole()

    report.previousIncidents = .noneFound(searchedOn: date, period: "three years")
    let item = report.completeness.items.first { $0.id == "previous-incidents" }
    #expect(
      item?.state == .stated("none found – search done on 2026-02-20 over three years"))
    #expect(report.completeness.isComplete)

    report.previousIncidents = .noneFound(searchedOn: date, period: " ")
    #expect(
      report.completeness.needs == ["previous-incidents": ["the period that was searched"]])
  }

  @Test func `not met and not applicable need a reason`() {
    var report = whole()
    report.dutyOfCandour = .no(because: "contact was declined")
    report.clinicallySignificantProcedure = .notApplicable(because: "")

    let states = report.completeness.items.map(\.state)
    #expect(states.contains(.stated("not met: contact was declined")))
    #expect(
      report.completeness.needs == [
        "clinically-significant-procedure": ["why it does not apply"]
      ])
  }

  /// “an estimate of the dose(s) received by the exposed individual(s)” (SAUE guidance)
  @Test func `each individual exposed needs a dose`() {
    var report = whole()
    report.individualsExposed = 3
    report.doses.append(ReportFacts.Dose(individual: "individual 2", intended: "2 mSv"))

    #expect(
      report.completeness.needs == [
        "dose-estimates": [
          "the dose received by individual 2, or why it cannot be estimated",
          "a dose for each individual exposed: 2 of 3",
        ]
      ])
  }

  /// “The report should include an assessment of intended and unintended dose to the patient(s).”
  /// (SAUE guidance)
  @Test func `an intended dose is asked for where an exposure was intended`() {
    var report = whole()
    report.doses = [ReportFacts.Dose(individual: "individual 1", received: "4 mSv")]
    #expect(
      report.completeness.needs == ["dose-assessment": ["the intended dose of individual 1"]])

    report.doses[0].wasExposureIntended = false
    #expect(report.completeness.isComplete)
  }

  @Test func `a dose that cannot be estimated is stated`() {
    var report = whole()
    report.doses = [
      ReportFacts.Dose(individual: "individual 1", notEstimatedBecause: "no record was kept")
    ]
    let states = report.completeness.items.filter { $0.id.hasPrefix("dose-") }.map(\.state)

    #expect(states == [.stated("no record was kept"), .stated("no record was kept")])
  }

  /// “any learning from the investigation and how this has been shared” (SAUE guidance)
  @Test func `learning needs to have been shared`() {
    var report = whole()
    report.learningSharedBy = nil

    #expect(report.completeness.needs == ["learning": ["how the learning has been shared"]])

    report.learning = nil
    report.noLearningBecause = "known cause, bulletin 3 already says so"
    #expect(report.completeness.isComplete)
  }

  /// “The report must be anonymised” (SAUE guidance): the only content that no reason replaces.
  @Test(arguments: [(nil, true), (0, false), (2, true)])
  func `an identifier, or not having looked, blocks`(found: Int?, isBlocked: Bool) {
    var report = whole()
    report.identifiersFound = found

    #expect(report.completeness.isBlocked == isBlocked)
    #expect(report.completeness.isComplete == !isBlocked)
  }
}

/// “whether local procedure relating to CSAUE, required under Regulation 8(1), schedule 2(l), has
/// been applied” (SAUE guidance)
@Suite("Completeness of informing")
struct CompletenessInformingTests {
  @Test func `three people are each owed two messages`() {
    #expect(
      InformingFacts().completeness.missing.map(\.id) == [
        "informed/referrer/occurrence", "informed/referrer/outcome",
        "informed/practitioner/occurrence", "informed/practitioner/outcome",
        "informed/individual/occurrence", "informed/individual/outcome",
      ])
  }

  @Test func `told on a day, or not told for a reason, is an answer`() throws {
    let date = try #require(CalendarDate("2026-02-20"))
    var informing = InformingFacts()
    for step in InformingFacts.Step.all { informing.facts[step] = .told(on: date) }
    #expect(informing.completeness.isComplete)

    let individual = InformingFacts.Step(.individual, .occurrence)
    informing.facts[individual] = .notTold(because: "lacks capacity, no representative known")
    #expect(informing.completeness.isComplete)

    informing.facts[individual] = .notTold(because: "")
    #expect(
      informing.completeness.needs == [
        "informed/individual/occurrence": ["why they were not told"]
      ])
  }
}

/// “Employers need to remember their responsibility to apply the duty of candour for CSAUE events.”
/// (SAUE guidance)
@Suite("Completeness of the duty of candour")
struct CompletenessCandourTests {
  @Test func `a clinically significant exposure cannot be declared outside the duty`() {
    let candour = CandourFacts(
      isClinicallySignificant: true, applies: false, doesNotApplyBecause: "low harm")

    #expect(
      candour.completeness.needs == [
        "candour": ["the duty applies to a clinically significant exposure"]
      ])
  }

  @Test func `any other exposure may be, with a reason`() {
    let reasoned = CandourFacts(
      isClinicallySignificant: false, applies: false, doesNotApplyBecause: "no harm threshold met")
    let bare = CandourFacts(isClinicallySignificant: false, applies: false)
    let undecided = CandourFacts(isClinicallySignificant: false)

    #expect(reasoned.completeness.isComplete)
    #expect(bare.completeness.needs == ["candour": ["why the duty does not apply"]])
    #expect(undecided.completeness.needs == ["candour": ["whether the duty of candour applies"]])
  }

  @Test func `the steps of the duty warn and never block`() throws {
    let date = try #require(CalendarDate("2026-02-20"))
    let candour = CandourFacts(
      isClinicallySignificant: true, applies: true,
      done: [.toldInPerson: date, .trueAccount: date, .furtherEnquiries: date, .apology: date],
      notDoneBecause: [.writtenFollowUp: "contact was declined"])

    #expect(candour.completeness.isComplete)
    #expect(
      candour.completeness.warnings.map(\.id) == ["candour/support", "candour/written-record"])
  }
}

import IRMER
import Records
import Replication
import Testing

@Suite("Events of more than one person, place or nation")
struct EventTests {
  private static let twoNations: JSONValue = [
    "discoveredOn": "2026-03-02", "modality": "ct", "clinicallySignificant": "no",
    "nation": "england",
    "individuals": [
      [
        "exposure": "accidental", "ageAtExposure": 54, "nation": "england", "site": "RBD01",
        "effectiveDose": ["total": "0.5"],
      ],
      [
        "exposure": "accidental", "ageAtExposure": 54, "nation": "wales", "site": "7A1A1",
        "effectiveDose": ["total": "0.5"],
      ],
    ],
  ]

  @Test func `people in two nations are two documents, each judged by its nation`() throws {
    let parts = NationSplit.documents(of: Self.twoNations, home: .england)

    #expect(parts.map { $0["nation"]?.string } == ["england", "wales"])
    var outcomes: [Assessment.Outcome] = []
    var authorities: [Authority] = []
    for part in parts {
      var author = Author(kind: .incident)
      try author.log(NationSplit.linked(part, to: ["other"]))
      let assessment = IncidentView(author.snapshot).assessment
      outcomes.append(assessment.outcome)
      authorities.append(assessment.authority)
      #expect(author.field("links/0/record") == "other")
      #expect(author.field("links/0/relation") == "related")
    }
    // Each knows that the event has more than one person, so both are notified.
    #expect(outcomes == [.notifiable, .notifiable])
    #expect(authorities == [.cqc, .hiw])
  }

  @Test func `the number of people in the other record is said to be one that may change`() throws {
    let part = try #require(NationSplit.documents(of: Self.twoNations, home: .england).first)
    var author = Author(kind: .incident)
    try author.log(NationSplit.linked(part, to: ["RBD01-2026-484172109"]))

    let prompts = IncidentView(author.snapshot).assessment.prompts
    let edited = try author.warnings("individuals/0/exposure=near-miss", why: "seen in time")
    let other = try author.warnings("room=CT 2")
    let withdrawn = try Edit.withdraw(
      author.snapshot, why: "logged twice", context: author.context, using: &author.generator)

    let says = { (texts: [String], words: String) in
      texts.contains { $0.contains(words) && $0.contains("RBD01-2026-484172109") }
    }
    #expect(says(prompts, "(1) was counted when the records were split"))
    let check = "check the number of other people exposed"
    #expect(says(edited, check) && says(withdrawn.warnings, check) && !says(other, check))
  }

  @Test func `one record of two nations is refused, logged or edited`() throws {
    var author = Author(kind: .incident)

    let error = validationError { try author.log(Self.twoNations) }

    #expect(error?.code == "several-nations" && error?.field == "individuals/1/nation")
    try author.log(["discoveredOn": "2026-03-02", "individuals": [["exposure": "accidental"]]])
    #expect(
      validationError { try author.set("individuals/0/nation=wales") }?.code == "several-nations")
  }

  @Test func `individuals who share a nation need no second document`() {
    let document: JSONValue = [
      "discoveredOn": "2026-03-02",
      "individuals": [["nation": "wales"], ["nation": "wales"]],
    ]

    let parts = NationSplit.documents(of: document, home: .england)

    #expect(parts.count == 1 && parts.first?["nation"] == "wales")
  }

  @Test func `rows of one event are one incident, up to two thousand individuals`() throws {
    let row: JSONValue = [
      "discoveredOn": "2026-03-02", "modality": "mammography", "clinicallySignificant": "no",
      "individuals": [["kind": "screened", "exposure": "unintended"]],
    ]
    let document = try JoinedIncidents.document(
      of: Array(repeating: row, count: JoinedIncidents.individualsMax))
    var author = Author(kind: .incident)

    let event = try Draft.event(
      document, id: Author.id, context: author.context, using: &author.generator)
    author.write(event.draft.operations)
    for edit in event.additions { author.write(edit.operations) }

    #expect(author.snapshot.elements("individuals").count == 2_000)
    let assessment = IncidentView(author.snapshot).assessment
    #expect(assessment.outcome == .notifiable && author.conflictPaths.isEmpty)
    #expect(
      validationError {
        _ = try JoinedIncidents.document(of: Array(repeating: row, count: 2_001))
      }?.code == "too-many-individuals")
  }

  @Test func `rows that say different things are no one event`() {
    let rows: [JSONValue] = [
      ["discoveredOn": "2026-03-02", "modality": "ct"],
      ["discoveredOn": "2026-03-03", "modality": "ct"],
    ]

    let error = validationError { _ = try JoinedIncidents.document(of: rows) }

    #expect(error?.code == "event-disagrees" && error?.field == "discoveredOn")
  }

  @Test func `records of one event join into the first, and the others say where they went`() throws
  {
    var first = Author(kind: .incident)
    let document: JSONValue = [
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "effectiveDose": ["intended": "4", "total": "5"]]
      ],
    ]
    try first.log(document)
    var second = Author(log: 2, kind: .incident)
    try second.log(document)

    let changes = try Edit.joining(
      [second.snapshot], into: first.snapshot, why: "one protocol", context: first.context,
      using: &first.generator)
    for edit in changes[0].edits { first.write(edit.operations, why: edit.reason) }
    for edit in changes[1].edits { second.write(edit.operations, why: edit.reason) }

    #expect(first.snapshot.elements("individuals").count == 2)
    #expect(IncidentView(first.snapshot).assessment.complementary == ["M2.3"])
    #expect(second.snapshot.isWithdrawn)
    #expect(second.field("withdrawals/0/why")?.string?.contains("joined into") == true)
  }

  @Test(arguments: ["modality=dental", "discoveredOn=2026-02-28"])
  func `records that differ are not joined`(change: String) throws {
    var first = Author(kind: .incident)
    try first.log(["discoveredOn": "2026-03-01", "modality": "ct"])
    var second = Author(log: 2, kind: .incident)
    try second.log(["discoveredOn": "2026-03-01", "modality": "ct"])
    try second.set(change, why: "the log says so")

    let error = validationError {
      _ = try Edit.joining(
        [second.snapshot], into: first.snapshot, why: "one protocol", context: first.context,
        using: &first.generator)
    }

    #expect(error?.code == "event-disagrees")
  }

  @Test func `telling one of twelve is not telling all`() throws {
    var author = Author("governance", kind: .incident)
    let person: JSONValue = [
      "exposure": "unintended", "ageAtExposure": 66,
      "effectiveDose": ["intended": "8", "total": "16"],
    ]
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "yes",
      "individuals": .array(Array(repeating: person, count: 12)),
    ])
    try author.set(
      "informing/referrer/occurrence/date=2026-03-02",
      "individuals/4/informing/individual/occurrence/date=2026-03-02",
      "individuals/4/dutyOfCandour/verbalDate=2026-03-02")

    let incident = IncidentView(author.snapshot)

    #expect(incident.duties.count == 12)
    let missing = incident.missingBeforeReport
    #expect(!missing.contains("individuals/4/informed/individual/occurrence"))
    #expect(missing.contains("individuals/5/informed/individual/occurrence"))
    #expect(!missing.contains("individuals/5/informed/referrer/occurrence"))
    #expect(missing.contains("individuals/5/informed/referrer/outcome"))
  }

  @Test(arguments: [1, 2])
  func `what is recorded of each individual is read by every page`(people: Int) throws {
    var author = Author("governance", kind: .incident)
    let person: JSONValue = [
      "exposure": "unintended", "ageAtExposure": 66,
      "effectiveDose": ["intended": "8", "total": "16"],
    ]
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "yes",
      "individuals": .array(Array(repeating: person, count: people)),
    ])
    for position in 0..<people {
      let own = "individuals/\(position)"
      let informed = ["referrer", "practitioner", "individual"].flatMap { who in
        ["occurrence", "outcome"].map { "\(own)/informing/\(who)/\($0)/date=2026-03-02" }
      }
      for assignment in informed { try author.set(assignment) }
      try author.set(
        "\(own)/dutyOfCandour/applies=yes", "\(own)/dutyOfCandour/met=yes",
        "\(own)/dutyOfCandour/verbalDate=2026-03-02", "\(own)/dutyOfCandour/apology=2026-03-02",
        "\(own)/dutyOfCandour/writtenDate=2026-03-03", "\(own)/dutyOfCandour/support=A nurse",
        "\(own)/dutyOfCandour/furtherEnquiries=The trust investigates")
    }
    let incident = IncidentView(author.snapshot)
    let now = Moment(noonOf: author.today)

    let sheet = try AnswersSheet(incident, now: now)
    let answers = Dictionary(
      sheet.answers.map { ($0.question, $0.answer) }, uniquingKeysWith: { first, _ in first })
    #expect(
      answers["Have the individual, referrer and practitioner been informed?"]
        == "yes, or the reason is recorded")
    #expect(answers["Duty of candour"] == "yes")
    let page = try InvestigationReport(incident, now: now).html()
    #expect(page.contains("told in person on 2 March 2026"))
    #expect(!incident.missingBeforeReport.contains { $0.contains("candour") })
    #expect(!incident.missingBeforeReport.contains { $0.contains("informed") })
  }

  @Test func `of two, the one who was not told is named`() throws {
    var author = Author("governance", kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "yes",
      "individuals": [["exposure": "unintended"], ["exposure": "unintended"]],
    ])
    try author.set(
      "individuals/0/informing/individual/occurrence/date=2026-03-02",
      "individuals/0/dutyOfCandour/met=yes")

    let sheet = try AnswersSheet(
      IncidentView(author.snapshot), now: Moment(noonOf: author.today))

    let answers = Dictionary(
      sheet.answers.map { ($0.question, $0.answer) }, uniquingKeysWith: { first, _ in first })
    let informed = answers["Have the individual, referrer and practitioner been informed?"] ?? ""
    #expect(informed.contains("individual 2, not recorded: "))
    #expect(informed.contains("the individual of what happened"))
    #expect(answers["Duty of candour"] == "individual 1, yes; individual 2, not recorded")
  }

  @Test func `five films below every threshold are proposed as a theme, with their code`() throws {
    let subjects = try (0..<5).map { index in
      var author = Author(log: UInt64(index + 1), kind: .incident)
      try author.log([
        "discoveredOn": .string("2026-0\(1 + index % 2)-0\(1 + index)"),
        "modality": "plain-x-ray", "clinicallySignificant": "no", "department": "ED X-ray",
        "individuals": [
          [
            "ageAtExposure": .number(JSONNumber(71 + index)), "exposure": "accidental",
            "procedureFailure": true, "causeClass": "human-error", "differenceKinds": ["patient"],
            "effectiveDose": ["intended": "0", "total": "0.02"],
          ]
        ],
        "classification": ["tiers": ["tier1": "Referrer", "tier3": "wrong patient"]],
      ])
      #expect(author.rows.incident?.outcome == .notNotifiable)
      let subject = try #require(IncidentView(author.snapshot).themeSubject)
      return ThemeSubject(
        incident: "\(index)", site: subject.site, nation: subject.nation,
        discoveredOn: subject.discoveredOn, equipment: subject.equipment, fault: subject.fault,
        cause: subject.cause, category: subject.category,
        individualsExposed: subject.individualsExposed)
    }

    let proposals = ThemeSearch().proposals(from: subjects)

    #expect(proposals.count == 1)
    #expect(proposals.first?.incidents.count == 5 && proposals.first?.strength == .proposed)
    #expect(subjects.allSatisfy { $0.category == .code1 && $0.cause == "wrong patient" })
  }
}

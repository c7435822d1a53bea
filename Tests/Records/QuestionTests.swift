import IRMER
import Records
import Replication
import Testing

@Suite("The questions of the one-minute log")
struct QuestionTests {
  private static let today = DeviceDate(
    clock: Moment("2026-11-26T12:00:00Z") ?? Moment(milliseconds: 0))

  private static func list(isNearMiss: Bool = false, template: String? = nil) -> QuestionList {
    IncidentQuestions.list(
      isNearMiss: isNearMiss, template: IncidentTemplate.all.first { $0.name == template },
      today: today)
  }

  /// Answers as somebody would give them, in the order of the questions.
  private static func answered(
    _ texts: [String: String], _ list: QuestionList = list()
  ) throws -> Answers {
    var answers = Answers()
    while let question = list.next(after: answers) {
      guard let text = texts[question.id] else {
        answers.set(question.standard, of: question.id)
        continue
      }
      switch question.read(text, after: answers) {
      case .understood(let answer), .doubtful(let answer, _): answers.set(answer, of: question.id)
      case .notUnderstood(let words): Issue.record("\(question.id): \(words)")
      }
    }
    return answers
  }

  @Test func `the answers make the record, each at its field`() throws {
    let list = Self.list()
    let answers = try Self.answered(
      [
        "narrative": "Wrong scan", "discovered": "yesterday", "exposed": "24/11", "place": "CT 2",
        "modality": "ct", "who": "1", "age": "3 weeks", "exposure": "1", "fault": "n",
        "dose": "DLP 1,234", "informed": "25/11",
      ], list)

    #expect(
      list.document(of: answers) == [
        "narrative": "Wrong scan", "discoveredOn": "2026-11-25",
        "exposureAt": ["first": "2026-11-24"], "department": "CT 2", "modality": "ct",
        "equipmentFailure": ["directCause": false],
        "informing": ["individual": ["occurrence": ["told": "yes", "date": "2026-11-25"]]],
        "individuals": [
          [
            "kind": "patient", "ageAtExposure": 0, "ageInWeeks": 3, "exposure": "accidental",
            "doses": [
              ["quantity": "dlp", "total": "1234", "unit": "mGy·cm", "method": "console"]
            ],
          ]
        ],
      ])
  }

  @Test func `an age in weeks stores no year where the birthday may not have come`() throws {
    let list = Self.list()

    let answers = try Self.answered(["who": "1", "age": "939 weeks"], list)

    let person = list.document(of: answers)["individuals"]?[0]
    #expect(person?["ageInWeeks"] == 939 && person?["ageAtExposure"] == nil)
  }

  @Test func `the record that they make can be saved as it is`() throws {
    let list = Self.list()
    let answers = try Self.answered(
      ["narrative": "Wrong scan", "dose": "DLP 500-600", "who": "pregnant", "age": "5 months"], list
    )
    var random = SystemRandomNumberGenerator()

    let draft = try Draft(
      .incident, document: list.document(of: answers), id: .make(using: &random),
      context: AuthorContext(
        role: "operator", site: Author.site, nation: .england,
        now: Moment("2026-11-26T12:00:00Z")!), using: &random)

    #expect(draft.snapshot.fields["individuals/0/doses/0/low"] == "500")
    #expect(draft.snapshot.fields["individuals/0/doses/0/high"] == "600")
    #expect(draft.snapshot.fields["individuals/0/pregnancyStatus"] == "unknown")
  }

  @Test(
    arguments: [
      ("1", [nil]), ("one", [nil]), ("2 in Wales", ["wales", "wales"]),
      ("3 others", [nil, nil, nil]),
      ("1 here and 1 in Northern Ireland", [nil, "northern-ireland"]), ("no", []),
      ("nobody else", []),
      ("1 in scotland, two in england", ["scotland", "england", "england"]),
    ] as [(String, [String?])])
  func `it asks who else was exposed, and in which nation`(
    typed: String, nations: [String?]
  ) throws {
    let list = Self.list()
    let answers = try Self.answered(["narrative": "Swapped", "others": typed], list)

    let people = list.document(of: answers)["individuals"]?.array ?? []

    #expect(people.count == nations.count + 1)
    #expect(people.dropFirst().map { $0["nation"]?.string } == nations)
  }

  @Test(arguments: ["yes", "some", "1 in France", "100", "two hundred", ""])
  func `what does not say how many others there were is asked again`(typed: String) throws {
    let question = try #require(Self.list().questions.first { $0.id == "others" })
    guard case .notUnderstood = question.read(typed, after: Answers()) else {
      Issue.record("\(typed) was understood")
      return
    }
  }

  @Test func `of a near miss neither exposure nor dose is asked, nor whether somebody was told`() {
    let asked = Self.list(isNearMiss: true).asked(after: Answers()).map(\.id)

    #expect(Set(asked).isDisjoint(with: ["exposed", "exposure", "dose", "informed", "others"]))
    #expect(asked.contains("narrative") && asked.contains("fault"))
  }

  @Test func `an answer that makes it a near miss leaves the rest out, also what was answered`()
    throws
  {
    let list = Self.list()
    var answers = try Self.answered(["exposure": "1", "dose": "DLP 512"], list)
    guard let exposure = list.questions.first(where: { $0.id == "exposure" }),
      case .understood(let nobody) = exposure.read("4", after: answers)
    else {
      Issue.record("the fourth answer is none")
      return
    }
    answers.set(nobody, of: "exposure")

    #expect(list.document(of: answers)["individuals"]?[0]?["exposure"] == "near-miss")
    #expect(list.document(of: answers)["individuals"]?[0]?["doses"] == nil)
  }

  @Test
  func `everybody can be chosen, the unborn and the breast-fed with whoever carries or feeds them`()
    throws
  {
    let who = try #require(Self.list().questions.first { $0.id == "who" })
    guard case .choice(let choices) = who.form else {
      Issue.record("it is no choice")
      return
    }
    let kinds = Set(choices.compactMap { $0.fields["individuals/0/kind"]?.string })

    #expect(kinds.union(["foetus", "infant"]) == Set(Individual.Kind.allCases.map(\.rawValue)))
    #expect(choices.contains { $0.fields["individuals/0/pregnancyStatus"] != nil })
    #expect(choices.contains { $0.fields["individuals/0/breastfeeding"] == true })
  }

  @Test func `what a template says is not asked`() {
    let asked = Self.list(template: "set-up-error").asked(after: Answers()).map(\.id)

    #expect(!asked.contains("modality") && !asked.contains("exposure"))
  }

  @Test(arguments: [
    ("discovered", "31/02/2026"), ("discovered", "27 Nov 2026"), ("exposed", "26/11/2027"),
    ("age", "131"), ("age", "old"), ("who", "99"), ("who", "c x"), ("fault", "perhaps"),
    ("dose", "512"), ("dose", "DLP 2,5"), ("informed", "later"), ("informed", "27/11/2026"),
  ])
  func `what cannot be is asked again, with what to type`(id: String, text: String) throws {
    let question = try #require(Self.list().questions.first { $0.id == id })

    guard case .notUnderstood(let words) = question.read(text, after: Answers()) else {
      Issue.record("\(text) was read")
      return
    }
    #expect(words.contains { $0.isLetter })
  }

  @Test(arguments: [
    ("discovered", "25/11/2024"), ("dose", "DAP 320"), ("dose", "activity 600"),
    ("dose", "air kerma 2"),
  ])
  func `what may be meant otherwise is confirmed`(id: String, text: String) throws {
    let question = try #require(Self.list().questions.first { $0.id == id })

    guard case .doubtful(_, let doubt) = question.read(text, after: Answers()) else {
      Issue.record("\(text) was taken as it is")
      return
    }
    #expect(doubt.hasSuffix("?"))
  }

  @Test func `every question has a sentence for who asks what is meant`() {
    for question in Self.list().questions {
      #expect(!question.wording.isEmpty && !question.hint.isEmpty && !question.label.isEmpty)
      #expect(question.explanation.hasSuffix("."))
    }
  }

  @Test func `kept answers are the same when they are read again`() throws {
    let list = Self.list()
    let answers = try Self.answered(["narrative": "Wrong\nscan", "dose": "DLP 1,234"], list)
    let draft = AnswerDraft(
      answers, savedAt: Moment("2026-11-26T12:00:00Z")!, template: nil, isNearMiss: false)

    let read = try #require(AnswerDraft(JSONValue(parsing: draft.json(list).serialized())))

    #expect(read.answers == answers)
    #expect(AnswerDraft(["version": 9]) == nil)
  }

  @Test(arguments: [
    RecordKind.equipment, .procedure, .licence, .margin, .theme, .audit,
  ])
  func `every register asks for fields that it has, and for one at least`(kind: RecordKind) throws {
    let list = try #require(RegisterQuestions.list(of: kind, today: Self.today))
    let paths = Set(RecordSchema.listing(of: kind).map(\.path))

    for question in list.questions {
      let path = question.id.split(separator: "/").map { Int($0) == nil ? String($0) : "-" }
        .joined(separator: "/")
      #expect(paths.contains(path), "\(question.id)")
    }
    #expect(list.questions.contains { $0.isRequired })
  }

  @Test(arguments: [
    ("discovered", "20/11/1926"), ("discovered", "20/11/1985"), ("exposed", "20/11/1920"),
  ])
  func `a day that is most unlikely asks why it is right, and the reason is the entry's`(
    question: String, day: String
  ) throws {
    let list = Self.list()
    let without = try Self.answered(["narrative": "Old film", question: day], list)
    let answers = try Self.answered(
      ["narrative": "Old film", question: day, "unlikely-day": "Found in the archive"], list)

    #expect(list.asked(after: without).contains { $0.id == "unlikely-day" && $0.isRequired })
    #expect(list.reason(in: answers) == "Found in the archive")
    #expect(list.document(of: answers)["unlikely-day"] == nil)
    let corrected = try Self.answered(["narrative": "New film", "discovered": "20/11/2026"], list)
    #expect(!list.asked(after: corrected).contains { $0.id == "unlikely-day" })
    #expect(list.reason(in: corrected) == "")
  }

  @Test(arguments: [
    ("as intended", "as-intended"), ("just as intended", "as-intended"),
    ("as-intended", "as-intended"), ("near miss", "near-miss"), ("a near miss", "near-miss"),
    ("acc", "accidental"), ("unintended", "unintended"), ("3", "as-intended"),
  ])
  func `a choice is taken by its number, its key, or the start or end of its words`(
    typed: String, key: String
  ) throws {
    let question = try #require(Self.list().questions.first { $0.id == "exposure" })
    guard case .understood(let answer) = question.read(typed, after: Answers()) else {
      Issue.record("\(typed) was not understood")
      return
    }
    #expect(answer.fields["individuals/0/exposure"] == .string(key))
  }

  @Test func `a field that is given twice for a new record is refused, not replaced`() {
    let given = ["title=Audit", "standards/-/text=First", "standards/-/text=Second"]
    let error = #expect(throws: ValidationError.self) {
      try FieldInput.document(given, of: .audit, today: Self.today.day)
    }
    #expect(error?.code == "given-twice" && error?.field == "standards/-/text")
  }
}

import IRMER
import Records
import Replication
import Synchronization
import Testing

@testable import candour

@Suite("The one-minute log at a terminal")
struct InterviewTests {
  private static let today = DeviceDate(
    clock: Moment("2026-03-02T12:00:00Z") ?? Moment(milliseconds: 0))

  private struct Asked {
    let end: IncidentInterview.End
    let left: Int
    let shown: String
    let kept: [Answers]

    var document: JSONValue? { if case .save(let document, _) = end { document } else { nil } }
  }

  private func ask(
    _ answers: [String], isNearMiss: Bool = false, equipment: EquipmentRegister = .empty,
    from earlier: Answers = Answers(), edited: String? = nil
  ) throws -> Asked {
    let rest = Mutex(answers)
    let shown = Mutex("")
    let kept = Mutex([Answers]())
    let console = Console(
      read: { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } },
      write: { text in shown.withLock { $0 += text } }, edit: { _ in edited })
    let interview = IncidentInterview(
      list: IncidentQuestions.list(isNearMiss: isNearMiss, today: Self.today, equipment: equipment),
      console: console, keep: { answers in kept.withLock { $0.append(answers) } })
    let end = try interview.run(from: earlier)
    return Asked(
      end: end, left: rest.withLock { $0.count }, shown: shown.withLock { $0 },
      kept: kept.withLock { $0 })
  }

  /// What, when discovered, when exposed, where, which, who, age, sort, fault, dose, informed, others.
  private static let twelve = [
    "Wrong scan", "", "same", "CT 2", "ct", "1", "54", "1", "n", "DLP 1,512.5", "2", "no",
  ]

  @Test func `twelve plain questions make an incident, once it was seen and confirmed`() throws {
    let asked = try ask(Self.twelve + ["save"])

    #expect(
      asked.document == [
        "narrative": "Wrong scan", "discoveredOn": "2026-03-02",
        "exposureAt": ["first": "2026-03-02"], "department": "CT 2", "modality": "ct",
        "equipmentFailure": ["directCause": false],
        "informing": ["individual": ["occurrence": ["told": "not-yet"]]],
        "individuals": [
          [
            "kind": "patient", "ageAtExposure": 54, "exposure": "accidental",
            "doses": [
              ["quantity": "dlp", "total": "1512.5", "unit": "mGy·cm", "method": "console"]
            ],
          ]
        ],
      ])
    #expect(asked.left == 0)
    #expect(asked.shown.contains("DLP 1512.5 mGy·cm"))
  }

  @Test func `nobody has to know anything`() throws {
    let asked = try ask(Array(repeating: "", count: 13))

    #expect(asked.document == ["discoveredOn": "2026-03-02", "individuals": [[:]]])
    #expect(asked.shown.contains("not answered"))
  }

  @Test func `nothing is saved where a person stops, and every answer was kept`() throws {
    let asked = try ask(Self.twelve + ["stop"])

    #expect(asked.end == .stopped)
    #expect(asked.kept.map(\.count) == Array(1...12))
  }

  @Test func `it goes on with the answers that were kept`() throws {
    let first = try ask(Array(Self.twelve.prefix(12)) + ["stop"])
    let half = first.kept[5]

    let asked = try ask(["55", "1", "n", "", "", "", "save"], from: half)

    #expect(asked.document?["narrative"] == "Wrong scan")
    #expect(asked.document?["individuals"]?[0]?["ageAtExposure"] == 55)
    #expect(asked.left == 0)
  }

  @Test func `going back shows the earlier answer and Enter keeps it`() throws {
    // At the age, back to who, which is kept, and onwards.
    let asked = try ask([
      "Wrong scan", "", "same", "CT 2", "ct", "2", "<", "", "54", "1", "n", "", "", "", "save",
    ])

    #expect(asked.document?["individuals"]?[0]?["pregnancyStatus"] == "unknown")
    #expect(asked.document?["individuals"]?[0]?["ageAtExposure"] == 54)
    #expect(asked.shown.contains("Enter keeps: a patient who is or may be pregnant"))
    #expect(asked.left == 0)
  }

  @Test func `a change in the summary changes that answer and no other`() throws {
    let asked = try ask(Self.twelve + ["change", "7", "3 weeks", "8", "2", "save"])

    #expect(asked.document?["individuals"]?[0]?["ageInWeeks"] == 3)
    #expect(asked.document?["individuals"]?[0]?["exposure"] == "unintended")
    #expect(asked.document?["department"] == "CT 2")
    #expect(asked.left == 0)
  }

  @Test func `an answer that cannot be is asked for again, and what is meant is explained`() throws
  {
    let asked = try ask([
      "?", "x", "2026-03-03", "31/02/2026", "1 March", "", "", "99", "ct", "", "200", "7", "", "",
      "lots", "DLP 2,5", "", "", "", "save",
    ])

    #expect(asked.document?["discoveredOn"] == "2026-03-01")
    #expect(asked.document?["individuals"]?[0]?["ageAtExposure"] == 7)
    #expect(asked.shown.contains("31/02/2026 is not a date"))
    #expect(asked.shown.contains("Write roles"))
    #expect(asked.document?["individuals"]?[0]?["doses"] == nil)
  }

  @Test func `what may be meant otherwise is confirmed before it is taken`() throws {
    let asked = try ask([
      "x", "1/3/2024", "n", "", "", "", "", "", "", "", "", "DAP 320", "n", "DAP 320 cGycm2", "",
      "", "save",
    ])

    #expect(asked.document?["discoveredOn"] == "2026-03-02")
    #expect(asked.document?["individuals"]?[0]?["doses"]?[0]?["total"] == "3.2")
  }

  @Test func `who is asked about a slip may type it again at once, or go back`() throws {
    let asked = try ask([
      "x", "1/3/2024", "<", "y", "1/3/2024", "2/3", "", "", "", "", "", "", "", "DAP 320",
      "DAP 320 cGycm2", "", "", "save",
    ])

    #expect(asked.document?["narrative"] == "y" && asked.document?["discoveredOn"] == "2026-03-02")
    #expect(asked.document?["individuals"]?[0]?["doses"]?[0]?["total"] == "3.2")
    #expect(asked.left == 0)
  }

  @Test func `a name is quoted before anything is saved, with what to write instead`() throws {
    let named = "Mrs Zoe O'Brien was scanned instead of another patient."
    let replaced = try ask([named, "", "", "", "", "", "", "", "", "", "", "", "", "save"])
    let kept = try ask([named, "k", "", "", "", "", "", "", "", "", "", "", "", "save", "y"])
    let again = try ask(
      [named, "a", "A patient was scanned.", "", "", "", "", "", "", "", "", "", "", "", "save"])

    #expect(replaced.shown.contains("“Mrs Zoe O'Brien”"))
    #expect(replaced.document?["narrative"]?.string?.contains("Brien") == false)
    #expect(kept.document?["narrative"]?.string == named)
    #expect(again.document?["narrative"] == "A patient was scanned.")
    #expect(replaced.left == 0 && kept.left == 0 && again.left == 0)
  }

  @Test func `a text may be written in an editor`() throws {
    let asked = try ask(
      ["edit"] + Array(repeating: "", count: 11) + ["save"], edited: "First line\nsecond line\n")

    #expect(asked.document?["narrative"] == "First line\nsecond line")
  }

  @Test func `an end of the answers saves nothing`() {
    #expect(throws: CommandFailure.self) { try ask(["x"]) }
    #expect(throws: CommandFailure.self) { try ask(Self.twelve) }
    #expect(throws: CommandFailure.self) { try ask(Self.twelve + ["change", "1"]) }
  }

  // MARK: Equipment

  @Test(arguments: [("2", "CT2"), ("ct2", "CT2"), ("XR", "XR7"), ("Main", nil)])
  func `where there is a register, its equipment is offered and says the place`(
    answer: String, chosen: String?
  ) throws {
    let asked = try ask(
      ["Wrong scan", "", "", answer] + Array(repeating: "", count: 8) + ["save"],
      equipment: try Self.register())

    #expect(asked.document?["equipmentId"]?.string == chosen)
    #expect(asked.document?["department"]?.string == (chosen == nil ? "Main" : "Radiology"))
    #expect(asked.document?["room"]?.string == chosen.map { "Room of \($0)" })
    #expect(asked.left == 0)
  }

  @Test func `the beginning of several asset numbers is asked again, and then it is a place`()
    throws
  {
    let register = try Self.register()
    let rest = Array(repeating: "", count: 8) + ["save"]
    let place = try ask(["x", "", "", "CT", "CT"] + rest, equipment: register)
    let machine = try ask(["x", "", "", "CT", "n", "CT1"] + rest, equipment: register)

    #expect(place.document?["department"] == "CT" && place.document?["equipmentId"] == nil)
    #expect(machine.document?["equipmentId"] == "CT1")
  }

  private static func register() throws -> EquipmentRegister {
    var random = SystemRandomNumberGenerator()
    let context = AuthorContext(
      role: "operator", site: .init("RBD01")!, nation: .england,
      now: Moment("2026-03-02T12:00:00Z")!)
    return EquipmentRegister(
      try ["XR7", "CT1", "CT2"].map { number in
        try Draft(
          .equipment,
          document: [
            "assetNumber": .string(number), "department": "Radiology",
            "room": .string("Room of \(number)"),
          ], id: .make(using: &random), context: context, using: &random
        ).snapshot
      })
  }

  // MARK: Templates

  @Test(arguments: IncidentTemplate.all.map(\.name))
  func `a template is a record that may be logged`(name: String) throws {
    let template = try IncidentLogCommand.template(name)
    var random = SystemRandomNumberGenerator()
    var fields = template.fields
    fields["discoveredOn"] = "2026-03-01"

    let draft = try Draft(
      .incident, document: .object(fields), id: .make(using: &random),
      context: AuthorContext(
        role: "operator", site: .init("RBD01")!, nation: .england,
        now: Moment("2026-03-02T12:00:00Z")!), using: &random)

    #expect(draft.snapshot.text("narrative") != nil)
  }

  // MARK: What a terminal sends

  @Test(arguments: [
    ("DLP 5\u{7f}612\r", "DLP 612"), ("\u{1b}[200~one\rtwo\nthree\u{1b}[201~\r", "one\ntwo\nthree"),
    ("abc\u{15}x\r", "x"), ("one two\u{17}three\r", "one three"), ("\u{1b}[Aup\r", "up"),
    ("Zoë\u{7f}\r", "Zo"), ("a\u{1b}[200~\u{3}\u{15}b\u{1b}[201~c\r", "abc"), ("\r", ""),
  ])
  func `what is typed and pasted is taken as it is meant`(keys: String, text: String) {
    var line = TypedLine()
    var steps: [TypedLine.Step] = []

    for byte in keys.utf8 { steps.append(line.take(byte)) }

    #expect(line.text == text && steps.last == .ended)
  }

  @Test func `a line that is not UTF-8 is asked again, and loses no character`() {
    var line = TypedLine()
    var steps: [TypedLine.Step] = []

    for byte in Array("20 ".utf8) + [0xb5] + Array("Sv\r".utf8) { steps.append(line.take(byte)) }
    #expect(steps.last != .ended && line.bytes.isEmpty)

    steps = "20 µSv\r".utf8.map { line.take($0) }
    #expect(line.text == "20 µSv" && steps.last == .ended)
  }

  @Test func `a long paste is kept to its last byte`() {
    var line = TypedLine()
    let text = String(repeating: "0123456789", count: 1_000)

    for byte in "\u{1b}[200~\(text)\u{1b}[201~".utf8 { _ = line.take(byte) }

    #expect(line.text == text)
  }

  @Test func `a day that is most unlikely asks why, and nothing is no reason`() throws {
    var answers = Self.twelve
    answers[2] = "2/3/1920"
    // The doubt about the day is confirmed; the reason follows.
    answers.insert(contentsOf: ["y", "", "A film from the archive"], at: 3)

    let asked = try ask(answers + ["save"])

    guard case .save(let document, let why) = asked.end else {
      Issue.record("not saved: \(asked.shown)")
      return
    }
    #expect(why == "A film from the archive" && asked.left == 0)
    #expect(document["exposureAt"]?["first"] == "1920-03-02")
    #expect(asked.shown.contains("This is needed."))
  }
}

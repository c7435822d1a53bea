import IRMER
import Records
import Replication
import Synchronization
import Testing

@testable import candour

@Suite("The one-minute log")
struct InterviewTests {
  @Test func `fewer than ten plain questions make an incident`() throws {
    let asked = try document(["Wrong scan", "", "CT 2", "ct", "1", "54", "1", "2", "DLP 512.5"])

    #expect(
      asked.document == [
        "narrative": "Wrong scan", "discoveredOn": "2026-03-02", "department": "CT 2",
        "modality": "ct", "equipmentFailure": ["directCause": false],
        "individuals": [
          [
            "kind": "patient", "ageAtExposure": 54, "exposure": "accidental",
            "doses": [
              ["quantity": "dlp", "total": "512.5", "unit": "mGy·cm", "method": "console"]
            ],
          ]
        ],
      ])
    #expect(asked.left == 0)
  }

  @Test func `nobody has to know anything`() throws {
    let asked = try document(Array(repeating: "", count: 9))

    #expect(
      asked.document == ["discoveredOn": "2026-03-02", "individuals": [[:]]])
  }

  @Test func `a near miss asks less and says so`() throws {
    let asked = try document(["Almost", "", "", "", "", "", ""], isNearMiss: true)

    #expect(asked.document["individuals"]?[0]?["exposure"] == "near-miss")
    #expect(asked.left == 0)
  }

  @Test(arguments: [
    ("2", "CT2"), ("ct2", "CT2"), ("XR", "XR7"), ("Main", nil),
  ])
  func `where there is a register, its equipment is offered and says the place`(
    answer: String, chosen: String?
  ) throws {
    let asked = try document(
      ["Wrong scan", "", answer, "", "", "", "", "", ""], equipment: try Self.register())

    #expect(asked.document["equipmentId"]?.string == chosen)
    #expect(asked.document["department"]?.string == (chosen == nil ? "Main" : "Radiology"))
    #expect(asked.document["room"]?.string == chosen.map { "Room of \($0)" })
    #expect(asked.left == 0)
  }

  @Test func `the beginning of several asset numbers is asked again, and then it is a place`()
    throws
  {
    let register = try Self.register()
    let place = try document(
      ["x", "", "CT", "CT", "", "", "", "", "", ""], equipment: register)
    let machine = try document(
      ["x", "", "CT", "CT1", "", "", "", "", "", ""], equipment: register)

    #expect(place.document["department"] == "CT" && place.document["equipmentId"] == nil)
    #expect(machine.document["equipmentId"] == "CT1")
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

  @Test func `an answer that cannot be is asked for again`() throws {
    let asked = try document([
      "x", "2026-03-03", "2026-02-30", "2026-03-01", "", "99", "", "", "200", "7", "", "", "lots",
      "",
    ])

    #expect(asked.document["discoveredOn"] == "2026-03-01")
    #expect(asked.document["individuals"]?[0]?["ageAtExposure"] == 7)
  }

  @Test func `the question before may be answered again, and nothing of its answer stays`() throws {
    let asked = try document([
      "<", "Wrong", "", "CT 2", "<", "<", "yesterday", "CT 1", "ct", "2", "54", "<", "<", "1", "55",
      "1", "", "",
    ])

    #expect(
      asked.document == [
        "narrative": "Wrong", "discoveredOn": "2026-03-01", "department": "CT 1", "modality": "ct",
        "individuals": [["kind": "patient", "ageAtExposure": 55, "exposure": "accidental"]],
      ])
    #expect(asked.left == 0)
  }

  @Test(arguments: [
    ("today", "2026-03-02"), ("Yesterday", "2026-03-01"), ("28/2/2026", "2026-02-28"),
    ("01.03.2026", "2026-03-01"), ("30/2/2026", nil), ("1/3/26", nil), ("3/2026", nil),
    ("tomorrow", nil),
  ])
  func `a day is read as people type it`(text: String, day: String?) throws {
    let today = try #require(CalendarDate("2026-03-02"))

    #expect(SpokenDay.day(text, today: today)?.description == day)
  }

  @Test func `an end of the answers logs nothing`() {
    #expect(throws: CommandFailure.self) { try document(["x"]) }
  }

  @Test(arguments: IncidentTemplate.all.map(\.name))
  func `a template is a record that may be logged`(name: String) throws {
    let template = try IncidentTemplate.named(name)
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

  @Test(arguments: [
    ("DLP 512", "dlp", "512"), ("dap: 3.25 Gy", "dap", "3.25"), ("CTDIvol=12", "ctdi-vol", "12"),
    ("activity 600 MBq", "administered-activity", "600"),
  ])
  func `a console's dose is kept as it is shown`(text: String, quantity: String, total: String) {
    let dose = IncidentInterview.dose(text)

    #expect(dose?["quantity"]?.string == quantity && dose?["total"]?.string == total)
  }

  private func document(
    _ answers: [String], isNearMiss: Bool = false, equipment: EquipmentRegister = .empty
  ) throws -> (document: JSONValue, left: Int) {
    let rest = Mutex(answers)
    let console = Console(
      read: { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }, write: { _ in })
    let interview = IncidentInterview(
      isNearMiss: isNearMiss, template: nil, today: Today(clock: Moment("2026-03-02T12:00:00Z")!),
      equipment: equipment, console: console)
    return (try interview.document(), rest.withLock { $0.count })
  }
}

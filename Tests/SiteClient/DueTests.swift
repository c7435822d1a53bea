import IRMER
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import candour

@Suite("What is due and what is missing, for people")
struct DueTests {
  private static let today = CalendarDate(year: 2026, month: 3, day: 20) ?? .earliest

  private static func record(_ kind: RecordKind, _ document: JSONValue) throws -> RecordSnapshot {
    var random = SeededGenerator(seed: 1)
    let context = AuthorContext(
      role: "governance", site: try #require(Scope("RBD01")), nation: .england,
      now: Moment(noonOf: today))
    return try Draft(
      kind, document: document, id: .make(using: &random), context: context, using: &random
    ).snapshot
  }

  @Test func `a confirmed theme is due by its own clock, counted from when it was identified`()
    throws
  {
    let theme = try Self.record(
      .theme,
      [
        "title": "MLC fault", "status": "confirmed", "identifiedOn": "2026-03-10",
        "confirmedBy": "governance", "reason": "one leaf bank",
        "incidents": ["RBD01-2026-0001"],
      ])
    let proposed = try Self.record(
      .theme, ["title": "Perhaps", "identifiedOn": "2026-03-10", "incidents": ["RBD01-2026-0001"]])

    let table = ThemeClockTable([theme, proposed], within: 14, on: Self.today)

    #expect(table.items.map(\.title) == ["MLC fault"] && table.items.map(\.daysLeft) == [4])
    #expect(table.json[0]?["notifyBy"] == "2026-03-24")
    #expect(ThemeClockTable([theme], within: 3, on: Self.today).items.isEmpty)
  }

  @Test func `a theme says what it lacks before it can be notified`() throws {
    let proposed = try Self.record(.theme, ["title": "Perhaps"])

    let gaps = try RecordGaps(proposed, now: Moment(noonOf: Self.today), registers: SiteRegisters())

    #expect(
      gaps.json["missing"] == ["status", "identifiedOn", "confirmedBy", "reason", "incidents"])
  }

  @Test(
    arguments: [
      (
        -2, nil,
        [
          "R: the report is overdue. Speak to an inspector, and record the day: report/late/contactedOn"
        ]
      ),
      (
        3, nil,
        ["R: the report is due. Speak to an inspector, and record the day: report/late/contactedOn"]
      ),
      (-2, "2026-03-01", ["R: the report is overdue; an inspector was spoken to on 1 March 2026"]),
      (4, nil, []),
    ] as [(Int, String?, [String])])
  func `a late report asks for the inspector`(left: Int, contacted: String?, words: [String]) {
    let item = IncidentTable.Item(
      json: JSONObject([("reference", "R")]), isOpen: true, daysLeft: left, isDue: true,
      isReport: true, inspectorContactedOn: contacted)

    #expect(IncidentTable(items: [item]).delays() == words)
  }

  @Test func `a late notification asks for no inspector`() {
    let item = IncidentTable.Item(
      json: JSONObject([("reference", "R")]), isOpen: true, daysLeft: -1, isDue: true)

    #expect(IncidentTable(items: [item]).delays().isEmpty)
  }

  @Test(
    arguments: [
      (8, false, nil), (7, false, .sevenDays), (4, false, .sevenDays), (3, false, .threeDays),
      (2, false, .threeDays), (1, false, .oneDay), (0, false, .lastDay), (-1, false, .overdue),
      (5, true, .sevenDays), (4, true, .sevenDays),
    ] as [(Int, Bool, ClockWarning.Level?)])
  func
    `a deadline is pointed out 7, 3 and 1 days before, and day 10 without a decision is escalated`(
      left: Int, isUndecided: Bool, level: ClockWarning.Level?
    )
  {
    let warning = ClockWarning(daysLeft: left, isUndecided: isUndecided)

    #expect(warning?.level == level)
    #expect((warning?.isEscalated ?? false) == (isUndecided && left <= 4))
    let words = warning?.displayText(duty: "notify CQC", last: Self.today.adding(days: left))
    #expect(words?.contains("notify CQC") ?? true)
    #expect(words?.contains("If in doubt, notify") ?? false == (warning?.isEscalated ?? false))
  }

  @Test(arguments: [("no", false), ("yes", true)])
  func `people are to be informed of what is clinically significant`(
    significance: String, isOwed: Bool
  ) throws {
    let incident = try Self.record(
      .incident,
      [
        "discoveredOn": "2026-03-10", "clinicallySignificant": .string(significance),
        "individuals": [["exposure": "accidental"]],
      ])

    let gaps = try RecordGaps(incident, now: Moment(noonOf: Self.today), registers: SiteRegisters())

    #expect(gaps.sections.contains { $0.key == "informing" } == isOwed)
    #expect(gaps.sections.contains { $0.key == "dutyOfCandour" } == isOwed)
  }

  @Test func `what is missing is named with the field that answers it`() throws {
    let incident = try Self.record(
      .incident, ["discoveredOn": "2026-03-10", "clinicallySignificant": "yes"])

    let gaps = try RecordGaps(incident, now: Moment(noonOf: Self.today), registers: SiteRegisters())

    let items = gaps.sections.flatMap(\.items)
    #expect(items.contains { $0.displayText == "Employer" })
    #expect(items.contains { $0.answer == "investigation/csaueApplied" })
    #expect(items.contains { $0.answer == "informing/referrer/outcome/date" })
  }
}

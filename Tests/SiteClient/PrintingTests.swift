import IRMER
import RecordStore
import Records
import Screens
import SiteClient
import Testing

@testable import candour

@Suite("What the command line prints")
struct PrintingTests {
  @Test(arguments: [0, 1, 3, 4000], [true, false])
  func `a list written piece by piece is the same JSON`(count: Int, isPretty: Bool) {
    let values = (0..<count).map {
      ["number": .string("\($0)"), "words": ["a\nb", .null]] as JSONValue
    }
    var (text, pieces): ([UInt8], Int) = ([], 0)
    var listing = JSONListing(isPretty: isPretty) { piece in
      text += piece
      pieces += 1
    }
    for value in values { listing.add(value) }
    listing.end()

    let whole = JSONValue.array(values).serialized(isPretty ? .pretty : .compact) + "\n"
    #expect(String(decoding: text, as: UTF8.self) == whole)
    #expect(pieces == 1 || count == 4000)
  }

  @Test(arguments: [40, 60, 200])
  func `a table fits its screen and cuts only what may be cut`(width: Int) {
    var table = Table([.text("reference"), .flexible("title"), .number("days")])
    table.add(["RBD01-2026-1234561", .init(String(repeating: "long ", count: 40)), "12"])
    table.add(["RBD01-2026-1234562", "short", "-3"])

    let lines = table.lines(on: Terminal(width: width, hasColour: false))

    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines[1].hasPrefix("RBD01-2026-1234561") && lines[1].hasSuffix("12"))
    #expect(lines[0].hasSuffix("days") && lines[2].hasSuffix("  -3"))
  }

  @Test func `on a narrow screen the columns that matter least are left out, one by one`() {
    var table = Table([
      .text("reference"), .text("report by").leaving(1), .number("conflicts").leaving(2),
    ])
    table.add(["RBD01-2026-1234561", "2026-04-22", "0"])
    func width(_ screen: Int) -> [Int] {
      table.lines(on: Terminal(width: screen, hasColour: false)).map(\.count)
    }

    #expect(width(41) == [41, 41] && width(40) == [29, 29])
    #expect(width(29) == [29, 29] && width(28) == [9, 18])
    #expect(width(5) == [9, 18])
  }

  @Test func `a list of incidents fits sixty columns`() throws {
    let row = try JSONValue(
      parsing: """
        {"reference": "RBD01-2026-1234561", "status": "notifiable-awaiting-notification",
         "outcome": "undetermined", "codes": ["2.1"], "complementary": ["C2.1"], "notifyBy": "2026-02-16",
         "reportBy": "2026-04-27", "conflicts": 1}
        """)
    let incidents = IncidentTable(items: [
      .init(json: row.object ?? JSONObject(), isOpen: true, daysLeft: 12, isDue: true)
    ])

    let lines = incidents.table.lines(on: Terminal(width: 60, hasColour: false))

    #expect(lines.allSatisfy { $0.count <= 60 } && lines[0].contains("days left"))
    let wide = incidents.table.lines(on: Terminal(width: 200, hasColour: false))
    #expect(wide[1].contains("2.1, C2.1"))
  }

  @Test(arguments: [80, 120])
  func `a list of incidents keeps day and words on the screens that people have`(width: Int) throws
  {
    let incidents = IncidentTable(items: [
      .init(
        json: JSONObject([
          ("reference", "RBD01-2026-123456789"), ("status", "logged"), ("outcome", "undetermined"),
          ("notifyBy", "2026-02-16"), ("reportBy", "2026-04-27"), ("conflicts", 0),
        ]), isOpen: true, daysLeft: 12, isDue: true,
        discoveredOn: CalendarDate("2026-02-02"), modality: "plain-x-ray", place: "ED, X-ray 1",
        displayText: "The wrong patient was imaged because the list had two of one name")
    ])

    let lines = incidents.table.lines(on: Terminal(width: width, hasColour: false))

    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines[1].contains("02/02/2026") && lines[1].contains("The wrong"))
    #expect(lines[1].contains("12"))
    #expect(width == 80 || lines[1].contains("plain"), "\(lines[1])")
    let inPipe = incidents.table.lines(on: Terminal(width: nil, hasColour: false))
    #expect(inPipe[0].contains("status") && inPipe[1].contains("logged"))
    #expect(inPipe[1].contains("ED, X-ray 1"))
  }

  @Test func `a sentence is broken between words where the screen ends`() {
    let screen = Terminal(width: 24, hasColour: false)
    let words = "  needed to decide it: clinicallySignificant"

    #expect(
      Output.shown(words, .none, on: screen)
        == "  needed to decide it:\n  clinicallySignificant")
    #expect(Output.shown(words, .none, on: Terminal(width: nil, hasColour: false)) == words)
  }

  @Test func `a record cannot speak to the terminal`() {
    var table = Table([.text("title")])
    table.add([.init("a\u{1b}[31mred\u{07}\u{202e}\nnext")])

    let lines = table.lines(on: Terminal(width: nil, hasColour: false))

    #expect(lines[1] == "a\u{fffd}[31mred\u{fffd}\u{fffd} next")
  }

  @Test func `colour is only for those who want it`() {
    let plain = Terminal(width: 80, hasColour: false)
    let coloured = Terminal(width: 80, hasColour: true)

    #expect(Emphasis.danger.apply(to: "late", on: plain) == "late")
    #expect(Emphasis.danger.apply(to: "late", on: coloured) == "\u{1b}[31mlate\u{1b}[0m")
  }

  @Test(
    arguments: [
      ("2026-02-20", .cqc, nil), ("2026-02-22", .cqc, "2026-02-20"),
      ("2026-04-06", .cqc, "2026-04-02"), ("2026-04-06", .his, nil),
      ("2026-02-22", nil, nil),
    ] as [(String, Authority?, String?)])
  func `a deadline on a day on which nobody works names the working day before it`(
    due: String, authority: Authority?, target: String?
  ) throws {
    let day = try #require(CalendarDate(due))

    #expect(Days.target(of: day, authority: authority)?.description == target)
  }

  @Test func `what is due on a Sunday is said under the list`() throws {
    let row = try JSONValue(
      parsing: """
        {"reference": "RBD01-2026-1", "authority": "CQC", "notifyBy": "2026-02-22",
         "reportBy": "2026-05-03"}
        """)
    let today = try #require(CalendarDate("2026-02-10"))
    func targets(_ left: Int?) -> [String] {
      IncidentTable(items: [
        .init(json: row.object ?? JSONObject(), isOpen: true, daysLeft: left, isDue: true)
      ]).targets(on: today)
    }

    #expect(targets(12) == ["RBD01-2026-1: 22 February is a Sunday: act by Friday 20 February"])
    #expect(targets(nil).isEmpty)
  }

  @Test func `a long value goes on below itself`() {
    let text = "The check was made against the list.\nNot with the patient."

    #expect(
      text.wrapped(to: 22) == [
        "The check was made", "against the list.", "Not with the patient.",
      ])
    #expect(text.wrapped(to: nil).count == 2 && text.wrapped(to: 5).count == 2)
  }
}

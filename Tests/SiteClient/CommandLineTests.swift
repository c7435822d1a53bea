import ArgumentParser
import IRMER
import RecordStore
import Records
import Screens
import SiteClient
import Testing

@testable import candour

@Suite("The command line")
struct CommandLineTests {
  @Test(arguments: [
    (SiteError.store(.absent(folder: "x")), CommandFailure.Exit.unusable, "no-store"),
    (.store(.present(folder: "x")), .unusable, "store-exists"),
    (.store(.unknown(identifier: "x")), .unusable, "unknown-identifier"),
    (.store(.damaged(detail: "x")), .damaged, "damaged"),
    (.store(.full), .failed, "no-room"),
    (.address(.notSecure), .unusable, "bad-address"),
    (.transport(TransportError(.unreachable)), .unreachable, "unreachable"),
    (.transport(TransportError(.untrustedCertificate)), .unreachable, "untrusted-certificate"),
    (.unavailable(status: 507), .unreachable, "unavailable"),
    (.refused(CentreRefusal(status: 403, code: "bad-code", detail: "no")), .refused, "bad-code"),
    (.incompatible(version: 9), .refused, "incompatible-version"),
    (.notEnrolled, .refused, "not-enrolled"), (.revoked, .refused, "revoked"),
    (.syncInProgress, .failed, "sync-in-progress"), (.cancelled, .failed, "interrupted"),
  ])
  func `every failure ends as the contract says`(
    error: SiteError, exit: CommandFailure.Exit, code: String
  ) {
    let failure = CommandFailure(known: error)

    #expect(failure?.exit == exit)
    #expect(failure?.code == code)
  }

  @Test func `every command says how it is used, with examples`() {
    var bare: [String] = []
    func visit(_ command: any ParsableCommand.Type, _ name: String) {
      if !command.configuration.discussion.contains("EXAMPLES") { bare.append(name) }
      for child in command.configuration.subcommands {
        visit(child, "\(name) \(child.configuration.commandName ?? "?")")
      }
    }
    visit(Candour.self, "candour")

    #expect(bare.isEmpty)
  }

  /// A line that its author broke is broken again at the edge of the screen, and looks ragged.
  @Test func `no paragraph of the help is broken before the screen breaks it`() {
    var torn: [String] = []
    func visit(_ command: any ParsableCommand.Type, _ name: String) {
      let lines = command.configuration.discussion.split(
        separator: "\n", omittingEmptySubsequences: false)
      for (line, next) in zip(lines, lines.dropFirst()) {
        let isWords = { (text: Substring) in
          text.first.map { $0 != " " } ?? false && text.contains { $0.isLowercase }
        }
        if isWords(line), isWords(next) { torn.append("\(name): \(line)") }
      }
      for child in command.configuration.subcommands {
        visit(child, "\(name) \(child.configuration.commandName ?? "?")")
      }
    }
    visit(Candour.self, "candour")

    #expect(torn.isEmpty)
  }

  // MARK: CSV

  private static let today = CalendarDate("2026-11-26") ?? .earliest

  @Test func `days in a spreadsheet are as people in Britain write them`() throws {
    let table = try CSVTable(
      Array("discoveredOn,exposureAt/first,narrative\n02/03/2026,1 March 2026,02/03/2026\n".utf8))

    #expect(
      try table.document(of: table.rows[0], today: Self.today) == [
        "discoveredOn": "2026-03-02", "exposureAt": ["first": "2026-03-01"],
        "narrative": "02/03/2026",
      ])
  }

  // MARK: Commands

  @Test(arguments: [
    (["incident", "lgo"], "Did you mean log?"), (["incidnet"], "Did you mean incident?"),
    (["log"], "Did you mean incident log?"), (["audit", "dta", "--json"], "Did you mean data?"),
    (["frobnicate"], "There are:"),
  ])
  func `a command that is typed wrong is answered with the one that was meant`(
    arguments: [String], words: String
  ) {
    let failure = #expect(throws: CommandFailure.self) {
      try CommandSuggestion.check(arguments, of: Candour.self)
    }

    #expect(failure?.exit == .unusable && failure?.message.contains(words) ?? false)
  }

  @Test func `every command of the program is found below its own name`() throws {
    func visit(_ command: any ParsableCommand.Type, _ path: [String]) throws {
      try CommandSuggestion.check(path, of: Candour.self)
      for child in command.configuration.subcommands {
        try visit(child, path + [child._commandName])
      }
    }
    try visit(Candour.self, [])
  }

  @Test(arguments: [
    ("26/11/2026", "2026-11-26"), ("2026-11-26", "2026-11-26"), ("26 Nov 2026", "2026-11-26"),
  ])
  func `today is stated with its year`(typed: String, day: String) throws {
    #expect(try DeviceDateOptions.parse(["--today", typed]).stated() == CalendarDate(day))
  }

  @Test(arguments: ["31/02/2026", "26/11", "yesterday", "26-11-26", "soon"])
  func `a day that depends on the clock is not today's date, and is named`(typed: String) throws {
    let options = try DeviceDateOptions.parse(["--today", typed])

    let failure = #expect(throws: CommandFailure.self) { try options.stated() }

    #expect(failure?.message.contains("“\(typed)”") == true)
  }

  @Test(arguments: [
    ["incident", "list", "anything"], ["--help"], ["incident", "--help"], [], ["help", "incident"],
    ["due", "--within", "3"],
  ])
  func `a command that is there is left to itself`(arguments: [String]) throws {
    try CommandSuggestion.check(arguments, of: Candour.self)
  }

  @Test(arguments: [
    ("modal", ["modality="]), ("modality=c", ["modality=cardiology", "modality=ct"]),
    ("individuals/1/ageAt", ["individuals/1/ageAtExposure="]),
    ("interventional=t", ["interventional=true"]), ("nowhere", []),
  ])
  func `fields and their values are completed`(typed: String, completed: [String]) {
    #expect(Completion.assignments(of: .incident, beginning: typed) == completed)
  }

  @Test(arguments: [
    ("", "the input is empty"), ("{'a': 1}", "double quotes"), ("{a: 1}", "double quotes"),
    ("{\"a\": 1,}", "comma too many"), ("{\"a\": [1", "ends before"), ("{\n \"a\": x}", "line 2"),
  ])
  func `what is no JSON says where and why`(text: String, words: String) {
    let failure = #expect(throws: CommandFailure.self) { try Input.json(Array(text.utf8)) }

    #expect(failure?.message.contains(words) ?? false, "\(failure?.message ?? "")")
  }

  // MARK: CSV files

  @Test func `CSV is read with quotes, line breaks and either line end`() throws {
    let text = "a,individuals/0/kind,individuals/1/kind\r\n1,\"x, \"\"y\"\"\nz\",carer\n,,\n"
    let table = try CSVTable(Array(text.utf8))

    #expect(table.rows.map(\.line) == [2, 4])
    #expect(
      try table.document(of: table.rows[0], today: Self.today) == [
        "a": 1, "individuals": [["kind": "x, \"y\"\nz"], ["kind": "carer"]],
      ])
    #expect(try table.document(of: table.rows[1], today: Self.today) == [:])
  }

  @Test(arguments: ["", "a,,b\n1,2,3", "a,a\n1,2", "a\n\"open", "a\n\"x\"y"])
  func `CSV that can be read in two ways is refused`(text: String) {
    #expect(throws: Records.ValidationError.self) { try CSVTable(Array(text.utf8)) }
  }

  @Test func `a row of another width is refused, the others are not`() throws {
    let table = try CSVTable(Array("a,b\n1\n1,2".utf8))

    #expect(throws: Records.ValidationError.self) {
      try table.document(of: table.rows[0], today: Self.today)
    }
    #expect(try table.document(of: table.rows[1], today: Self.today) == ["a": 1, "b": 2])
  }

  @Test func `bytes that are not UTF-8 are refused with their row, never guessed at`() throws {
    let table = try CSVTable(Array("a,b\n1,".utf8) + [0xf6, 0x0a] + Array("2,ö\n".utf8))

    #expect(throws: Records.ValidationError.self) {
      try table.document(of: table.rows[0], today: Self.today)
    }
    #expect(try table.document(of: table.rows[1], today: Self.today) == ["a": 2, "b": "ö"])
    #expect(throws: Records.ValidationError.self) { try CSVTable([0xff, 0xfe, 0x61, 0x00]) }
    #expect(throws: Records.ValidationError.self) { try CSVTable(Array("a;b\n1;2".utf8)) }
  }

  @Test func `a column that names no field is named as it is written`() throws {
    let table = try CSVTable(Array("discoveredOn,Person affected,Handler\n".utf8))

    #expect(table.unknownColumns == ["Person affected", "Handler"])
  }

  @Test func `a column that names no field is told`() throws {
    let table = try CSVTable(
      Array("discoveredOn,narative,individuals/0/kind,individuals/0/agee,exposureAt\n".utf8))

    #expect(
      table.unknownColumns == [
        "narative (did you mean narrative?)",
        "individuals/0/agee (did you mean individuals/0/ageAtExposure?)",
      ])
  }

  @Test(arguments: [
    ("discoveredOn,modality\n", true), ("\u{feff}\"discoveredOn\",modality\r\n", true),
    ("{\"discoveredOn\": \"2026-01-01\"}", false), (" [discoveredOn", false), ("x,y\n", false),
    ("", false),
  ])
  func `CSV is known by its header`(text: String, isLikely: Bool) {
    #expect(CSVTable.isLikely(Array(text.utf8)) == isLikely)
  }

  @Test func `an error of one line of many names the line`() {
    let failure = CommandFailure.unusable("must be a date", code: "no-such-date", field: "x")

    #expect(failure.json(line: 7)["error"]?["line"] == 7)
    #expect(failure.json["error"]?["line"] == nil)
  }
}

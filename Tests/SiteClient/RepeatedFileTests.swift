import ArgumentParser
import IRMER
import RecordStore
import Records
import SiteClient
import TestSupport
import Testing

@testable import candour

@Suite("A file that is read again")
struct RepeatedFileTests {
  private static let rows = """
    discoveredOn,modality,narrative,individuals/0/exposure,individuals/1/exposure,actions/0/description
    2026-03-01,ct,"Wrong
    patient",accidental,,
    2026-03-01,ct,Same words,near-miss,,
    2026-03-01,ct,Same words,near-miss,,
    2026-02-30,ct,No such day,,,
    2026-03-02,ct,Two people,accidental,unintended,Label it
    """

  private func run(
    _ text: String, _ client: SiteClient, isDryRun: Bool = false, skips: Bool? = nil,
    isLines: Bool = false
  ) async throws -> Int {
    let logging = IncidentLogging(
      client: client, role: nil, isDryRun: isDryRun, isNearMiss: false, template: nil,
      isSkippingLogged: skips, output: Output(isJSON: true, terminal: Self.nowhere))
    do {
      if isLines {
        try await logging.log(lines: Array(text.utf8))
      } else {
        try await logging.log(csv: Array(text.utf8))
      }
    } catch is ExitCode {}
    return try await client.incidents().count
  }

  private static let nowhere = Terminal(width: nil, hasColour: false)

  @Test func `a CSV file that is read twice logs nothing twice`() async throws {
    let clinic = try TestTrust().site("a")

    #expect(try await run(Self.rows, clinic) == 4)
    #expect(try await run(Self.rows, clinic) == 4)
    #expect(try await run(Self.rows, clinic, isDryRun: true) == 4)
    #expect(try await run(Self.rows, clinic, skips: false) == 8)
  }

  @Test(arguments: ["18/02/2026", "3 Feb 2026", "2026-02-18", "18/2/26"])
  func `a day is recognised however it is written, with events and without`(
    day: String
  ) async throws {
    let clinic = try TestTrust().site("a")
    let rows = "discoveredOn,modality,narrative\n\(day),ct,Wrong patient\n"
    let events = "event,discoveredOn,modality,narrative\nA,\(day),ct,One\nA,\(day),ct,One\n"

    #expect(try await run(rows, clinic) == 1)
    #expect(try await run(rows, clinic) == 1)
    #expect(try await run(events, clinic) == 2)
    #expect(try await run(events, clinic) == 2)
  }

  @Test func `the same row spelled in another way is not logged again`() async throws {
    let clinic = try TestTrust().site("a")
    let header = "discoveredOn,individuals/0/exposure,individuals/0/effectiveDose/total\n"

    #expect(try await run(header + "2026-02-18,accidental,2.5\n", clinic) == 1)
    #expect(try await run(header + "18/02/2026,accidental,2.5 mSv\n", clinic) == 1)
    #expect(try await run(header + "18 Feb 2026,accidental,2500 uSv\n", clinic) == 1)
  }

  @Test func `a file whose days are in another column is recognised too`() async throws {
    let clinic = try TestTrust().site("a")
    let rows = "discoveredAt,modality\n2026-02-18T10:00Z,ct\n"

    #expect(try await run(rows, clinic) == 1)
    #expect(try await run(rows, clinic) == 1)
  }

  @Test func `a row whose incident was withdrawn may be logged again`() async throws {
    let clinic = try TestTrust().site("a")
    _ = try await run(Self.rows, clinic)
    let first = try #require(try await clinic.incidents().first?.incident.id)
    try await clinic.withdraw(try await clinic.record(named: first), why: "logged too early")

    #expect(try await run(Self.rows, clinic) == 5)
  }

  @Test func `of equal rows as many are logged as the file has`() async throws {
    let clinic = try TestTrust().site("a")
    let row = "2026-03-01,ct,Same words,near-miss,,\n"

    #expect(try await run(Self.rows, clinic) == 4)
    #expect(try await run(Self.rows + "\n" + row + row, clinic) == 6)
  }

  @Test func `an edit since does not make a row new, and other words do`() async throws {
    let clinic = try TestTrust().site("a")
    _ = try await run(Self.rows, clinic)
    let first = try #require(try await clinic.incidents().first?.incident.id)
    try await clinic.set(
      ["narrative=Told again", "individuals/0/exposure=unintended"],
      on: try await clinic.record(named: first))

    #expect(try await run(Self.rows, clinic) == 4)
    #expect(try await run(Self.rows.replacing("Two people", with: "2 people"), clinic) == 5)
  }

  @Test func `JSON Lines that are read twice log nothing twice either`() async throws {
    let clinic = try TestTrust().site("a")
    let line = #"{"discoveredOn": "2026-03-01", "modality": "ct"}"# + "\n"
    let other = #"{"discoveredOn": "2026-03-02", "modality": "ct"}"# + "\n"

    #expect(try await run(line + line, clinic, isLines: true) == 2)
    #expect(try await run(line + line, clinic, isLines: true) == 2)
    #expect(try await run(line + line + line + other, clinic, isLines: true) == 4)
    #expect(try await run(line, clinic, skips: false, isLines: true) == 5)
  }

  @Test func `one line that cannot be read does not make the others new`() async throws {
    let clinic = try TestTrust().site("a")
    let line = #"{"discoveredOn": "2026-03-01", "modality": "ct"}"# + "\n"

    #expect(try await run(line + "{\n", clinic, isLines: true) == 1)
    #expect(try await run("{\n" + line, clinic, isLines: true) == 1)
  }
}

@Suite("The tally of a file")
struct LogTallyTests {
  @Test func `it counts by outcome, and says what was left out and why`() {
    var tally = LogTally()
    tally.log("notifiable", line: 2)
    tally.log("undetermined", line: 3)
    tally.log("undetermined", line: 4)
    tally.refuse(line: 5)

    #expect(
      tally.sentence(isDryRun: false) == "3 logged (1 notifiable, 2 undetermined), 1 refused.")
    tally.leaveOut(line: 6)
    #expect(tally.line == 6 && tally.done == 5)
    #expect(tally.sentence(isDryRun: true).contains("1 left out: they are logged here already"))
  }
}

import ArgumentParser
import IRMER
import Records
import SiteClient

/// `candour incident log`
struct IncidentLogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Log an incident or a near miss.",
    discussion: """
      On a terminal it asks fewer than ten plain questions; “don't know” is an answer, and < goes \
      back to the question before. It never asks for mSv. Where the register of equipment has \
      entries, it offers them.

      JSON may hold the facts of `candour assess` and every field of the record; CSV has a header \
      of field paths (`candour fields`) and one incident a row. A bad line is reported and the rest \
      are logged. A CSV file may be read again, after an interruption for instance: what is logged \
      already is left out. Rows with the same value in a column named event are one incident with \
      all their individuals.

      EXAMPLES
        candour incident log
        candour incident log --near-miss
        candour incident log --template wrong-patient
        candour incident log --from incident.json --as radiographer
        candour incident log --from year.jsonl --lines
        candour incident log --from year.csv --dry-run
        candour incident log --today 2026-03-02
      """)

  @Option(
    help: ArgumentHelp("A JSON, JSON Lines or CSV file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json", "jsonl", "csv"]))
  var from: String?

  @Flag(help: "The input is JSON Lines: one incident a line, one answer a line.")
  var lines = false

  @Flag(help: "The input is CSV; assumed where its header or the file's name says so.")
  var csv = false

  @Flag(help: "Nobody was exposed.")
  var nearMiss = false

  @Option(
    help: ArgumentHelp(
      "Begin with a frequent event: \(IncidentTemplate.names).", valueName: "name"),
    completion: .list(IncidentTemplate.all.map(\.name)))
  var template: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Leave out lines that are logged here already, in the same words (the default).")
  var skipLogged: Bool?

  @Flag(help: "People in several nations: a record for each nation, linked.")
  var split = false

  @Flag(help: "Check and judge, and write nothing.")
  var dryRun = false

  @OptionGroup var today: TodayOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(stated: try today.stated())
    let base = try template.map(IncidentTemplate.named)
    let logging = IncidentLogging(
      client: client, role: author.role, isDryRun: dryRun, isNearMiss: nearMiss, template: base,
      isSkippingLogged: skipLogged, isSplitting: split,
      output: Output(isJSON: store.isJSON || lines))
    if let from {
      let input = try Input.bytes(from)
      if csv || from.lowercased().hasSuffix(".csv") || (!lines && CSVTable.isLikely(input)) {
        try await Interruption.cancelling { try await logging.log(csv: input) }
      } else if lines {
        try await Interruption.cancelling { try await logging.log(lines: input) }
      } else {
        try await logging.log(try Self.one(input))
      }
    } else if Terminal.canAsk {
      let interview = IncidentInterview(
        isNearMiss: nearMiss, template: base, today: client.context().today,
        equipment: try await client.registers().equipment)
      let words = "interrupted: nothing was logged; begin again with `candour incident log`"
      try await logging.log(try Interruption.saying(words) { try interview.document() })
    } else if base != nil {
      try await logging.log(.object(JSONObject()))
    } else {
      throw CommandFailure.unusable(
        "give --from FILE (- for standard input), or run it on a terminal")
    }
  }

  /// One document; what are several, one a line, is said to be so.
  private static func one(_ input: [UInt8]) throws -> JSONValue {
    do {
      return try Input.json(input)
    } catch {
      let first = input.prefix { $0 != 0x0a }
      guard first.count < input.count, (try? Input.json(first))?.object != nil else { throw error }
      throw CommandFailure.unusable(
        "there are several documents; for one a line give --lines", code: "malformed-json")
    }
  }
}

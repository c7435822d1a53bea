import ArgumentParser
import ProgramArguments
import SiteClient

/// `candour incident log`
struct IncidentLogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Log an incident or a near miss.",
    discussion: """
      On a terminal it asks a dozen plain questions. Enter is “don't know”, ? explains, < goes back \
      and keeps what was answered; several lines can be pasted. A dose is typed as the console shows \
      it; mSv is never asked for. Before anything is saved you see what was understood, what the \
      rules say of it, and whether a text seems to name someone. What was answered is kept on this \
      computer if you stop or the power fails, and offered again.

      JSON may hold the facts of `candour assess` and every field of the record; CSV has a header of \
      field paths (`candour fields`) and one incident a row, with dates as 26/11/2026 or 2026-11-26. \
      A bad line is reported and the rest are logged. A CSV file may be read again, after an \
      interruption for instance: what is logged already is left out. Rows with the same value \
      in a column named event are one incident with all their individuals.

      EXAMPLES
        candour incident log
        candour incident log --near-miss
        candour incident log --template wrong-patient
        candour incident log --from incident.json --as radiographer
        candour incident log --from year.jsonl --lines
        candour incident log --from year.csv --dry-run
        candour incident log --today 2026-03-02
        candour incident log --from old.json --why "found in the archive of 1988"
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
      "Begin with a frequent event: \(Self.names).", valueName: "name"),
    completion: .list(IncidentTemplate.all.map(\.name)))
  var template: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Leave out lines that are logged here already, in the same words (the default).")
  var skipLogged: Bool?

  @Flag(help: "People in several nations: a record for each nation, linked.")
  var split = false

  @Flag(help: "Check and judge, and save nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "The reason that confirms what is refused without one: a day long ago, for instance.",
      valueName: "text"))
  var why = ""

  @OptionGroup var fields: UnknownFieldOptions

  @OptionGroup var today: DeviceDateOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if from == nil, lines || csv || skipLogged != nil {
      let ignored = lines ? "--lines" : csv ? "--csv" : "--skip-logged"
      throw ArgumentParser.ValidationError("\(ignored) needs a file: --from FILE")
    }
    if let from, !from.isEmpty, lines, csv {
      throw ArgumentParser.ValidationError("give either --lines or --csv")
    }
    if from == nil, fields.allowUnknown || split {
      throw ArgumentParser.ValidationError(
        "\(split ? "--split" : "--allow-unknown") needs a file: --from FILE")
    }
    if nearMiss, template != nil {
      throw ArgumentParser.ValidationError("give either --near-miss or --template")
    }
    if skipLogged != nil, !lines, !csv, let from, !from.lowercased().hasSuffix(".csv"), from != "-"
    {
      throw ArgumentParser.ValidationError("--skip-logged goes with --lines or --csv")
    }
  }

  func run() async throws {
    let client = try store.open(stated: try today.stated())
    let base = try template.map(Self.template)
    let logging = IncidentLogging(
      client: client, role: author.role, isDryRun: dryRun, isNearMiss: nearMiss, template: base,
      isSkippingLogged: skipLogged,
      // Whoever was asked named the nations, and saw that each has a record.
      isSplitting: split || from == nil,
      keepsUnknownFields: fields.allowUnknown, why: why,
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
      let asking = IncidentAsking(
        client: client, role: author.role, isNearMiss: nearMiss, template: base)
      guard let (document, reason) = try await asking.document() else { return }
      var logging = logging
      if why.isEmpty { logging.why = reason }
      try await logging.log(document)
      if !dryRun { client.removeAnswerDraft() }
    } else if base != nil {
      try await logging.log(.object(JSONObject()))
    } else {
      throw CommandFailure.unusable(
        "give --from FILE (- for standard input), or run it on a terminal")
    }
  }

  static func template(_ name: String) throws -> IncidentTemplate {
    if let found = IncidentTemplate.all.first(where: { $0.name == name }) { return found }
    let meant = NearestWord.to(name, among: IncidentTemplate.all.map(\.name))
    let question = meant.map { " Did you mean \($0)?" } ?? ""
    throw CommandFailure(
      .unusable, "unknown-template",
      "there is no template “\(name)”.\(question) The templates are: \(names)", field: "template")
  }

  private static let names = IncidentTemplate.all.map(\.name).joined(separator: ", ")

  /// One document; for several, one a line, an error says so.
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

import ArgumentParser
import SiteClient

/// `candour audit data`
struct AuditDataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "The cases that an audit looked at: add some, or see them counted.",
    discussion: """
      A case says of each standard, by its id, whether it was met: yes, no, or n/a where it does not \
      apply. `row`, `site` and `on` are kept beside that, and every other column is a data item. \
      Nothing in a case may tell whose it is. The counts become a result with \
      `candour audit result ID --from-cases`.

      EXAMPLES
        candour audit data ID S1=yes S2=n/a age=54
        candour audit data ID --from cases.csv
        candour audit data ID
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .audit))
  var id: String

  @Argument(help: ArgumentHelp("One case, typed.", valueName: "key=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "A CSV with a header, or a JSON list of cases; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv", "json"]))
  var from: String?

  @Flag(help: "Check, and write nothing.")
  var dryRun = false

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    guard from != nil || !values.isEmpty || !dryRun else {
      throw CommandFailure.unusable("--dry-run goes with cases: KEY=VALUE or --from FILE")
    }
    guard from == nil || values.isEmpty else {
      throw CommandFailure.unusable("give the cases in a file, or type one, not both")
    }
    let client = try store.open()
    let audit = try await client.record(named: id, .audit)
    guard from != nil || !values.isEmpty else {
      return AuditTallyPage(audit).print(to: store.output)
    }
    let reader = CaseReader(AuditView(audit))
    let given =
      try from.map { try Self.cases(in: try Input.bytes($0), by: reader) }
      ?? [GivenCase(position: 0, place: "the case", document: .success(try reader.typed(values)))]
    let refused = try await keep(given, in: audit, client)
    guard refused == 0 else { throw ExitCode(CommandFailure.Exit.unusable.rawValue) }
  }

  private static func cases(in bytes: [UInt8], by reader: CaseReader) throws -> [GivenCase] {
    CaseReader.isJSON(bytes)
      ? try reader.cases(inList: try Input.json(bytes)) : try reader.cases(inTable: bytes)
  }

  /// More lines are not named.
  private static let placesMax = 10

  /// - Returns: how many were refused.
  private func keep(
    _ given: [GivenCase], in audit: RecordSnapshot, _ client: SiteClient
  ) async throws -> Int {
    var refusals: [(given: GivenCase, failure: CommandFailure)] = []
    var usable: [(given: GivenCase, document: JSONValue)] = []
    for given in given {
      switch given.document {
      case .success(let document): usable.append((given, document))
      case .failure(let error): refusals.append((given, CommandFailure(error)))
      }
    }
    let observed = try client.cases(usable.map(\.document), for: audit, as: author.role)
    refusals += observed.refused.map { refused in
      (usable[refused.position].given, CommandFailure(refused.error))
    }
    refusals.sort { $0.given.position < $1.given.position }
    let repeated = observed.repeated(in: audit)
    if !repeated.isEmpty {
      let places = repeated.prefix(Self.placesMax).map { usable[$0].given.place }
      let more = repeated.count > places.count ? ", …" : ""
      Output.note(
        "\(repeated.count) of the \(usable.count.of("case", "cases")) say the same as cases that "
          + "are there already (\(places.joined(separator: ", "))\(more)). If the file was given twice, "
          + "remove them: candour audit set \(ShellWord(id)) data/N=", .warning)
    }
    let answers = usable.contains { $0.document["results"]?.object?.isEmpty == false }
    if !usable.isEmpty, !answers, AuditTallyPage(audit).isAnswered {
      // Without earlier answers the page below says so of all cases.
      Output.note(AuditTallyPage.noneAnswersText(of: usable.count), .warning)
    }
    if !dryRun, !observed.edits.isEmpty {
      _ = try await client.write(observed.edits, to: audit, as: author.role)
    }
    AuditCasesReply(
      page: AuditTallyPage(try await client.record(named: "\(audit.scope):\(audit.id)", .audit)),
      kept: usable.count - observed.refused.count,
      refusals: refusals.map { ($0.given.place, $0.failure) }, isDryRun: dryRun
    ).print(to: store.output)
    return refusals.count
  }
}

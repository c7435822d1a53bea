import ArgumentParser
import Screens
import SiteClient

/// `candour report`
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The anonymised investigation report, or the answers for the authority's form.",
    discussion: """
      Refused while an identifier is found: every place is named, and a role is proposed instead. \
      What is missing is shown and does not stop it. The HTML prints on A4. It is marked DRAFT until \
      somebody has read it: `--confirm --as ROLE` records that the text, as it is now, was read. A \
      later edit makes it a draft again, and no report is recorded as sent while it is one. When the \
      notification or the report is recorded as sent, a copy is kept with its SHA-256: `--sent` prints \
      it, byte for byte.

      EXAMPLES
        candour report RBD01-2026-1234561 > report.html
        candour report RBD01-2026-1234561 --format json
        candour report RBD01-2026-1234561 --answers > answers.html
        candour report RBD01-2026-1234561 --confirm --as "lead radiographer"
        candour report RBD01-2026-1234561 --sent > as-sent.html
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .incident))
  var id: String

  @Option(help: ArgumentHelp("html or json.", valueName: "format"))
  var format: ReportFormat?

  @Flag(help: "The answers for the authority's form, in its order.")
  var answers = false

  @Flag(help: "Record that this text was read and contains no name; takes --as.")
  var confirm = false

  @Flag(help: "What was sent, as it was sent: the report, or with --answers the answers.")
  var sent = false

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if confirm, author.role == nil {
      throw ArgumentParser.ValidationError("say who has read it: --confirm --as ROLE")
    }
    if !confirm, author.role != nil {
      throw ArgumentParser.ValidationError("--as goes with --confirm")
    }
    if store.isJSON, format == .html {
      throw ArgumentParser.ValidationError("give either --json or --format html")
    }
    if sent, confirm || format != nil {
      throw ArgumentParser.ValidationError("--sent goes with --answers and --json alone")
    }
    if confirm, answers || format != nil {
      throw ArgumentParser.ValidationError(
        "--confirm prints no report: leave out --answers and --format")
    }
  }

  func run() async throws {
    let client = try store.open(for: confirm ? .writing : .reading)
    let incident = IncidentView(try await client.record(named: id, .incident))
    if sent { return try await printSent(of: incident, client) }
    if confirm { return try await confirmReading(of: incident.snapshot, client) }
    let equipment = EquipmentRegister(try await client.records(.equipment))
    let now = client.context().now
    let printing = ReportPrinting(format: format ?? (store.isJSON ? .json : .html))
    if answers {
      let sheet = try AnswersSheet(
        incident, now: now, people: client.knownPeople(), equipment: equipment)
      try printing.print(sheet.json, identifiers: sheet.identifiers, html: sheet.html)
    } else {
      let report = try InvestigationReport(
        incident, now: now, people: client.knownPeople(), equipment: equipment)
      try printing.print(report.json, identifiers: report.identifiers, html: report.html)
    }
  }
}

extension ReportCommand {
  /// The latest copy of what was sent; under JSON the data of every copy.
  private func printSent(of incident: IncidentView, _ client: SiteClient) async throws {
    let wanted: SentCopy.Subject = answers ? .notification : .report
    let copies = incident.sentCopies.filter { !answers || $0.subject == wanted }
    if store.isJSON {
      return store.output.print(.array(copies.map(\.json)))
    }
    guard let copy = copies.last(where: { $0.subject == wanted }) else {
      throw CommandFailure(
        .unusable, "nothing-sent",
        "no copy of the \(wanted.displayText) is kept: one is when it is recorded as sent and somebody has "
          + "confirmed having read it (--confirm)")
    }
    StandardOutput.write(try await client.page(of: copy))
    if !copy.isCurrent {
      Output.note("The record has changed since this was sent.")
    }
  }

  private func confirmReading(of snapshot: RecordSnapshot, _ client: SiteClient) async throws {
    let edit = try client.edit(as: author.role) {
      context, generator throws(Records.ValidationError) in
      try Edit.confirmReading(on: snapshot, context: context, using: &generator)
    }
    let written = try await client.write(edit, to: snapshot, as: author.role)
    let name = snapshot.reference ?? "\(snapshot.id)"
    if store.isJSON {
      return store.output.print([
        "entry": .string(written.entry.name), "id": .string("\(snapshot.id)"),
        "reference": JSONValue(snapshot.reference), "draft": false,
        "readBy": JSONValue(author.role),
      ])
    }
    store.output.line(
      "The report of \(name) is confirmed as read by \(author.role ?? ""). A later edit makes it a draft again.",
      .good)
  }
}

enum ReportFormat: String, ExpressibleByArgument {
  case html
  case json
}

/// Prints a report, or refuses to.
struct ReportPrinting {
  let format: ReportFormat

  /// - Throws: ``CommandFailure`` `identifiers-found` while a person is named; under JSON the
  ///   places are printed first, the text itself never.
  func print(
    _ json: JSONObject, identifiers: [IdentifierPlace], html: () throws -> String
  ) throws {
    if format == .json { Output(isJSON: true).print(.object(json)) }
    guard identifiers.isEmpty else {
      let places = identifiers.map { place in
        "  \(FieldLabel.displayText(place.path)) (\(place.path)), line \(place.finding.place.line), character "
          + "\(place.finding.place.column): \(place.finding.kind.displayText), replace with "
          + "“\(place.finding.replacement)”"
      }
      throw CommandFailure(
        .unusable, "identifiers-found",
        "Not produced: the report still contains personal details in "
          + "\(identifiers.count.of("place", "places")). Write a role instead with `candour incident set`, "
          + "or remove the text for good with `candour redact`.\n" + places.joined(separator: "\n"),
        field: format == .json ? identifiers[0].path : nil)
    }
    if format == .html { StandardOutput.write(try html() + "\n") }
  }
}

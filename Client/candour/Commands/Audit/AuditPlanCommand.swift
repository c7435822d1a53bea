import ArgumentParser
import Screens
import SiteClient

/// `candour audit plan`
struct AuditPlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Propose an audit.",
    discussion: """
      Only `title` is needed; everything else may come later, and `audit show` says what is missing. \
      On a terminal it asks; or give the fields, or a JSON file. Standards get an id (S1, S2 …) by \
      themselves.

      EXAMPLES
        candour audit plan
        candour audit plan title="Pregnancy enquiry recorded" standards/-/text="Asked and recorded" standards/-/target=95
        candour audit plan --from audit.json
      """)

  @Argument(
    help: ArgumentHelp("Fields and their values.", valueName: "field=value"),
    completion: .assignments(of: .audit))
  var assignments: [String] = []

  @Option(
    help: ArgumentHelp("A JSON file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var from: String?

  @OptionGroup var fields: UnknownFieldOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let given = GivenRecord(kind: .audit, from: from, assignments: assignments, client: client)
    guard let document = try given.document() else { return }
    let logged = try await client.log(
      .audit, document, as: author.role, keepsUnknownFields: fields.allowUnknown)
    let identifiers = try logged.snapshot.identifiers(people: client.knownPeople())
    let links = await UnknownLinks.displayTexts(in: logged.snapshot, at: client)
    if store.isJSON {
      var document = try await client.document(of: logged.snapshot)
      document["entry"] = .string(logged.entry.name)
      document["identifiers"] = .array(identifiers.map(\.json))
      document["warnings"] = JSONValue(links)
      return store.output.print(.object(document))
    }
    for warning in identifiers.map({ $0.warning(in: logged.reference) }) + links {
      Output.note(warning, .warning)
    }
    store.output.written("Planned; saved on this computer as \(logged.reference).", .good)
    let missing = AuditView(logged.snapshot).missing
    if !missing.isEmpty {
      store.output.line(
        "Needed before it can be approved: \(missing.map(FieldLabel.displayText).joined(separator: ", "))"
      )
    }
  }
}

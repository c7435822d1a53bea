import ArgumentParser
import IRMER
import Records
import SiteClient

/// `candour audit plan`
struct AuditPlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Propose an audit.",
    discussion: """
      Only `title` is needed; everything else may come later, and `audit show` says what is missing.

      EXAMPLES
        candour audit plan --from audit.json
        echo '{"title": "Pregnancy enquiry recorded"}' | candour audit plan --from -
      """)

  @Option(
    help: ArgumentHelp("A JSON file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var from: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let logged = try await client.log(.audit, try Input.json(from), as: author.role)
    let identifiers = try logged.snapshot.identifiers()
    let links = await UnknownLinks.words(in: logged.snapshot, at: client)
    if store.isJSON {
      var document = try await client.document(of: logged.snapshot)
      document["entry"] = .string(logged.entry.name)
      document["identifiers"] = .array(identifiers.map(\.json))
      document["warnings"] = JSONValue(links)
      return store.output.print(.object(document))
    }
    for warning in identifiers.map(\.warning) + links { Output.note(warning, .warning) }
    store.output.line("\(logged.reference) planned, saved on this device.", .good)
    let missing = AuditView(logged.snapshot).missing
    if !missing.isEmpty {
      store.output.line("Before it can be approved: \(missing.joined(separator: ", "))")
    }
  }
}

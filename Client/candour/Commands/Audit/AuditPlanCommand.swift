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
    let missing = AuditView(logged.snapshot).missing.map(FieldLabel.displayText)
    try await BegunReply.print(
      logged, "Planned; saved on this computer as \(logged.reference).",
      then: missing.isEmpty
        ? [] : ["Needed before it can be approved: \(missing.joined(separator: ", "))"],
      of: client, to: store.output)
  }
}

import ArgumentParser
import Screens
import SiteClient

/// `candour procedure add`, `candour equipment add`, …
struct RecordAddCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add",
      abstract: "Add \(Noun.displayText) to the register.",
      discussion: """
        On a terminal it asks; or give the fields, or a JSON file. `candour fields \(Noun.kind)` lists \
        them.

        EXAMPLES
          \(Noun.command) add
          \(Noun.command) add \(Noun.added)
          \(Noun.command) add --from \(Noun.kind).json
        """)
  }

  @Argument(
    help: ArgumentHelp("Fields and their values.", valueName: "field=value"),
    completion: .assignments(of: Noun.kind))
  var assignments: [String] = []

  @Option(
    help: ArgumentHelp("A JSON file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The reason that confirms what is refused without one: a day long ago, for instance.",
      valueName: "text"))
  var why = ""

  @OptionGroup var fields: UnknownFieldOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let given = GivenRecord(
      kind: Noun.kind, from: from, assignments: assignments, client: client)
    guard let document = try given.document() else { return }
    let logged = try await client.log(
      Noun.kind, Self.begun(document), why: why, as: author.role,
      keepsUnknownFields: fields.allowUnknown)
    try await BegunReply.print(
      logged, "Saved on this computer as \(logged.reference).", of: client, to: store.output)
  }

  /// A new entry is in force unless the document says otherwise.
  private static func begun(_ document: JSONValue) -> JSONValue {
    guard Noun.kind != .theme, case .object(var object) = document, object["status"] == nil
    else { return document }
    object["status"] = "current"
    return .object(object)
  }
}

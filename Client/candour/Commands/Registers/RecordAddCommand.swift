import ArgumentParser
import IRMER
import Records
import SiteClient

/// `candour procedure add`, `candour equipment add`, `candour licence add`
struct RecordAddCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add",
      abstract: "Add \(Noun.words) to the register.",
      discussion: """
        EXAMPLES
          \(Noun.command) add --from \(Noun.kind).json
        """)
  }

  @Option(
    help: ArgumentHelp("A JSON file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var from: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let logged = try await client.log(
      Noun.kind, Self.begun(try Input.json(from)), as: author.role)
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
    store.output.line("\(logged.reference) saved on this device.", .good)
  }

  /// What is added is in force unless the document says otherwise.
  private static func begun(_ document: JSONValue) -> JSONValue {
    guard Noun.kind != .theme, case .object(var object) = document, object["status"] == nil
    else { return document }
    object["status"] = "current"
    return .object(object)
  }
}

import ArgumentParser
import RecordStore
import SiteClient

/// `candour incident show`, `candour audit show`, …
struct RecordShowCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: "Show \(Noun.words), with what is in conflict.",
      discussion: """
        EXAMPLES
          \(Noun.command) show \(Noun.example)
          \(Noun.command) show \(Noun.example) --json
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshot = try await client.record(named: id, Noun.kind)
    RecordPage(document: try await client.document(of: snapshot), today: client.today)
      .print(to: store.output)
  }
}

import ArgumentParser
import Screens
import SiteClient

/// `candour incident show`, `candour audit show`, …
struct RecordShowCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: "Show \(Noun.displayText), with what is in conflict.",
      discussion: """
        EXAMPLES
          \(Noun.command) show \(Noun.example)
          \(Noun.command) show \(Noun.example) --paths
          \(Noun.command) show \(Noun.example) --json
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Flag(help: "Show the paths that `set` takes, counted from 0, in place of the labels.")
  var paths = false

  @OptionGroup var store: StoreOptions

  func validate() throws {
    if paths, store.isJSON {
      throw ArgumentParser.ValidationError("--json holds the paths already: leave out --paths")
    }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshot = try await client.record(named: id, Noun.kind)
    var document = try await client.document(of: snapshot)
    if Noun.kind == .incident || Noun.kind == .audit {
      let rule = RetentionRule(try await client.records(.procedure))
      if let day = rule.keptUntil(snapshot) { document["keptUntil"] = JSONValue(day) }
    }
    let lists = try client.codeLists()
    RecordPage(
      document: document, today: client.today, showsPaths: paths,
      assumptions: Noun.kind == .theme ? ThemeView(snapshot).assumptions : [],
      meaning: { path, code in lists.first { $0.isOf(path) }?.codes[code] }
    ).print(to: store.output)
  }
}

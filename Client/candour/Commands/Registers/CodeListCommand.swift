import ArgumentParser
import SiteClient

/// `candour code-list`
struct CodeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code-list",
    abstract: "National lists of codes for classifying incidents: import what your body publishes.",
    discussion: """
      None is shipped. A list is a CSV file with the header code,label, one code a line, encoded as \
      UTF-8; it is kept on this computer with its source and its date. A code that is recorded \
      in its field and is not on the list is pointed out, never refused.

      EXAMPLES
        candour code-list import cqc-tier1 tiers.csv --source "CQC annual report 2023/24" --dated 2024-11-01
        candour code-list list
        candour code-list show cqc-tier1
      """,
    subcommands: [
      CodeListImport.self, CodeListList.self, CodeListShow.self, CodeListRemove.self,
    ])

  static let names = CodeList.fields.keys.sorted()

  static func known(_ name: String) throws -> String {
    try Words.known(name, among: names, option: "list")
  }
}

/// `candour code-list import`
struct CodeListImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import a list, in place of an earlier version.",
    discussion: """
      EXAMPLES
        candour code-list import rte-pathway pathway.csv --source "UKHSA RTE classification" --dated 2023-01-01
      """)

  @Argument(
    help: ArgumentHelp("\(CodeListCommand.names.joined(separator: ", ")).", valueName: "list"),
    completion: .list(CodeListCommand.names))
  var name: String

  @Argument(
    help: ArgumentHelp("A CSV file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var file: String

  @Option(help: "Who published it, and where.")
  var source: String

  @Option(help: ArgumentHelp("The date of the version.", valueName: "date"))
  var dated: String

  @OptionGroup var store: StoreOptions

  func run() throws {
    let client = try store.open()
    let list = CodeList(
      name: try CodeListCommand.known(name), source: source,
      dated: try Words.day(dated, today: client.today, option: "dated"),
      codes: try CodeList.codes(in: try CSVTable(try Input.bytes(file))))
    guard source.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure.unusable("say who published it: --source TEXT")
    }
    try client.setCodeLists(client.codeLists().filter { $0.name != list.name } + [list])
    if store.isJSON { return store.output.print(list.json) }
    store.output.line(
      "\(list.codes.count.of("code", "codes")) of \(list.name) imported on this computer.", .good)
  }
}

/// `candour code-list list`
struct CodeListList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The lists imported here, with source and date.",
    discussion: """
      EXAMPLES
        candour code-list list
      """)

  @OptionGroup var store: StoreOptions

  func run() throws {
    let lists = try store.open(for: .reading).codeLists()
    if store.isJSON { return store.output.print(.array(lists.map(\.json))) }
    guard !lists.isEmpty else {
      return store.output.line("No list has been imported: candour code-list import --help")
    }
    var table = Table([
      .text("list"), .number("codes"), .flexible("field"), .flexible("source"), .text("dated"),
    ])
    for list in lists {
      table.add([
        .init(list.name), .init(list.codes.count),
        .init(CodeList.fields[list.name].map { FieldLabel.displayText($0, in: .incident) } ?? "–"),
        .init(list.source), .init(list.dated.numbers),
      ])
    }
    store.output.table(table)
  }
}

/// `candour code-list show`
struct CodeListShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The codes of one list.",
    discussion: """
      EXAMPLES
        candour code-list show cqc-tier1
      """)

  @Argument(help: ArgumentHelp("The list.", valueName: "list"))
  var name: String

  @OptionGroup var store: StoreOptions

  func run() throws {
    let name = try CodeListCommand.known(name)
    guard let list = try store.open(for: .reading).codeLists().first(where: { $0.name == name })
    else {
      throw CommandFailure.unusable("the list \(name) has not been imported", code: "no-such-list")
    }
    if store.isJSON { return store.output.print(list.json) }
    store.output.line("\(list.name): \(list.source), \(list.dated.displayText)", .strong)
    store.output.pairs(list.codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}

/// `candour code-list remove`
struct CodeListRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a list from this computer. Records keep their codes.",
    discussion: """
      EXAMPLES
        candour code-list remove cqc-tier1
      """)

  @Argument(help: ArgumentHelp("The list.", valueName: "list"))
  var name: String

  @OptionGroup var store: StoreOptions

  func run() throws {
    let client = try store.open()
    let name = try CodeListCommand.known(name)
    let lists = try client.codeLists()
    guard lists.contains(where: { $0.name == name }) else {
      throw CommandFailure.unusable("the list \(name) has not been imported", code: "no-such-list")
    }
    try client.setCodeLists(lists.filter { $0.name != name })
    if store.isJSON { return store.output.print(["removed": .string(name)]) }
    store.output.line("\(name) is removed from this computer.", .good)
  }
}

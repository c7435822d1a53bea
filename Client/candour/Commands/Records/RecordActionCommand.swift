import ArgumentParser
import Screens
import SiteClient

/// `candour audit action`, `candour incident action`, …
struct RecordActionCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "action",
      abstract: "Add an action to \(Noun.displayText), or record that one is done.",
      discussion: """
        EXAMPLES
          \(Noun.command) action \(Noun.example) "Add the enquiry to the checklist" --owner "lead radiographer" --due 1/6/2026
          \(Noun.command) action \(Noun.example) --number 1 --done 2026-05-20 --evidence "checklist version 3"
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Argument(help: ArgumentHelp("What is to change.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp("The action, from 1 as shown; a new one unless given.", valueName: "n"))
  var number: Int?

  @Option(help: ArgumentHelp("The role that owns it.", valueName: "role"))
  var owner: String?

  @Option(help: ArgumentHelp("By when.", valueName: "date"))
  var due: String?

  @Option(help: ArgumentHelp("When it was done.", valueName: "date"))
  var done: String?

  @Option(
    help: ArgumentHelp("open, in-progress, done, transferred or not-needed.", valueName: "status"))
  var status: String?

  @Option(help: ArgumentHelp("What shows that it was done.", valueName: "text"))
  var evidence: String?

  @Option(help: ArgumentHelp("Which finding it answers.", valueName: "text"))
  var finding: String?

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    guard number != nil || text != nil else {
      throw CommandFailure.unusable("say what is to change, or which action with --number")
    }
    let isNothing =
      number != nil && [text, owner, due, done, status, evidence, finding].allSatisfy { $0 == nil }
    guard !isNothing else {
      throw CommandFailure.unusable(
        "say what of action \(number ?? 0) changes, e.g. --done 26/11/2026")
    }
    try await RecordEditing(Noun.kind, id: id, author: author, store: store).write {
      snapshot, context, generator in
      let count = snapshot.elements("actions").count
      if let number, !(1...max(count, 1)).contains(number) || count == 0 {
        throw CommandFailure.unusable(
          "The record has \(count.of("action", "actions")); there is no number \(number).")
      }
      let today = context.today.day
      let due = try due.map { "\(try Words.day($0, today: today, option: "due", isAhead: true))" }
      let done = try done.map { "\(try Words.day($0, today: today, option: "done"))" }
      let path = "actions/\(number.map { String($0 - 1) } ?? "-")"
      let fields: [(String, String?)] = [
        ("description", text), ("owner", owner), ("due", due), ("done", done),
        ("status", status ?? (done == nil ? nil : "done")), ("evidence", evidence),
        ("finding", finding),
      ]
      let values = fields.compactMap { key, value in
        value.map { (path: "\(path)/\(key)", value: JSONValue.string($0)) }
      }
      return try Edit.setting(values, on: snapshot, context: context, using: &generator)
    }
  }
}

import ArgumentParser
import Screens
import SiteClient

/// `candour incident withdraw`, …
struct RecordWithdrawCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "withdraw",
      abstract:
        "Withdraw \(Noun.displayText) that was recorded in error. It stays, with its history.",
      discussion: """
        An edit that you have not seen keeps the record on the lists until a person settles it.

        EXAMPLES
          \(Noun.command) withdraw \(Noun.example) --why "recorded twice"
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await RecordEditing(Noun.kind, id: id, author: author, store: store).write {
      snapshot, context, generator in
      try Edit.withdraw(snapshot, why: why, context: context, using: &generator)
    }
  }
}

import ArgumentParser
import Screens
import SiteClient

/// `candour incident note`, …
struct RecordNoteCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "note",
      abstract: "Add a note to \(Noun.displayText).",
      discussion: """
        EXAMPLES
          \(Noun.command) note \(Noun.example) "Physics asked for the dose report." --as operator
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Argument(help: ArgumentHelp("The note. No names, numbers or dates of birth.", valueName: "text"))
  var text: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await RecordEditing(Noun.kind, id: id, author: author, store: store).write {
      snapshot, context, generator in
      try Edit.note(text, on: snapshot, context: context, using: &generator)
    }
  }
}

import ArgumentParser
import Records
import SiteClient

/// `candour incident set`, `candour audit set`, …
struct RecordSetCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "set",
      abstract: "Edit fields of \(Noun.words), several in one atomic change.",
      discussion: """
        A value is read as JSON where it is JSON, else as text; an empty one removes the field or the element. A \
        number addresses a list element by its position as shown; - appends one, and all - of one \
        list are one new element. `candour fields` lists the paths.

        EXAMPLES
          \(Noun.command) set \(Noun.example) \(Noun.assignment)
          \(Noun.command) set \(Noun.example) actions/-/description="Label the console" actions/-/owner=lead
        """)
  }

  @Argument(help: ArgumentHelp("UUID or reference.", valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp("Fields and their values.", valueName: "path=value"))
  var assignments: [String]

  @Option(help: ArgumentHelp("Why; required where the process asks for it.", valueName: "text"))
  var why = ""

  @OptionGroup var today: TodayOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await RecordEditing(
      Noun.kind, id: id, author: author, store: store, stated: try today.stated()
    ).write {
      snapshot, context, generator in
      try Edit.parse(assignments, on: snapshot, why: why, context: context, using: &generator)
    }
  }
}

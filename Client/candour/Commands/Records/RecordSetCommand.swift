import ArgumentParser
import Screens
import SiteClient

/// `candour incident set`, `candour audit set`, …
struct RecordSetCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "set",
      abstract: "Change fields of \(Noun.displayText), several at once.",
      discussion: """
        A number may have a unit and separators of thousands (“1,234”, “0.6 GBq”); a date may be \
        written 26/11 or 26 Nov. What was understood is said. An empty value removes the field. In a \
        path a number is a position in a list, counted from 0; - adds an element, and all - of one \
        list are one new element. `candour fields` lists the fields.

        EXAMPLES
          \(examples.joined(separator: "\n  "))
        """)
  }

  private static var examples: [String] {
    [Noun.assignment, Noun.appended].compactMap(\.self).map {
      "\(Noun.command) set \(Noun.example) \($0)"
    }
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Argument(
    help: ArgumentHelp("Fields and their values.", valueName: "field=value"),
    completion: .assignments(of: Noun.kind))
  var assignments: [String]

  @Option(help: ArgumentHelp("Why; required where the process asks for it.", valueName: "text"))
  var why = ""

  @OptionGroup var fields: UnknownFieldOptions
  @OptionGroup var today: DeviceDateOptions
  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    guard !id.contains("=") else {
      throw CommandFailure(
        .unusable, "no-reference",
        "“\(id)” is where the reference should be: \(Noun.command) set REFERENCE FIELD=VALUE")
    }
    try await RecordEditing(
      Noun.kind, id: id, author: author, store: store, stated: try today.stated(),
      keepsUnknownFields: fields.allowUnknown
    ).write {
      snapshot, context, generator in
      try Edit.parse(assignments, on: snapshot, why: why, context: context, using: &generator)
    }
  }
}

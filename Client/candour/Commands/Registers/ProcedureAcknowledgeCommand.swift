import ArgumentParser
import SiteClient

/// `candour procedure acknowledge`
struct ProcedureAcknowledgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Record that a duty holder has read the procedure in its present version.",
    discussion: """
      EXAMPLES
        candour procedure acknowledge RBD01-2026-1234563 --as "CT radiographer"
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .procedure))
  var id: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await RecordEditing(.procedure, id: id, author: author, store: store).write {
      snapshot, context, generator in
      var values: [(path: String, value: JSONValue)] = [
        ("acknowledgements/-/role", .string(context.role)),
        ("acknowledgements/-/on", .string("\(context.now.londonDay)")),
      ]
      if let version = snapshot.text("version") {
        values.append(("acknowledgements/-/version", .string(version)))
      }
      return try Edit.setting(values, on: snapshot, context: context, using: &generator)
    }
  }
}

import ArgumentParser
import SiteClient

/// `candour incident resolve`, …
struct RecordResolveCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "resolve",
      abstract: "Settle a conflict: one value in place of all candidates.",
      discussion: """
        N counts from 1 in the order in which `show` lists the candidates.

        EXAMPLES
          \(Noun.command) resolve \(Noun.example) status --take 2 --why "checked with both"
          \(Noun.command) resolve \(Noun.example) status --value \(Noun.status) --why "neither was right"
        """)
  }

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: Noun.kind))
  var id: String

  @Argument(help: ArgumentHelp("The path in conflict, as shown.", valueName: "path"))
  var path: String

  @Option(help: ArgumentHelp("Take the candidate of this number.", valueName: "n"))
  var take: Int?

  @Option(help: ArgumentHelp("Write a third value.", valueName: "value"))
  var value: String?

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let settlement = try settlement()
    try await RecordEditing(Noun.kind, id: id, author: author, store: store).write {
      snapshot, context, generator in
      try Edit.resolve(
        path, settlement, why: why, on: snapshot, context: context, using: &generator)
    }
  }

  private func settlement() throws -> Edit.Settlement {
    switch (take, value) {
    case (let take?, nil): return .take(take)
    case (nil, let value?): return .value(value)
    default: throw CommandFailure.unusable("give either --take N or --value V")
    }
  }
}

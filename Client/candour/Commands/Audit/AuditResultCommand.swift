import ArgumentParser
import IRMER
import Records
import SiteClient

/// `candour audit result`
struct AuditResultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "result",
    abstract: "Record how many of those examined met a standard.",
    discussion: """
      EXAMPLES
        candour audit result ID --standard S1 --numerator 48 --denominator 50
      """)

  @Argument(help: ArgumentHelp("UUID or reference.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("The standard's id, or its position from 0.", valueName: "standard"))
  var standard: String

  @Option(help: ArgumentHelp("How many met it.", valueName: "n"))
  var numerator: Int

  @Option(help: ArgumentHelp("How many were examined.", valueName: "n"))
  var denominator: Int

  @Option(help: ArgumentHelp("A remark.", valueName: "text"))
  var comment: String?

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    try await RecordEditing(.audit, id: id, author: author, store: store).write {
      snapshot, context, generator in
      let position = try position(in: AuditView(snapshot))
      let path = "standards/\(position)/result"
      var values: [(path: String, value: JSONValue)] = [
        ("\(path)/numerator", .number(JSONNumber(numerator))),
        ("\(path)/denominator", .number(JSONNumber(denominator))),
        ("\(path)/on", .string("\(context.now.londonDay)")),
      ]
      if let comment { values.append(("\(path)/comment", .string(comment))) }
      return try Edit.setting(values, on: snapshot, context: context, using: &generator)
    }
  }

  private func position(in audit: AuditView) throws -> Int {
    if let named = audit.standards.firstIndex(where: { $0.id == standard }) { return named }
    if let position = Int(standard), audit.standards.indices.contains(position) { return position }
    throw CommandFailure(
      .unusable, "unknown-standard", "the audit has no such standard", field: "standards")
  }
}

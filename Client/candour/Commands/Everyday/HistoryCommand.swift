import ArgumentParser
import Screens
import SiteClient

/// `candour history`
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Every change ever made to a record: who, when, where, from what to what.",
    discussion: """
      EXAMPLES
        candour history RBD01-2026-1234561
        candour history RBD01-2026-1234561 --json
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: nil))
  var id: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let items = try await client.history(of: try await client.record(named: id))
    if store.isJSON { return store.output.print(.array(items.map { .object($0.json) })) }
    for item in items {
      store.output.line(item.displayText)
      if let skew = item.skewMilliseconds {
        store.output.line("  (that device's clock was \(skew / 60_000) minutes ahead)", .faint)
      }
    }
  }
}

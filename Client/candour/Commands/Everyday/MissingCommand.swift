import ArgumentParser
import Screens
import SiteClient

/// `candour missing`
struct MissingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "missing",
    abstract: "What a record still needs before it can be notified, reported or closed.",
    discussion: """
      EXAMPLES
        candour missing RBD01-2026-1234561
        candour missing RBD01-2026-1234561 --json
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: nil))
  var id: String

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshot = try await client.record(named: id)
    let gaps = try RecordGaps(
      snapshot, now: client.context().now,
      registers: try await client.registers())
    if store.isJSON { return store.output.print(gaps.json) }
    guard !gaps.sections.isEmpty else { return store.output.line("Nothing is missing.", .good) }
    let name = ShellWord(snapshot.reference ?? "\(snapshot.id)")
    for section in gaps.sections {
      store.output.line(section.title, .strong)
      for item in section.items {
        store.output.line("  \(item.displayText)")
        guard let answer = item.answer else { continue }
        store.output.line("    candour \(snapshot.kind) set \(name) \(answer)=…")
      }
    }
  }
}

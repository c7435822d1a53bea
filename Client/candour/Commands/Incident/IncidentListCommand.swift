import ArgumentParser
import Records
import SiteClient

/// `candour incident list`
struct IncidentListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The site's incidents.",
    discussion: """
      EXAMPLES
        candour incident list
        candour incident list --open
        candour incident list --due --json
      """)

  @Flag(help: "Only those that are neither closed nor withdrawn.")
  var open = false

  @Flag(help: "Only those with a clock due within 14 days, or overdue.")
  var due = false

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let table = IncidentTable(try await client.incidents(), on: client.today)
    let wanted = table.filtered { (!open || $0.isOpen) && (!due || $0.isDue) }
    (due ? wanted.byUrgency() : wanted).print(
      to: store.output,
      empty: table.items.isEmpty
        ? "No incidents. Log one: candour incident log"
        : "None of \(table.items.count.of("incident", "incidents")) is \(due ? "due" : "open").")
  }
}

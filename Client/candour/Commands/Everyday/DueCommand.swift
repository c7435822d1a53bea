import ArgumentParser
import SiteClient

/// `candour due`
struct DueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "due",
    abstract: "What is due or overdue: notifications, reports, audits, actions and reviews.",
    discussion: """
      Deadlines are pointed out 7, 3 and 1 days before. What may have to be notified and is not \
      decided on day 10 is escalated.

      EXAMPLES
        candour due
        candour due --within 30
        candour due --json
      """)

  @Option(help: ArgumentHelp("How many days ahead to look.", valueName: "days"))
  var within = 14

  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard (0...3650).contains(within) else {
      throw ArgumentParser.ValidationError("--within is from 0 to 3650 days")
    }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let limit = client.today.adding(days: within)
    var search = IncidentSearch()
    search.dueWithin = within
    search.order = .due
    let table = IncidentTable(
      try await client.incidents(matching: search, on: client.today).incidents, on: client.today
    ).marking(try await client.sharedReferences().keys)
    let themes = ThemeClockTable(try await client.records(.theme), within: within, on: client.today)
    let late = AuditTable(try await client.audits(), on: client.today).due(by: limit)
      .marking(try await client.sharedReferences().keys)
    let actions = ActionTable(
      try await client.recordsWithOpenActions(dueBy: limit), on: client.today
    ).due(by: limit)
    let registers = RegisterDueTable(
      procedures: try await client.records(.procedure),
      licences: try await client.records(.licence),
      kept: try await RetentionReview.records(client, by: limit), by: limit, on: client.today)
    if store.isJSON {
      return store.output.print([
        "incidents": .array(table.items.map { .object($0.listed) }), "themes": themes.json,
        "audits": .array(late.items.map(JSONValue.object)), "actions": actions.json,
        "registers": registers.json,
      ])
    }
    guard
      !(table.items.isEmpty && themes.items.isEmpty && late.items.isEmpty && actions.items.isEmpty
        && registers.items.isEmpty)
    else {
      return store.output.line("Nothing is due within \(within) days.", .good)
    }
    if !table.items.isEmpty {
      table.print(to: store.output, empty: "")
      let warnings = table.warnings(on: client.today) + table.targets(on: client.today)
      for words in warnings + table.delays() {
        store.output.line(words, .warning)
      }
    }
    if !themes.items.isEmpty { themes.print(to: store.output) }
    if !late.items.isEmpty { late.print(to: store.output) }
    if !actions.items.isEmpty { actions.print(to: store.output) }
    if !registers.items.isEmpty { registers.print(to: store.output) }
  }
}

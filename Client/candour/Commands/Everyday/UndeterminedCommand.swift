import ArgumentParser
import Screens
import SiteClient

/// `candour undetermined`
struct UndeterminedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undetermined",
    abstract: "Incidents that may need notifying, and the facts that would settle it.",
    discussion: """
      The deadlines of an undecided incident run all the same. If in doubt, notify.

      EXAMPLES
        candour undetermined
        candour undetermined --json
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let open = try await client.incidents(.undetermined).filter { $0.notification != nil }
    let table = IncidentTable(open, on: client.today)
    var facts: [SettlingFacts] = []
    for listed in open {
      let snapshot = try await client.record(named: listed.incident.id, .incident)
      facts.append(SettlingFacts(IncidentView(snapshot)))
    }
    if store.isJSON {
      return store.output.print(
        .array(
          zip(table.items, facts).map { item, facts in
            var json = item.json
            json["missing"] = JSONValue(facts.paths)
            return .object(json)
          }))
    }
    guard !open.isEmpty else { return store.output.line("Nothing is undetermined.", .good) }
    for (item, facts) in zip(table.items, facts) {
      let left = item.daysLeft.map(Days.displayText(left:)) ?? "–"
      store.output.line(
        "\(item.json["reference"]?.displayText ?? "") (\(left))",
        Days.emphasis(daysLeft: item.daysLeft))
      for fact in facts.facts {
        store.output.line(
          "  Needed to decide: \(fact.displayText)\n    candour incident set \(item.json["reference"]?.displayText ?? "ID") \(fact.path)=…"
        )
      }
    }
  }
}

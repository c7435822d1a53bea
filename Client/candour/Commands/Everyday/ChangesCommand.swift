import ArgumentParser
import Screens
import SiteClient

/// `candour changes`
struct ChangesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "What others, the centre among them, changed on this site's records.",
    discussion: """
      EXAMPLES
        candour changes
        candour changes --since 2026-03-01 --json
      """)

  @Option(help: ArgumentHelp("From this day on; the last 14 days unless given.", valueName: "date"))
  var since: String?

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let first =
      try since.map { try Words.day($0, today: client.today, option: "since") }
      ?? client.today.adding(days: -14)
    var found: [(record: RecordSnapshot, item: HistoryItem)] = []
    for record in try await client.recordsChangedByOthers() {
      found += try await client.history(of: record).filter {
        $0.replica != "\(client.identity.replica)" && $0.at.londonDay >= first
      }.map { (record, $0) }
    }
    found.sort { $0.item.at < $1.item.at }
    if store.isJSON {
      return store.output.print(
        .array(
          found.map { record, item in
            var json = item.json
            json["id"] = .string("\(record.id)")
            json["reference"] = JSONValue(record.reference)
            return .object(json)
          }))
    }
    guard !found.isEmpty else { return store.output.line("Nobody else changed anything.") }
    for (record, item) in found {
      store.output.line("\(record.reference ?? "\(record.id)"): \(item.displayText)")
    }
  }
}

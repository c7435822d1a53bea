import ArgumentParser
import ProgramArguments
import Screens
import SiteClient

/// `candour incident list`
struct IncidentListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The site's incidents: find one by a word, a day, a place.",
    discussion: """
      All conditions must hold. On a terminal the last \(IncidentTable.shownMax) are shown unless \
      --limit says otherwise; with --json and in a pipe, all.

      EXAMPLES
        candour incident list
        candour incident list --open --sort due
        candour incident list --find "wrong side" --modality ct
        candour incident list --from 1/11 --to yesterday
        candour incident list --due --json
      """)

  @Flag(help: "Only those that are neither closed nor withdrawn.")
  var open = false

  @Flag(help: "Only those with a deadline within 14 days, or overdue.")
  var due = false

  @Option(
    help: ArgumentHelp(
      "Only those with these words in any text, the place or the reference.", valueName: "words"))
  var find: String?

  @Option(help: ArgumentHelp("Only those of this site.", valueName: "code"))
  var site: String?

  @Option(
    help: ArgumentHelp("Only this examination or treatment, e.g. ct.", valueName: "modality"),
    completion: .list(Modality.allCases.map(\.rawValue)))
  var modality: String?

  @Option(
    name: [.long, .customLong("since")],
    help: ArgumentHelp("Only those discovered on this day or later.", valueName: "date"))
  var from: String?

  @Option(
    name: [.long, .customLong("until")],
    help: ArgumentHelp("Only those discovered on this day or before.", valueName: "date"))
  var to: String?

  @Option(
    help: ArgumentHelp("Only those of this status, e.g. logged.", valueName: "status"),
    completion: .list(Self.statuses))
  var status: String?

  @Option(
    help: ArgumentHelp(
      "\(Self.orders.joined(separator: ", ")).", valueName: "order"),
    completion: .list(Self.orders))
  var sort: String?

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit: Int?

  @OptionGroup var store: StoreOptions

  private static let statuses = IncidentStatus.allCases.map {
    $0 == .void ? IncidentStatus.withdrawnWord : $0.rawValue
  }
  /// Without one the latest to arrive are listed.
  private static let orders = IncidentOrder.allCases.filter { ![.arrival, .latest].contains($0) }
    .map(\.rawValue)

  func validate() throws {
    if due, let sort, sort != IncidentOrder.due.rawValue {
      throw ArgumentParser.ValidationError("--due lists by deadline: leave out --sort")
    }
    if let limit, limit < 1 { throw ArgumentParser.ValidationError("--limit is 1 or more") }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let search = try search(on: client.today)
    let shared = try await client.sharedReferences().keys
    if store.isJSON, limit == nil { return try printAll(search, of: client, shared) }
    let shown = limit ?? (store.output.terminal.isInteractive ? IncidentTable.shownMax : .max)
    var found = try await client.incidents(matching: search, on: client.today, limit: shown)
    // The last to arrive are shown, the latest of them below.
    if search.order == .latest { found.incidents.reverse() }
    var table = IncidentTable(found.incidents, on: client.today).marking(shared)
    if !store.isJSON { table = table.worded(try await Self.displayTexts(of: table, client)) }
    table.print(to: store.output, empty: try await emptyText(search, client))
    if found.total > found.incidents.count, !store.isJSON {
      let left = found.total - found.incidents.count
      Output.note("\(left) more: --limit \(found.total) shows them, --find narrows them down.")
    }
  }

  private func search(on today: CalendarDate) throws -> IncidentSearch {
    var search = IncidentSearch()
    search.isOpen = open
    search.isDue = due
    search.words = find?.split(separator: " ").map(String.init) ?? []
    search.site = site?.uppercased()
    search.modality = try modality.flatMap {
      try Words.known($0, option: "modality")
    }
    search.status = try status.map { try Self.status($0) }
    search.from = try from.map { try Words.day($0, today: today, option: "from") }
    search.to = try to.map { try Words.day($0, today: today, option: "to") }
    if let from = search.from, let to = search.to, to < from {
      throw CommandFailure.unusable(
        "--from \(from.displayText) is after --to \(to.displayText): change their places.",
        code: "no-such-range")
    }
    let order = try sort.map { try Words.known($0, among: Self.orders, option: "sort") }
    search.order = order.flatMap(IncidentOrder.init(rawValue:)) ?? (due ? .due : .latest)
    return search
  }

  /// A withdrawn incident is `void` in its record and in JSON, and is found by that word, too.
  private static func status(_ text: String) throws -> IncidentStatus {
    if text.lowercased() == IncidentStatus.void.rawValue { return .void }
    return IncidentStatus(rawValue: try Words.known(text, among: statuses, option: "status"))
      ?? .void
  }

  /// However many there are, few are held at once.
  private func printAll(
    _ search: IncidentSearch, of client: SiteClient, _ shared: some Collection<String>
  ) throws {
    var search = search
    if search.order == .latest { search.order = .arrival }
    var listing = JSONListing(to: store.output)
    try client.forEachIncident(matching: search, on: client.today) { incident, _ in
      let table = IncidentTable([incident], on: client.today).marking(shared)
      for item in table.items { listing.add(.object(item.listed)) }
    }
    listing.end()
  }

  private func emptyText(_ search: IncidentSearch, _ client: SiteClient) async throws -> String {
    let count = try await client.incidentCount()
    guard count > 0 else { return "No incidents yet. Log one: candour incident log" }
    return
      "None of \(count.of("incident", "incidents")) \(search.isEmpty ? "is there" : "fits")."
  }

  /// The first words of what happened, for the incidents shown.
  private static func displayTexts(
    of table: IncidentTable, _ client: SiteClient
  ) async throws -> [String: String] {
    var words: [String: String] = [:]
    for item in table.items {
      words[item.id] = try await client.record(named: item.id).text("narrative")
    }
    return words
  }
}

extension IncidentStatus {
  /// The word for ``void`` wherever people read it.
  static var withdrawnWord: String { ChoiceWords.displayText(Self.void.rawValue) }
}

/// Checks an option's value, and suggests the word that may have been meant.
enum Words {
  static func known<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, option: String
  ) throws -> Choice? {
    Choice(rawValue: try known(text, among: Choice.allCases.map(\.rawValue), option: option))
  }

  static func known(_ text: String, among words: [String], option: String) throws -> String {
    let folded = text.lowercased()
    if words.contains(folded) { return folded }
    let meant = NearestWord.value(folded, among: words).map { "Did you mean \($0)? " } ?? ""
    throw CommandFailure(
      .unusable, "unknown-value",
      "--\(option) does not know “\(text)”. \(meant)It takes: \(words.joined(separator: ", ")).",
      field: nil)
  }

  /// - Parameter isAhead: whether a day without a year is the next one, not the last.
  static func day(
    _ text: String, today: CalendarDate, option: String, isAhead: Bool = false
  ) throws -> CalendarDate {
    if let read = DateInput(text, today: today, isAhead: isAhead) { return read.day }
    throw CommandFailure(
      .unusable, "no-such-date",
      "“\(text)” is not a date. Give --\(option) as 26/11/2026, 26 Nov, yesterday or 2026-11-26.")
  }
}

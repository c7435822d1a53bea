import ArgumentParser
import IRMER
import RecordStore
import Records
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

  @Option(help: ArgumentHelp("Only those noticed on this day or later.", valueName: "date"))
  var from: String?

  @Option(help: ArgumentHelp("Only those noticed on this day or before.", valueName: "date"))
  var to: String?

  @Option(
    help: ArgumentHelp("Only those of this status, e.g. logged.", valueName: "status"),
    completion: .list(IncidentFilter.statuses))
  var status: String?

  @Option(help: ArgumentHelp("\(Self.orders).", valueName: "order"))
  var sort: IncidentFilter.Order?

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit: Int?

  @OptionGroup var store: StoreOptions

  private static let orders = IncidentFilter.Order.allCases.map(\.rawValue).joined(separator: ", ")

  func validate() throws {
    if let limit, limit < 1 { throw ArgumentParser.ValidationError("--limit is 1 or more") }
  }

  func run() async throws {
    let client = try store.open(for: .reading)
    let today = client.today
    let filter = IncidentFilter(
      isOpen: open, isDue: due, words: find?.lowercased().split(separator: " ") ?? [],
      site: site?.uppercased(),
      modality: try modality.map {
        try Words.known($0, among: Modality.allCases.map(\.rawValue), option: "modality")
      },
      status: try status.map {
        try Words.known($0, among: IncidentFilter.statuses, option: "status")
      },
      from: try from.map { try Words.day($0, today: today, option: "from") },
      to: try to.map { try Words.day($0, today: today, option: "to") })
    let isBrief = store.output.terminal.isInteractive && !store.isJSON
    let number = try await client.incidentNumber()
    let shown = limit ?? (isBrief ? IncidentTable.shownMax : number)
    // Where nothing is searched or sorted, only those are read that are shown.
    let isPlain = filter.isEmpty && sort == nil
    let all = isPlain ? try await client.incidents(last: shown) : try await client.incidents()
    var table = IncidentTable(all, on: today)
    let texts = filter.words.isEmpty ? [:] : try await Self.texts(client)
    table = table.filtered { filter.accepts($0, text: texts[$0.id] ?? "") }
    if let order = sort ?? (due ? .due : nil) { table = table.sorted(order) }
    let found = isPlain ? number : table.items.count
    let left = found - min(shown, found)
    table = sort == nil && !due ? table.last(shown) : table.first(shown)
    if !store.isJSON { table = table.worded(try await Self.words(of: table, client)) }
    table.print(
      to: store.output,
      empty: all.isEmpty
        ? "No incidents yet. Log one: candour incident log"
        : "None of \(number.of("incident", "incidents")) \(filter.isEmpty ? "is there" : "fits")."
    )
    if left > 0, !store.isJSON {
      Output.note("\(left) more: --limit \(left + shown) shows them, --find narrows them down.")
    }
  }

  /// Every text of each incident, to look for words in.
  private static func texts(_ client: SiteClient) async throws -> [String: String] {
    var texts: [String: String] = [:]
    for snapshot in try await client.records(.incident) {
      let fields = snapshot.fields.members.compactMap { $0.value.string }
      texts["\(snapshot.id)"] = fields.joined(separator: "\n").lowercased()
    }
    return texts
  }

  /// The first words of what happened, of those that are shown.
  private static func words(
    of table: IncidentTable, _ client: SiteClient
  ) async throws -> [String: String] {
    var words: [String: String] = [:]
    for item in table.items {
      words[item.id] = try await client.record(named: item.id).text("narrative")
    }
    return words
  }
}

/// Which incidents are wanted, and in which order.
struct IncidentFilter {
  enum Order: String, CaseIterable, ExpressibleByArgument {
    case newest
    case oldest
    case due
    case place
    case modality
    case reference
    case outcome
  }

  static let statuses = IncidentStatus.allCases.map(\.rawValue)

  let isOpen: Bool
  let isDue: Bool
  let words: [Substring]
  let site: String?
  let modality: String?
  let status: String?
  let from: CalendarDate?
  let to: CalendarDate?

  var isEmpty: Bool {
    !isOpen && !isDue && words.isEmpty && site == nil && modality == nil && status == nil
      && from == nil && to == nil
  }

  /// - Parameter text: of the record, in small letters.
  func accepts(_ item: IncidentTable.Item, text: String) -> Bool {
    func word(_ key: String) -> String? { item.json[key]?.string }
    let day = item.discoveredOn
    return (!isOpen || item.isOpen) && (!isDue || item.isDue)
      && (site == nil || word("site") == site)
      && (modality == nil || item.modality == modality)
      && (status == nil || word("status") == status)
      && (from.map { from in day.map { $0 >= from } ?? false } ?? true)
      && (to.map { to in day.map { $0 <= to } ?? false } ?? true)
      && words.allSatisfy {
        text.contains($0) || (word("reference")?.lowercased().contains($0) ?? false)
      }
  }
}

/// What an option takes, checked, with the word that was perhaps meant.
enum Words {
  static func known(_ text: String, among words: [String], option: String) throws -> String {
    let folded = text.lowercased()
    if words.contains(folded) { return folded }
    let meant = NearestWord.to(folded, among: words).map { "Did you mean \($0)? " } ?? ""
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

import Aggregation
import ArgumentParser
import IRMER
import RecordStore
import Records

/// The centre's figures from the merged records, on one screen.
struct OverviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overview",
    abstract:
      "What to notify, the state of the audits, what needs a decision, which sites synchronised.",
    discussion: """
      The first hundred of each list; the API and the pages show all of them.

      Example: candour-server overview --data /srv/candour
      """)

  @OptionGroup var options: DataOptions

  func run() async throws {
    let centre = try options.centre(for: .reading)
    let filter = Filter()
    let lists: [(name: String, listing: Listing)] = [
      ("notifications", try await centre.notifications(filter)),
      ("auditStatus", try await centre.auditStatus(filter)),
      ("conflicts", try await centre.conflicts(filter)),
      ("quarantine", try await centre.quarantine(filter)),
      ("coverage", try await centre.coverage(filter)),
    ]
    guard !options.json else {
      let pairs = lists.map { ($0.name, JSONValue.array($0.listing.items.map(JSONValue.object))) }
      return Output.line(JSONValue.object(JSONObject(pairs)).serialized())
    }
    for (index, list) in lists.enumerated() {
      if index > 0 { Output.line("") }
      OverviewTables.print(list.name, list.listing.items)
    }
  }
}

/// The lists of the API as tables that a person can read.
enum OverviewTables {
  private struct Column {
    let title: String
    let cell: (JSONObject) -> String

    init(_ title: String, _ cell: @escaping (JSONObject) -> String) {
      (self.title, self.cell) = (title, cell)
    }

    init(_ title: String, key: String) { self.init(title) { displayText($0[key]) } }
  }

  static func print(_ name: String, _ items: [JSONObject]) {
    let (title, columns, none) = layout(of: name)
    Output.line(title)
    guard !items.isEmpty else { return Output.line("  \(none)") }
    let rows = items.flatMap { item in
      name == "conflicts" ? candidates(of: item) : [columns.map { $0.cell(item) }]
    }
    Output.table(columns.map(\.title), rows)
  }

  private static func layout(of name: String) -> (String, [Column], none: String) {
    switch name {
    case "notifications":
      (
        "Notifications",
        [
          Column("reference", key: "reference"), Column("site", key: "site"),
          Column("codes") { displayText($0["codes"], $0["complementary"]) },
          Column("authority", key: "authority"), Column("state", key: "state"),
          Column("notify by", key: "notifyBy"), Column("report by", key: "reportBy"),
          Column("days left", key: "daysLeft"),
          Column("in conflict") { $0["inConflict"] == true ? "yes" : "" },
        ], "nothing has to be notified"
      )
    case "auditStatus":
      (
        "Clinical audits",
        [
          Column("title", key: "title"), Column("site", key: "site"),
          Column("status", key: "status"),
          Column("met") { displayText($0["standards"]?.object?["met"]) },
          Column("not met") { displayText($0["standards"]?.object?["notMet"]) },
          Column("first report due") { displayText($0["firstReport"]?.object?["due"]) },
          Column("actions open", key: "actionsOpen"), Column("team gaps", key: "teamGaps"),
        ], "no audit is planned"
      )
    case "conflicts":
      (
        "In conflict: a person has to choose",
        ["reference", "site", "field", "candidate", "by", "at", "from"].map {
          Column($0, key: $0)
        }, "nothing is in conflict"
      )
    case "quarantine":
      (
        "In quarantine until a person decides",
        [
          Column("site", key: "site"), Column("reason", key: "reason"),
          Column("since", key: "since"), Column("entry", key: "entry"),
        ], "nothing is in quarantine"
      )
    default:
      (
        "Sites: when each last synchronised, and what is missing",
        [
          Column("site", key: "site"), Column("last sync", key: "lastSync"),
          Column("received", key: "received"), Column("merged", key: "merged"),
          Column("quarantined", key: "quarantined"), Column("behind", key: "behind"),
          Column("silent days", key: "silentDays"),
        ], "no site is enrolled"
      )
    }
  }

  /// A line for each candidate of a conflict.
  private static func candidates(of item: JSONObject) -> [[String]] {
    (item["candidates"]?.array ?? []).enumerated().map { position, candidate in
      let object = candidate.object ?? JSONObject()
      let head =
        position == 0
        ? [displayText(item["reference"]), displayText(item["site"]), field(item)] : ["", "", ""]
      return head + [
        "\(position + 1): \(displayText(object["value"]))", displayText(object["author"]),
        displayText(object["at"]), displayText(object["site"]),
      ]
    }
  }

  /// The field as people know it, with its positions from 1.
  private static func field(_ item: JSONObject) -> String {
    item["path"]?.string.map { FieldLabel.displayText($0) } ?? ""
  }

  private static func displayText(_ values: JSONValue?...) -> String {
    values.compactMap { value -> String? in
      switch value {
      case nil, .null: nil
      case .string(let text): PersonsDates.displayText(text)
      case .array(let all): all.isEmpty ? nil : all.map { displayText($0) }.joined(separator: " ")
      case let other?: other.serialized()
      }
    }.joined(separator: " ")
  }
}

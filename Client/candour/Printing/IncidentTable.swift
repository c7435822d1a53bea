import IRMER
import RecordStore
import Records

/// A site's incidents, one a line.
struct IncidentTable {
  struct Item {
    let json: JSONObject
    let isOpen: Bool
    let daysLeft: Int?
    let isDue: Bool
  }

  let items: [Item]

  init(_ incidents: [ListedIncident], on today: CalendarDate) {
    items = incidents.map { listed in
      Item(
        json: listed.incident.listItem, isOpen: listed.incident.isOpen,
        daysLeft: listed.notification?.daysLeft(on: today),
        isDue: listed.notification?.isDue(on: today) ?? false)
    }
  }

  init(items: [Item]) { self.items = items }

  func filtered(_ isWanted: (Item) -> Bool) -> IncidentTable {
    IncidentTable(items: items.filter(isWanted))
  }

  /// The next clock first; those without one last.
  func byUrgency() -> IncidentTable {
    IncidentTable(items: items.sorted { ($0.daysLeft ?? .max) < ($1.daysLeft ?? .max) })
  }

  func print(to output: Output, empty: String) {
    if output.isJSON { return output.print(.array(items.map { .object($0.json) })) }
    guard !items.isEmpty else { return output.line(empty) }
    output.table(table)
  }

  var table: Table {
    var table = Table([
      .text("reference"), .flexible("status").leaving(3), .text("outcome"),
      .flexible("codes").leaving(2), .text("notify by"), .text("report by").leaving(1),
      .number("days left"), .number("conflicts").leaving(4),
    ])
    for item in items {
      func word(_ key: String) -> String { item.json[key]?.words ?? "–" }
      let emphasis = Days.emphasis(daysLeft: item.daysLeft)
      let conflicts = item.json["conflicts"]?.integer ?? 0
      table.add([
        .init(word("reference")), .init(word("status")),
        .init(word("outcome"), word("outcome") == "notifiable" ? .strong : .none),
        .init(word("codes")), .init(word("notifyBy"), emphasis), .init(word("reportBy")),
        .init(item.daysLeft.map(String.init) ?? "–", emphasis),
        .init(String(conflicts), conflicts > 0 ? .warning : .none),
      ])
    }
    return table
  }
}

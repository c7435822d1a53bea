import Screens
import SiteClient

/// Confirmed themes with a clock that ends soon: a theme is a notification of its own.
struct ThemeClockTable {
  struct Item {
    let title: String
    let json: JSONObject
    let daysLeft: Int
  }

  let items: [Item]

  init(_ themes: [RecordSnapshot], within days: Int, on today: CalendarDate) {
    items = themes.compactMap { theme in
      guard let row = ReadModel.rows(for: theme).notification,
        let left = row.daysLeft(on: today), left <= days
      else { return nil }
      return Item(title: theme.text("title") ?? "", json: row.item(on: today), daysLeft: left)
    }.sorted { $0.daysLeft < $1.daysLeft }
  }

  var json: JSONValue { .array(items.map { .object($0.json) }) }

  func print(to output: Output) {
    var table = Table([
      .text("theme"), .flexible("title"), .text("state"), .text("notify by"),
      .text("report by").leaving(1), .number("days left"),
    ])
    for item in items {
      func word(_ key: String) -> String { item.json[key]?.displayText ?? "–" }
      let emphasis = Days.emphasis(daysLeft: item.daysLeft)
      table.add([
        .init(RecordReference.grouped(word("reference"))), .init(item.title), .init(word("state")),
        .init(word("notifyBy"), emphasis), .init(word("reportBy")),
        .init(String(item.daysLeft), emphasis),
      ])
    }
    output.table(table)
  }
}

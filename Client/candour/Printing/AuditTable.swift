import Screens
import SiteClient

/// A site's audits, one a line.
struct AuditTable {
  let items: [JSONObject]

  init(_ audits: [ListedAudit], on today: CalendarDate) {
    items = audits.map { $0.audit.listItem(on: today, actions: $0.actions) }
  }

  private init(items: [JSONObject]) { self.items = items }

  /// Marks rows that share their reference with another record.
  func marking(_ shared: some Sequence<String>) -> AuditTable {
    let shared = Set(shared)
    guard !shared.isEmpty else { return self }
    return AuditTable(
      items: items.map { item in
        var item = item
        if item["reference"]?.string.map(shared.contains) ?? false {
          item["sharedReference"] = true
        }
        return item
      })
  }

  /// Those with something due by a day, the earliest first.
  func due(by limit: CalendarDate) -> AuditTable {
    let dated = items.compactMap { item in
      item["due"]?.string.flatMap { CalendarDate($0) }.map { (due: $0, item: item) }
    }
    return AuditTable(
      items: dated.filter { $0.due <= limit }.sorted { $0.due < $1.due }.map(\.item))
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(.array(items.map(JSONValue.object))) }
    guard !items.isEmpty else { return output.line("No audits. Plan one: candour audit plan") }
    var table = Table([
      .text("reference"), .flexible("title"), .flexible("status"), .text("due"),
      .flexible("missing for the next stage").leaving(1), .number("conflicts").leaving(2),
    ])
    for item in items {
      let isOverdue = item["overdue"]?.bool ?? false
      let conflicts = item["conflicts"]?.integer ?? 0
      table.add([
        ReferenceCell.make(
          item["reference"]?.string, id: item["id"]?.displayText ?? "",
          isShared: item["sharedReference"]?.bool ?? false),
        .init(item["title"]?.displayText ?? ""),
        .init(ChoiceWords.displayText(item["status"]?.displayText ?? "")),
        .init(item["due"]?.displayText ?? "–", isOverdue ? .danger : .none),
        .init(item["missing"]?.displayText ?? ""),
        .init(String(conflicts), conflicts > 0 ? .warning : .none),
      ])
    }
    output.table(table)
  }
}

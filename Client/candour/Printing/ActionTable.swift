import Screens
import SiteClient

/// What is due for incidents, audits and themes, one a line: actions, and what notices, planned
/// notifications, reports and reviews require.
struct ActionTable {
  struct Item {
    let record: String
    let duty: DatedDuty
  }

  let items: [Item]
  private let today: CalendarDate

  init(_ snapshots: [RecordSnapshot], on today: CalendarDate) {
    self.today = today
    items = snapshots.flatMap { snapshot in
      let record = snapshot.reference ?? "\(snapshot.id)"
      return snapshot.datedDuties.filter(\.isOpen).map { Item(record: record, duty: $0) }
    }
  }

  private init(items: [Item], today: CalendarDate) { (self.items, self.today) = (items, today) }

  func due(by limit: CalendarDate) -> ActionTable {
    let wanted = items.filter { $0.duty.due <= limit }
    return ActionTable(items: wanted.sorted { $0.duty.due < $1.duty.due }, today: today)
  }

  var json: JSONValue {
    .array(
      items.map { item in
        [
          "record": .string(item.record), "kind": .string(item.duty.kind.rawValue),
          "path": .string(item.duty.path), "description": .string(item.duty.description),
          "owner": JSONValue(item.duty.owner), "due": JSONValue(item.duty.due),
          "overdue": .bool(item.duty.due < today),
          "strength": JSONValue(item.duty.strength?.rawValue),
        ]
      })
  }

  func print(to output: Output) {
    var table = Table([
      .text("record"), .flexible("what"), .flexible("to do"), .flexible("owner"), .text("due"),
      .number("days left"),
    ])
    for item in items {
      let left = today.days(until: item.duty.due)
      table.add([
        .init(RecordReference.grouped(item.record)), .init(item.duty.kind.displayText),
        .init(item.duty.description), .init(item.duty.owner ?? "–"),
        .init(item.duty.due.numbers, Days.emphasis(daysLeft: left)),
        .init(String(left), Days.emphasis(daysLeft: left)),
      ])
    }
    output.table(table)
  }
}

import IRMER
import Records

/// Open actions of incidents and audits, one a line.
struct ActionTable {
  struct Item {
    let record: String
    let action: ActionView
  }

  let items: [Item]
  private let today: CalendarDate

  init(_ snapshots: [RecordSnapshot], on today: CalendarDate) {
    self.today = today
    items = snapshots.flatMap { snapshot in
      let record = snapshot.reference ?? "\(snapshot.id)"
      let actions =
        snapshot.kind == .audit ? AuditView(snapshot).actions : IncidentView(snapshot).actions
      return actions.filter(\.isOpen).map { Item(record: record, action: $0) }
    }
  }

  private init(items: [Item], today: CalendarDate) { (self.items, self.today) = (items, today) }

  func due(by limit: CalendarDate) -> ActionTable {
    let wanted = items.filter { item in item.action.due.map { $0 <= limit } ?? false }
    return ActionTable(
      items: wanted.sorted { ($0.action.due ?? .latest) < ($1.action.due ?? .latest) },
      today: today)
  }

  var json: JSONValue {
    .array(
      items.map { item in
        [
          "record": .string(item.record), "description": .string(item.action.description),
          "owner": JSONValue(item.action.owner), "due": JSONValue(item.action.due),
          "overdue": .bool(item.action.due.map { $0 < today } ?? false),
          "strength": JSONValue(item.action.strength),
        ]
      })
  }

  func print(to output: Output) {
    var table = Table([
      .text("record"), .flexible("action"), .flexible("owner"), .text("due"),
      .number("days left"),
    ])
    for item in items {
      let due = item.action.due
      let left = due.map(today.days(until:))
      table.add([
        .init(item.record), .init(item.action.description), .init(item.action.owner ?? "–"),
        .init(due?.numbers ?? "–", Days.emphasis(daysLeft: left)),
        .init(left.map(String.init) ?? "–", Days.emphasis(daysLeft: left)),
      ])
    }
    output.table(table)
  }
}

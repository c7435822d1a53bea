import Screens
import SiteClient

/// Procedures whose review and licences whose end is near, and closed records whose retention
/// period ends, the earliest first.
struct RegisterDueTable {
  struct Item {
    let record: String
    let title: String
    let what: String
    let due: CalendarDate
  }

  let items: [Item]
  private let today: CalendarDate

  init(
    procedures: [RecordSnapshot], licences: [RecordSnapshot], kept: [RetentionReview] = [],
    by limit: CalendarDate, on today: CalendarDate
  ) {
    self.today = today
    let registers = RegistersDue(procedures: procedures, licences: licences, by: limit).items.map {
      Item(record: $0.reference, title: $0.title, what: $0.what, due: $0.due)
    }
    let periods = kept.map {
      Item(
        record: $0.record, title: $0.title,
        what: "kept long enough: look at it again (nothing is deleted)", due: $0.until)
    }
    items = (registers + periods).filter { $0.due <= limit }.sorted { $0.due < $1.due }
  }

  var json: JSONValue {
    .array(
      items.map { item in
        [
          "record": .string(item.record), "title": .string(item.title),
          "what": .string(item.what), "due": JSONValue(item.due),
          "overdue": .bool(item.due < today),
        ]
      })
  }

  func print(to output: Output) {
    var table = Table([
      .text("record"), .flexible("title"), .flexible("what"), .text("due"), .number("days left"),
    ])
    for item in items {
      let left = today.days(until: item.due)
      table.add([
        .init(RecordReference.grouped(item.record)), .init(item.title), .init(item.what),
        .init(item.due.numbers, Days.emphasis(daysLeft: left)),
        .init(String(left), Days.emphasis(daysLeft: left)),
      ])
    }
    output.table(table)
  }
}

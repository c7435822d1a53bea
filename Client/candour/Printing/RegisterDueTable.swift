import IRMER
import Records

/// Procedures whose review and licences whose end comes near, and closed records whose period of keeping
/// ends, the first at the front.
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
    let reviews = procedures.filter(Self.isInForce).compactMap { snapshot -> Item? in
      let view = ProcedureView(snapshot)
      return view.facts.earliestReview.map {
        Item(record: Self.name(snapshot), title: view.title, what: "review", due: $0)
      }
    }
    let ends = licences.filter(Self.isInForce).compactMap { snapshot -> Item? in
      let view = LicenceView(snapshot)
      return snapshot.date("validTo").map {
        Item(
          record: Self.name(snapshot), title: "\(view.holder?.rawValue ?? "") \(view.number ?? "")",
          what: "licence ends", due: $0)
      }
    }
    let periods = kept.map {
      Item(
        record: $0.record, title: $0.title,
        what: "kept long enough: look at it again (nothing is deleted)", due: $0.until)
    }
    items = (reviews + ends + periods).filter { $0.due <= limit }.sorted { $0.due < $1.due }
  }

  private static func isInForce(_ snapshot: RecordSnapshot) -> Bool {
    !snapshot.isWithdrawn && snapshot.text("status") ?? "current" == "current"
  }

  private static func name(_ snapshot: RecordSnapshot) -> String {
    snapshot.reference ?? "\(snapshot.id)"
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

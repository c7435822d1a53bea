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
    /// Whether the clock that runs is the report's, and when an inspector was spoken to of it.
    var isReport = false
    var inspectorContactedOn: String?
  }

  let items: [Item]

  init(_ incidents: [ListedIncident], on today: CalendarDate) {
    items = incidents.map { listed in
      Item(
        json: listed.incident.listItem, isOpen: listed.incident.isOpen,
        daysLeft: listed.notification?.daysLeft(on: today),
        isDue: listed.notification?.isDue(on: today) ?? false,
        isReport: listed.notification?.step == NotificationStep.notified.rawValue,
        inspectorContactedOn: listed.notification?.inspectorContactedOn)
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

  /// What is due on a day on which nobody works, with the working day before it.
  func targets(on today: CalendarDate) -> [String] {
    items.compactMap { item in
      let days = ["notifyBy", "reportBy"].compactMap { item.json[$0]?.string }
        .compactMap { CalendarDate($0) }
      // The clock that is next, as the column of days left counts it.
      guard let left = item.daysLeft,
        let day = days.first(where: { today.days(until: $0) == left }),
        left >= 0, let target = Days.target(of: day, authority: item.json["authority"]?.string)
      else { return nil }
      return "\(item.json["reference"]?.words ?? ""): \(day) is no working day, act by \(target)"
    }
  }

  /// S2: “If you cannot submit the report within the expected timeframe, you need to discuss with an
  /// inspector … as early as possible.” The last day itself never moves.
  func delays() -> [String] {
    items.compactMap { item in
      guard item.isReport, let left = item.daysLeft, left <= 3 else { return nil }
      let name = item.json["reference"]?.words ?? ""
      let report = left < 0 ? "the report is overdue" : "the report is due"
      if let day = item.inspectorContactedOn {
        return "\(name): \(report); an inspector was spoken to on \(day)"
      }
      return "\(name): \(report) and no inspector was spoken to: report/late/contactedOn"
    }
  }

  /// A notification may stand on a letter alone, such as C1.
  private func codes(of item: Item) -> String {
    ["codes", "complementary"].flatMap { item.json[$0]?.array ?? [] }.map(\.words)
      .joined(separator: ", ")
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
        .init(codes(of: item)), .init(word("notifyBy"), emphasis), .init(word("reportBy")),
        .init(item.daysLeft.map(String.init) ?? "–", emphasis),
        .init(String(conflicts), conflicts > 0 ? .warning : .none),
      ])
    }
    return table
  }
}

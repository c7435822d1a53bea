import Screens
import SiteClient

/// A site's incidents, one a line.
struct IncidentTable {
  struct Item {
    let json: JSONObject
    let isOpen: Bool
    let daysLeft: Int?
    let isDue: Bool
    /// Whether the running clock is the report's, and when it was discussed with an inspector.
    var isReport = false
    var inspectorContactedOn: String?
    /// The warning of the next clock, and its last day.
    var warning: ClockWarning?
    var id = ""
    var discoveredOn: CalendarDate?
    var modality: String?
    /// The department or room, or the equipment.
    var place: String?
    /// The first words of what happened, where requested.
    var displayText: String?
    /// Whether another record has the same reference: then only the identifier is unique.
    var isShared = false
  }

  /// A terminal shows only as many lines as it has room for.
  static let shownMax = 40

  let items: [Item]

  init(_ incidents: [ListedIncident], on today: CalendarDate) {
    items = incidents.map { listed in
      Item(
        json: listed.incident.listItem, isOpen: listed.incident.isOpen,
        daysLeft: listed.notification?.daysLeft(on: today),
        isDue: listed.notification?.isDue(on: today) ?? false,
        isReport: listed.notification?.step == .notified,
        inspectorContactedOn: listed.notification?.inspectorContactedOn,
        warning: listed.notification.flatMap { ClockWarning($0, on: today) },
        id: listed.incident.id,
        discoveredOn: listed.incident.discoveredOn.flatMap { CalendarDate($0) },
        modality: listed.incident.modality?.rawValue, place: Self.place(of: listed.incident))
    }
  }

  init(items: [Item]) { self.items = items }

  private static func place(of row: IncidentRow) -> String? {
    let named = [row.department, row.room].compactMap { $0 }
    return named.isEmpty ? row.equipment : named.joined(separator: ", ")
  }

  /// With the first words of what happened, by the incident's id.
  func worded(_ words: [String: String]) -> IncidentTable {
    IncidentTable(
      items: items.map { item in
        var item = item
        item.displayText = words[item.id]
        return item
      })
  }

  /// Marks rows that share their reference with another record.
  func marking(_ shared: some Sequence<String>) -> IncidentTable {
    let shared = Set(shared)
    guard !shared.isEmpty else { return self }
    return IncidentTable(
      items: items.map { item in
        var item = item
        item.isShared = item.json["reference"]?.string.map(shared.contains) ?? false
        return item
      })
  }

  func print(to output: Output, empty: String) {
    if output.isJSON { return output.print(.array(items.map { .object($0.listed) })) }
    guard !items.isEmpty else { return output.line(empty) }
    output.table(table)
  }

  /// Deadlines on a non-working day, with the working day before.
  func targets(on today: CalendarDate) -> [String] {
    items.compactMap { item in
      let days = ["notifyBy", "reportBy"].compactMap { item.json[$0]?.string }
        .compactMap { CalendarDate($0) }
      // The next clock, as the column of days left counts it.
      guard let left = item.daysLeft,
        let day = days.first(where: { today.days(until: $0) == left }),
        left >= 0,
        let words = Days.actBefore(
          day, authority: item.json["authority"]?.string.flatMap(Authority.init(rawValue:)),
          near: today)
      else { return nil }
      return "\(item.json["reference"]?.displayText ?? ""): \(words)"
    }
  }

  /// Warns seven, three and one days before a deadline and after it, and on day 10 of an incident
  /// that is still undecided.
  func warnings(on today: CalendarDate) -> [String] {
    items.compactMap { item in
      guard let warning = item.warning, let left = item.daysLeft else { return nil }
      let authority = item.json["authority"]?.string ?? "the authority"
      let duty = item.isReport ? "send the report to \(authority)" : "notify \(authority)"
      let words = warning.displayText(duty: duty, last: today.adding(days: left))
      return "\(item.json["reference"]?.displayText ?? ""): \(words)."
    }
  }

  /// SAUE guidance: “If you cannot submit the report within the expected timeframe, you need to discuss with an
  /// inspector … as early as possible.” The last day itself never moves.
  func delays() -> [String] {
    items.compactMap { item in
      guard item.isReport, let left = item.daysLeft, left <= 3 else { return nil }
      let name = item.json["reference"]?.displayText ?? ""
      let report = left < 0 ? "the report is overdue" : "the report is due"
      if let day = item.inspectorContactedOn {
        return
          "\(name): \(report); an inspector was spoken to on \(CalendarDate(day)?.displayText ?? day)"
      }
      return
        "\(name): \(report). Speak to an inspector, and record the day: report/late/contactedOn"
    }
  }

  /// A notification may have only a letter, such as C1.
  private func codes(of item: Item) -> String {
    ["codes", "complementary"].flatMap { item.json[$0]?.array ?? [] }.map(\.displayText)
      .joined(separator: ", ")
  }

  var table: Table {
    let hasWords = items.contains { $0.displayText != nil }
    let isInConflict = items.contains { ($0.json["conflicts"]?.integer ?? 0) > 0 }
    // On a screen of 80 columns the day and the first words stay: by them people know an incident.
    var columns: [Table.Column] = [
      .text("reference"), .text("discovered"), .flexible("place").leaving(3),
      .flexible("modality").leaving(6),
    ]
    if hasWords { columns.append(.flexible("what happened").atLeast(16).leaving(9)) }
    columns += [
      .text("status").leaving(0), .text("outcome"), .flexible("codes").leaving(2),
      .text("notify by").leaving(4), .text("report by").leaving(1), .number("days left"),
      .number("conflicts").leaving(isInConflict ? 7 : 5),
    ]
    var table = Table(columns)
    for item in items {
      func word(_ key: String) -> String { item.json[key]?.displayText ?? "–" }
      let emphasis = Days.emphasis(daysLeft: item.daysLeft)
      let conflicts = item.json["conflicts"]?.integer ?? 0
      // The other words are shown as `--status` takes them.
      let isWithdrawn = item.json["status"]?.string == IncidentStatus.void.rawValue
      let status = isWithdrawn ? IncidentStatus.withdrawnWord : word("status")
      let outcome = isWithdrawn ? status : word("outcome")
      var cells: [Table.Cell] = [
        ReferenceCell.make(
          item.json["reference"]?.string, id: item.id, isShared: item.isShared),
        .init(item.discoveredOn?.numbers ?? "–"),
        .init(item.place ?? "–"), .init(item.modality ?? "–"),
      ]
      if hasWords { cells.append(.init(item.displayText ?? "–")) }
      cells += [
        .init(status), .init(outcome, outcome == "notifiable" ? .strong : .none),
        .init(codes(of: item)), .init(word("notifyBy"), emphasis), .init(word("reportBy")),
        .init(item.daysLeft.map(String.init) ?? "–", emphasis),
        .init(String(conflicts), conflicts > 0 ? .warning : .none),
      ]
      table.add(cells)
    }
    return table
  }
}

extension IncidentTable.Item {
  /// As a list prints it: what identifies the incident, where and when it was, and what is due.
  var listed: JSONObject {
    var object = json
    for (key, value) in [
      ("discoveredOn", JSONValue(discoveredOn)), ("modality", JSONValue(modality)),
      ("place", JSONValue(place)), ("warning", JSONValue(warning?.level?.rawValue)),
      ("escalated", .bool(warning?.isEscalated ?? false)),
    ] where object[key] == nil {
      object[key] = value
    }
    if isShared { object["sharedReference"] = true }
    return object
  }
}

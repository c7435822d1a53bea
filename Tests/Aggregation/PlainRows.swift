import IRMER
import RecordStore
import RecordTables
import Records

@testable import Aggregation

/// Every row of a store in memory, to count plainly what the centre reads from kept counts.
struct PlainRows {
  var incidents: [IncidentRow] = []
  var notifications: [NotificationRow] = []
  var actions: [ActionRow] = []
  /// The codes of each incident by its identifier, those with a letter left out.
  var codes: [String: [String]] = [:]

  /// The incidents that figures count.
  var counted: [IncidentRow] { incidents.filter { $0.status != .void } }

  func day(_ row: IncidentRow) -> CalendarDate? {
    row.discoveredOn.flatMap { CalendarDate($0) }
  }
}

extension RecordStore {
  func plainRows() throws -> PlainRows {
    var rows = PlainRows()
    try forEachListed(IncidentRow.self) { rows.incidents.append($0) }
    try forEachListed(NotificationRow.self) { rows.notifications.append($0) }
    try forEachListed(ActionRow.self) { rows.actions.append($0) }
    for row in rows.incidents {
      rows.codes[row.id] = row.codes.split(separator: " ").map(String.init)
    }
    return rows
  }
}

// The figures as anybody would count them: each row once.

extension PlainRows {
  func figures(
    _ quarter: Quarter, at site: String?, on today: CalendarDate
  ) -> BoardPaper.Figures {
    let mine = counted.filter { row in
      (site == nil || row.site == site) && day(row).map(quarter.contains) ?? false
    }
    let byID = Dictionary(
      notifications.map { ($0.incident, $0) }, uniquingKeysWith: { first, _ in first })
    let notified = mine.compactMap { byID[$0.id] }
    var figures = BoardPaper.Figures()
    figures.incidents = mine.count
    figures.notifiable = mine.count { $0.outcome == .notifiable }
    figures.undetermined = mine.count { $0.outcome == .undetermined }
    figures.significant = mine.count { $0.clinicallySignificant == .yes }
    figures.notifiedInTime = Self.share(notified.map { ($0.submittedOn, $0.notifyBy) }, today)
    figures.reportedInTime = Self.share(notified.map { ($0.reportSentOn, $0.reportBy) }, today)
    return figures
  }

  /// How many of those that are done or overdue were done in time.
  static func share(
    _ pairs: [(done: String?, by: String?)], _ today: CalendarDate
  ) -> EmployerReport.Share {
    let judged = pairs.compactMap { pair -> Bool? in
      guard let by = pair.by.flatMap({ CalendarDate($0) }) else { return nil }
      if let done = pair.done.flatMap({ CalendarDate($0) }) { return done <= by }
      return by < today ? false : nil
    }
    return .init(part: judged.count { $0 }, whole: judged.count)
  }

  /// `series site month` and the count, where there is one.
  func byMonth() -> [String: Int] {
    var counts: [String: Int] = [:]
    for row in counted {
      guard let month = day(row).map(Month.init) else { continue }
      for site in ["all", row.site] {
        counts["incidents \(site) \(month)", default: 0] += 1
        if row.outcome == .notifiable { counts["notifiable \(site) \(month)", default: 0] += 1 }
      }
    }
    return counts
  }

  func tallies(_ names: [String]) -> [EmployerReport.Tally] {
    Pareto(names).bars.map { .init(name: $0.name, number: $0.count) }
  }
}

internal import GRDB
internal import IRMER
internal import Records

/// The rules of a notification's clocks as SQL functions, so that lists are filtered and ordered by
/// exactly the same rules as everything else.
enum ClockFunctions {
  static func add(to db: Database) {
    db.add(function: state)
    db.add(function: day)
  }

  /// `clockState(today, step, outcome, notifyBy, reportBy)`.
  private static let state = DatabaseFunction("clockState", argumentCount: 5, pure: true) {
    values in
    guard let today = text(values[0]).flatMap({ CalendarDate($0) }) else { return nil }
    return clocks(values[1...]).state(on: today).rawValue
  }

  /// `clockDay(step, outcome, notifyBy, reportBy)`: the last day of the clock that runs.
  private static let day = DatabaseFunction("clockDay", argumentCount: 4, pure: true) { values in
    clocks(values[...]).nextDay?.description
  }

  private static func clocks(_ values: ArraySlice<DatabaseValue>) -> NotificationClocks {
    let texts = values.map(text)
    return NotificationClocks(
      step: texts[0] ?? "", outcome: texts[1] ?? "", notifyBy: texts[2], reportBy: texts[3])
  }

  private static func text(_ value: DatabaseValue) -> String? { String.fromDatabaseValue(value) }
}

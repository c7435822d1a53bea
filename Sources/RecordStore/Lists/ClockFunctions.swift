internal import IRMER
internal import Records
internal import Storage

/// The rules of a notification's clocks as SQL functions, so that lists are filtered and ordered by
/// exactly the same rules as everything else.
enum ClockFunctions {
  static let all = [state, day]

  /// `clockState(today, step, outcome, notifyBy, reportBy)`.
  private static let state = SQLFunction("clockState", argumentCount: 5) {
    values in
    guard let today = text(values[0]).flatMap({ CalendarDate($0) }) else { return nil }
    return clocks(values[1...]).state(on: today).rawValue
  }

  /// `clockDay(step, outcome, notifyBy, reportBy)`: the last day of the clock that runs.
  private static let day = SQLFunction("clockDay", argumentCount: 4) { values in
    clocks(values[...]).nextDay?.description
  }

  private static func clocks(_ values: ArraySlice<Storage.ColumnValue>) -> NotificationClocks {
    let texts = values.map(text)
    return NotificationClocks(
      step: texts[0] ?? "", outcome: texts[1] ?? "", notifyBy: texts[2], reportBy: texts[3])
  }

  private static func text(_ value: Storage.ColumnValue) -> String? { String(value) }
}

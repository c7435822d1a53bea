/// The day by which to act so that a deadline on a closed day is met by people at work.
///
/// The deadline itself never moves: the guidance counts weeks after discovery, not working days.
/// “If due on a non-working day show the prior working day as target”.
public struct WorkingDayTarget: Hashable, Sendable {
  /// The deadline, unmoved.
  public let due: CalendarDate
  /// The deadline if it is a working day, else the last working day before it.
  public let target: CalendarDate
  /// Why the days from the target to the deadline are not working days, latest first: “2026-04-06:
  /// Easter Monday”, “2026-04-05: Sunday”.
  public let reasons: [String]
  /// Whether the bank holidays of these days are known; if not, only weekends were considered.
  public let areHolidaysKnown: Bool

  public init(
    due: CalendarDate, nation: Nation, calendar: BankHolidayCalendar = .shipped
  ) {
    var target = due
    var reasons: [String] = []
    // No real calendar closes a whole month; the bound stops the search in a wrong one.
    for _ in 0..<31 where !calendar.isWorkingDay(target, in: nation) {
      reasons.append("\(target): \(Self.reason(for: target, nation: nation, calendar: calendar))")
      target = target.adding(days: -1)
    }
    self.due = due
    self.target = target
    self.reasons = reasons
    areHolidaysKnown = calendar.covers(due) && calendar.covers(target)
  }

  private static func reason(
    for date: CalendarDate, nation: Nation, calendar: BankHolidayCalendar
  ) -> String {
    if let holiday = calendar.holiday(on: date, in: nation) { return holiday }
    return date.weekday == .saturday ? "Saturday" : "Sunday"
  }
}

/// The two clocks of a notification, in calendar days of Europe/London.
///
/// They depend only on the day they count from: not on weekends or holidays, a later dose, the
/// notification itself, or another body's timeframes.
public enum Clock {
  /// "No later than 2 weeks after discovering the incident" (SAUE guidance): the last day included.
  public static let notifyDays = 14
  /// "No later than 12 weeks after the incident was discovered" (SAUE guidance): the last day included.
  public static let reportDays = 84

  /// On this day an undetermined incident is escalated; on the last day it is notified, unless it
  /// was excluded.
  public static let escalateDays = 10

  /// The last day of the two weeks within which to notify.
  public static func notifyBy(from start: CalendarDate) -> CalendarDate {
    start.adding(days: notifyDays)
  }

  /// The last day of the twelve weeks within which to send the report.
  public static func reportBy(from start: CalendarDate) -> CalendarDate {
    start.adding(days: reportDays)
  }
}

/// The state of a deadline on a day.
public enum ClockState: Hashable, Sendable {
  /// More than seven days are left.
  case due(daysLeft: Int)
  /// Seven days or fewer are left; warnings go out at 7, 3 and 1.
  case dueSoon(daysLeft: Int)
  /// The deadline's day has passed.
  case overdue(daysLate: Int)

  /// The days left at which a warning goes out.
  public static let warnings = [7, 3, 1]

  /// The state of a clock on a day.
  public init(deadline: CalendarDate, on today: CalendarDate) {
    let left = today.days(until: deadline)
    if left < 0 {
      self = .overdue(daysLate: -left)
    } else if left <= 7 {
      self = .dueSoon(daysLeft: left)
    } else {
      self = .due(daysLeft: left)
    }
  }

  /// Whole days to the deadline: 0 on its day, negative after it.
  public var daysLeft: Int {
    switch self {
    case .due(let left), .dueSoon(let left): left
    case .overdue(let late): -late
    }
  }

  /// Whether the last day has passed.
  public var isOverdue: Bool { daysLeft < 0 }

  /// The last warning that was due: 7, 3 or 1; nil before the first and once overdue.
  public var warning: Int? {
    guard case .dueSoon(let left) = self else { return nil }
    return Self.warnings.last { left <= $0 }
  }
}

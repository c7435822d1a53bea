public import IRMER

/// The warnings of a clock on a day: 7, 3 and 1 days before its last day, on it and after it; and
/// on day 10 of an incident for which it is not decided whether it must be notified.
public struct ClockWarning: Hashable, Sendable {
  /// How near the last day is.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    case sevenDays = "7-days"
    case threeDays = "3-days"
    case oneDay = "1-day"
    case lastDay = "last-day"
    case overdue
  }

  /// How soon; `nil` where the clock has more than seven days left.
  public let level: Level?
  /// Whether it is undecided on day 10 or later: then a superior decides, or it is notified.
  public let isEscalated: Bool
  private let daysLeft: Int

  /// Of the fourteen days for notifying, the last four are left for an escalated decision.
  public static let escalatedOnDay = 10
  private static let notifyDays = 14

  /// - Returns: `nil` where no warning is due yet.
  public init?(_ row: NotificationRow, on today: CalendarDate) {
    guard let left = row.daysLeft(on: today) else { return nil }
    let isOpen = row.step == .none
    let isUndecided = row.outcome == .undetermined
    self.init(daysLeft: left, isUndecided: isOpen && isUndecided)
  }

  /// - Parameter isUndecided: whether the clock is the notification's, and no decision is recorded.
  public init?(daysLeft left: Int, isUndecided: Bool) {
    level =
      switch left {
      case ..<0: .overdue
      case 0: .lastDay
      case 1: .oneDay
      case 2...3: .threeDays
      case 4...7: .sevenDays
      default: nil
      }
    isEscalated = isUndecided && left <= Self.notifyDays - Self.escalatedOnDay
    daysLeft = left
    if level == nil, !isEscalated { return nil }
  }

  /// - Parameters:
  ///   - duty: `notify CQC`, `report to CQC`.
  ///   - last: the last day.
  public func displayText(duty: String, last: CalendarDate) -> String {
    let days = abs(daysLeft) == 1 ? "1 day" : "\(abs(daysLeft)) days"
    let start: String
    switch level {
    case .overdue?: start = "\(days) overdue to \(duty), due on \(last.displayText)"
    case .lastDay?: start = "today is the last day to \(duty)"
    default: start = "\(days) left to \(duty), until \(last.weekdayWords)"
    }
    guard isEscalated else { return start }
    return start
      + ". Not yet decided on day \(Self.notifyDays - daysLeft): ask your Medical Physics "
      + "Expert and the person responsible for IR(ME)R today. If in doubt, notify"
  }
}

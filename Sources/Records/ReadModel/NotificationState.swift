public import IRMER

/// Where a notification stands on a day.
///
///     undetermined ─┐
///     due ──────────┴→ overdue → notified → report-due → report-overdue → report-sent
///                                → with-authority → closed
public enum NotificationState: String, Hashable, Sendable, CaseIterable {
  case undetermined
  case due
  case overdue
  case notified
  case reportDue = "report-due"
  case reportOverdue = "report-overdue"
  case reportSent = "report-sent"
  case withAuthority = "with-authority"
  case closed
}

extension NotificationRow {
  /// A report counts as due from so many days before its last day.
  public static let reportDueDays = 14

  /// Where it stands on a day.
  ///
  /// What is undetermined on its last day is overdue after it: in doubt one notifies (Regulation
  /// 8; S2: “knows or thinks it is significant”).
  public func state(on today: CalendarDate) -> NotificationState {
    switch NotificationStep(rawValue: step) ?? .none {
    case .closed: return .closed
    case .withAuthority: return .withAuthority
    case .reportSent: return .reportSent
    case .notified:
      guard let left = daysLeft(on: today) else { return .notified }
      if left < 0 { return .reportOverdue }
      return left <= Self.reportDueDays ? .reportDue : .notified
    case .none:
      if let left = daysLeft(on: today), left < 0 { return .overdue }
      return outcome == Assessment.Outcome.undetermined.rawValue ? .undetermined : .due
    }
  }

  /// Days to the next clock not yet met, negative when it has passed; nil when none runs.
  public func daysLeft(on today: CalendarDate) -> Int? {
    let clock: String?
    switch NotificationStep(rawValue: step) ?? .none {
    case .none: clock = notifyBy
    case .notified: clock = reportBy
    case .reportSent, .withAuthority, .closed: clock = nil
    }
    return clock.flatMap { CalendarDate($0) }.map { today.days(until: $0) }
  }
}

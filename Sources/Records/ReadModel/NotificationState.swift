public import IRMER

/// The state of a notification on a day.
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

/// What decides a notification's state on a day: its step, and its clocks.
public struct NotificationClocks: Hashable, Sendable {
  /// A report counts as due from this many days before its last day.
  public static let reportDueDays = 14

  let step: NotificationStep
  let outcome: Assessment.Outcome
  let notifyBy: String?
  let reportBy: String?

  public init(
    step: NotificationStep, outcome: Assessment.Outcome, notifyBy: String?, reportBy: String?
  ) {
    (self.step, self.outcome) = (step, outcome)
    (self.notifyBy, self.reportBy) = (notifyBy, reportBy)
  }

  /// The state on a day.
  ///
  /// An undetermined notification is overdue after its last day: in doubt it must be notified
  /// (Regulation 8; SAUE guidance: “knows or thinks it is significant”).
  public func state(on today: CalendarDate) -> NotificationState {
    switch step {
    case .closed: return .closed
    case .withAuthority: return .withAuthority
    case .reportSent: return .reportSent
    case .notified:
      guard let left = daysLeft(on: today) else { return .notified }
      if left < 0 { return .reportOverdue }
      return left <= Self.reportDueDays ? .reportDue : .notified
    case .none:
      if let left = daysLeft(on: today), left < 0 { return .overdue }
      return outcome == .undetermined ? .undetermined : .due
    }
  }

  /// The last day of the next clock not yet met; nil when none runs.
  public var nextDay: CalendarDate? {
    switch step {
    case .none: notifyBy.flatMap { CalendarDate($0) }
    case .notified: reportBy.flatMap { CalendarDate($0) }
    case .reportSent, .withAuthority, .closed: nil
    }
  }

  /// Days to the next clock not yet met, negative when it has passed; nil when none runs.
  public func daysLeft(on today: CalendarDate) -> Int? { nextDay.map { today.days(until: $0) } }
}

extension NotificationRow {
  public var clocks: NotificationClocks {
    NotificationClocks(
      step: self.step, outcome: self.outcome, notifyBy: self.notifyBy, reportBy: self.reportBy)
  }

  /// The state on a day.
  public func state(on today: CalendarDate) -> NotificationState { clocks.state(on: today) }

  /// Days to the next clock not yet met, negative when it has passed; nil when none runs.
  public func daysLeft(on today: CalendarDate) -> Int? { clocks.daysLeft(on: today) }
}

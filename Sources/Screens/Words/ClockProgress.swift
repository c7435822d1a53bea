public import IRMER
internal import Records

/// The progress of both clocks of an incident, from its document.
public struct ClockProgress: Sendable {
  private enum Way: Equatable {
    case running
    /// The authority need not be notified: excluded, judged locally, or withdrawn.
    case idle
    case closed
  }

  private let way: Way
  private let submittedOn: CalendarDate?
  private let reportSentOn: CalendarDate?

  /// Both clocks run: the authority was not notified yet.
  public static let begun = ClockProgress(way: .running, submittedOn: nil, reportSentOn: nil)

  private init(way: Way, submittedOn: CalendarDate?, reportSentOn: CalendarDate?) {
    (self.way, self.submittedOn, self.reportSentOn) = (way, submittedOn, reportSentOn)
  }

  /// The progress that an incident's document states.
  ///
  /// - Parameter document: of `incident show --json`, or of a theme. Without a notification in it the
  ///   authority need not be notified.
  public init(document: JSONObject) {
    guard let notification = document["notification"] else {
      self.init(way: .idle, submittedOn: nil, reportSentOn: nil)
      return
    }
    func day(_ key: String) -> CalendarDate? {
      notification[key]?.string.flatMap { CalendarDate($0) }
    }
    self.init(
      way: notification["state"] == "closed" ? .closed : .running,
      submittedOn: day("submittedOn"), reportSentOn: day("reportSentOn"))
  }

  /// When to notify the authority, or whether and when that was done: `1 March 2026 (3 days left)`.
  ///
  /// - Parameters:
  ///   - day: the last one on which to do it.
  ///   - authority: whose working days count; `nil` where it is not known.
  public func notify(by day: CalendarDate, today: CalendarDate, authority: Authority?) -> String {
    displayText(day, done: submittedOn, verb: "notified", today, authority)
  }

  /// When to send the report, or whether and when that was done, as for ``notify(by:today:authority:)``.
  public func report(by day: CalendarDate, today: CalendarDate, authority: Authority?) -> String {
    displayText(day, done: reportSentOn, verb: "sent", today, authority)
  }

  private func displayText(
    _ day: CalendarDate, done: CalendarDate?, verb: String, _ today: CalendarDate,
    _ authority: Authority?
  ) -> String {
    let name = day.displayText
    if let done {
      let late = day.days(until: done)
      return "\(name): \(verb) on \(done.displayText), "
        + (late > 0 ? "\(Wording.count(late, "day", "days")) late" : "in time")
    }
    switch way {
    case .idle: return "\(name): not needed"
    case .closed: return "\(name): no day is recorded"
    case .running:
      let left = today.days(until: day)
      if left < 0 {
        return "Overdue: it was due on \(name) (\(Wording.count((-left), "day", "days")) ago)"
      }
      let words = "\(name) (\(Days.displayText(left: left)))"
      return Days.actBefore(day, authority: authority, near: today).map { "\(words). \($0)" }
        ?? words
    }
  }
}

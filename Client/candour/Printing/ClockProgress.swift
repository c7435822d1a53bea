import IRMER

/// How far both clocks of an incident have come, as its document says.
struct ClockProgress {
  private enum Way: Equatable {
    case running
    /// Nobody need be notified: excluded, judged locally, or withdrawn.
    case idle
    case closed
  }

  private let way: Way
  private let submittedOn: CalendarDate?
  private let reportSentOn: CalendarDate?

  /// Both clocks run: nobody was notified yet.
  static let begun = ClockProgress(way: .running, submittedOn: nil, reportSentOn: nil)

  private init(way: Way, submittedOn: CalendarDate?, reportSentOn: CalendarDate?) {
    (self.way, self.submittedOn, self.reportSentOn) = (way, submittedOn, reportSentOn)
  }

  /// - Parameter document: of `incident show`.
  init(document: JSONObject) {
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

  func notify(by day: CalendarDate, today: CalendarDate, authority: String?) -> String {
    words(day, done: submittedOn, verb: "notified", today, authority)
  }

  func report(by day: CalendarDate, today: CalendarDate, authority: String?) -> String {
    words(day, done: reportSentOn, verb: "sent", today, authority)
  }

  private func words(
    _ day: CalendarDate, done: CalendarDate?, verb: String, _ today: CalendarDate,
    _ authority: String?
  ) -> String {
    if let done {
      let late = day.days(until: done)
      return "\(day): \(verb) on \(done), "
        + (late > 0 ? "\(late.of("day", "days")) late" : "in time")
    }
    switch way {
    case .idle: return "\(day): the clock does not run"
    case .closed: return "\(day): no day is recorded"
    case .running:
      let words = "\(day) (\(Days.words(until: day, from: today)))"
      let target = Days.target(of: day, authority: authority)
      return target.map { "\(words), no working day: act by \($0)" } ?? words
    }
  }
}

package import IRMER
package import Records

/// How many notifications share one state and the same clock.
package struct ClockGroup: Hashable, Sendable {
  package let clocks: NotificationClocks
  package let outcome: Assessment.Outcome
  package let count: Int

  /// - Parameter count: of the subject ``CountSubject/clock``.
  package init(_ count: KeptCount) {
    let words = count.value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let day = words.count == 3 && !words[2].isEmpty ? words[2] : nil
    outcome = Assessment.Outcome(rawValue: words.count == 3 ? words[1] : "") ?? .fallback
    // Only the clock that runs decides the state, so that its day may be given for both.
    clocks = NotificationClocks(
      step: NotificationStep(rawValue: words[0]) ?? .fallback, outcome: outcome, notifyBy: day,
      reportBy: day)
    self.count = count.number
  }
}

/// How many open duties of one kind are due on one day.
package struct OpenDuties: Hashable, Sendable {
  package let kind: DatedDuty.Kind?
  package let due: CalendarDate?

  /// - Parameter count: of the subject ``CountSubject/duty``.
  package init(_ count: KeptCount) {
    let words = count.value.split(separator: " ").map(String.init)
    kind = words.first.flatMap(DatedDuty.Kind.init(rawValue:))
    due = words.last.flatMap { CalendarDate($0) }
  }

  package func isOverdue(on today: CalendarDate) -> Bool { due.map { $0 < today } ?? false }
}

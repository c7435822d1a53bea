public import IRMER
public import Records

/// The effect of an edit on the assessment: a change of an outcome, a code or a last day is always
/// reported.
public struct OutcomeChange: Sendable {
  private let before: IncidentAssessment
  /// The assessment after the edit.
  public let after: IncidentAssessment
  private let today: CalendarDate

  /// - Returns: `nil` where none of these changed.
  public init?(
    from before: IncidentAssessment, to after: IncidentAssessment, on today: CalendarDate
  ) {
    let isSame =
      before.outcome == after.outcome && before.codes == after.codes
      && before.complementary == after.complementary && before.notifyBy == after.notifyBy
      && before.reportBy == after.reportBy
    if isSame { return nil }
    (self.before, self.after, self.today) = (before, after, today)
  }

  /// `Now notifiable under codes 1, C1 (it was undetermined): notify CQC by 15 February (13 days left).`
  ///
  /// - Parameter isNotified: whether the authority has the notification, so that the day of the report
  ///   is stated.
  public func displayText(isNotified: Bool) -> String {
    guard let day = isNotified ? after.reportBy : after.notifyBy else {
      let cancelled = before.notifyBy == nil ? "" : " The deadlines are cancelled."
      switch (before.outcome, after.outcome) {
      case (.notifiable, .notNotifiable):
        let codes = before.codes + before.complementary
        let under = codes.isEmpty ? "" : ", under \(Self.list(codes))"
        return "No longer notifiable (it was\(under)).\(cancelled)"
      default:
        return
          "Now: \(OutcomeWords(after).displayText) (before: \(OutcomeWords(before).displayText)).\(cancelled)"
      }
    }
    let duty = isNotified ? "report to" : "notify"
    let left = Days.displayText(until: day, from: today)
    return
      "Now: \(OutcomeWords(after).displayText) (before: \(OutcomeWords(before).displayText)). Last day to "
      + "\(duty) \(after.authority): \(Days.date(day, near: today)) (\(left))."
  }

  private static func list(_ codes: [String]) -> String {
    "code\(codes.count == 1 ? "" : "s") \(codes.joined(separator: ", "))"
  }
}

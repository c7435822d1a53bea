import IRMER
import Records

/// What an edit did to the assessment: an outcome, a code or a last day never changes unsaid.
struct OutcomeChange {
  private let before: IncidentAssessment
  private let after: IncidentAssessment
  private let today: CalendarDate

  /// - Returns: `nil` where nothing of it changed.
  init?(
    from before: IncidentAssessment, to after: IncidentAssessment, on today: CalendarDate
  ) {
    let isSame =
      before.outcome == after.outcome && before.codes == after.codes
      && before.complementary == after.complementary && before.notifyBy == after.notifyBy
      && before.reportBy == after.reportBy
    if isSame { return nil }
    (self.before, self.after, self.today) = (before, after, today)
  }

  /// `Now notifiable, codes 1, C1 (was undetermined): notify CQC by 2026-02-15 (13 days left).`
  func words(isNotified: Bool) -> String {
    var text = "Now \(Self.name(after)) (was \(Self.name(before)))"
    if let day = isNotified ? after.reportBy : after.notifyBy {
      let duty = isNotified ? "report to" : "notify"
      let left = Days.words(until: day, from: today)
      text += ": \(duty) \(after.authority) by \(day) (\(left))"
    } else if before.notifyBy != nil {
      text += ": no clock runs any more"
    }
    return text + "."
  }

  var emphasis: Emphasis {
    switch after.outcome {
    case .notifiable: .danger
    case .undetermined: .warning
    case .notNotifiable, .notIRMER: .good
    }
  }

  private static func name(_ assessment: IncidentAssessment) -> String {
    let codes = assessment.codes + assessment.complementary
    let outcome = assessment.outcome.rawValue
    return codes.isEmpty ? outcome : "\(outcome), codes \(codes.joined(separator: ", "))"
  }
}

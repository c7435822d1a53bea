public import IRMER
public import Records

/// What to do now, by the rules' result for an incident that was just logged.
public struct OutcomeAdvice: Sendable {
  private let assessment: IncidentAssessment
  private let today: CalendarDate

  /// - Parameter today: the day by which a deadline is overdue.
  public init(_ assessment: IncidentAssessment, today: CalendarDate) {
    (self.assessment, self.today) = (assessment, today)
  }

  /// One or two sentences: whom to tell, by when, and what to do first.
  public var displayText: String {
    let authority = assessment.authority
    switch assessment.outcome {
    case .notifiable:
      return isOverdue
        ? "\(authority) had to be told\(deadline): do so today, and tell Medical Physics."
        : "\(authority) must be told\(deadline). Tell Medical Physics now."
    case .undetermined:
      return
        "This may have to be notified to \(authority)\(deadline). Ask Medical Physics for a dose "
        + "estimate."
    case .notNotifiable:
      return
        "On what you have entered, \(authority) need not be told. It must still be investigated "
        + "locally."
    case .notIRMER:
      let routes = assessment.json["routes"]?.array ?? []
      let other = routes.first { $0["duty"] == "must" }.map {
        " Tell your Radiation Protection Adviser: \($0["body"]?.string ?? "") must be told."
      }
      // Somebody other than a patient was exposed: that must be reported; otherwise it was before
      // clinical use.
      let why = other == nil ? "before clinical use" : "a member of staff or of the public"
      return "IR(ME)R does not apply (\(why)).\(other ?? " Other duties may.")"
    }
  }

  private var isOverdue: Bool { assessment.notifyBy.map { $0 < today } ?? false }

  /// ` by 4 December (day 6 of 14)`.
  private var deadline: String {
    guard let last = assessment.notifyBy else { return "" }
    let day = 14 - today.days(until: last)
    let words = day <= 14 ? "day \(max(day, 0)) of 14" : Days.displayText(until: last, from: today)
    return " by \(Days.date(last, near: today)) (\(words))"
  }
}

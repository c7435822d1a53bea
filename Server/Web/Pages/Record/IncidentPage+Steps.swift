internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

/// What can be recorded about an incident: the next step, and the others in the order of the
/// process.
struct IncidentSteps {
  let next: StepForm?
  let others: [StepForm]
  /// The next step, in a sentence, with its deadline.
  let displayText: String
  /// Where the next step is done, when it is not a form of this page.
  let link: (href: String, text: String)?

  private let view: IncidentView
  private let today: CalendarDate
  private let refused: StepForm.Refused?

  /// - Parameter open: which form a link led to: it is unfolded.
  init(
    _ view: IncidentView, _ row: NotificationRow?, today: CalendarDate, open: String?,
    refused: StepForm.Refused?
  ) {
    (self.view, self.today, self.refused) = (view, today, refused)
    let plan = Self.plan(view, row, today)
    let forms = Self.all(view, today, refused)
    (displayText, link) = (plan.displayText, plan.link)
    next = forms.first { $0.id == "step-\(plan.form ?? "")" }?.opened
    others = forms.filter { $0.id != "step-\(plan.form ?? "")" }
      .map { $0.id == "step-\(open ?? "")" ? $0.opened : $0 }
  }

  // MARK: The next step

  private typealias Plan = (displayText: String, form: String?, link: (href: String, text: String)?)

  private static func plan(
    _ view: IncidentView, _ row: NotificationRow?, _ today: CalendarDate
  ) -> Plan {
    let snapshot = view.snapshot
    let place = "/incidents/\(snapshot.name)"
    let by = row?.clocks.nextDay.map { ", by \($0.displayText)" } ?? ""
    let authority = view.assessment.authority
    if !view.assessment.restsOn.isEmpty {
      return (
        "Settle what is in conflict: the outcome rests on it\(by).", nil,
        ("/records/\(snapshot.name)/conflicts", "Settle the conflicts")
      )
    }
    guard !snapshot.isWithdrawn, view.status.isOpen else {
      return ("Nothing: it is closed.", nil, nil)
    }
    if view.openQuestion != nil {
      return ("Answer the question that was asked before approval\(by).", "answer", nil)
    }
    switch view.step {
    case .none:
      return before(view, by, authority)
    case .notified:
      let missing = view.missingBeforeReport.count
      if missing > 0 {
        return (
          "Complete the investigation report: \(Wording.count(missing, "part")) missing\(by).", nil,
          (place + "/report", "Write the report")
        )
      }
      guard snapshot.isReportRead else {
        return (
          "Read the report and confirm it\(by).", nil, (place + "/report", "Read the report")
        )
      }
      return ("Send the report to \(authority)\(by), and record it here.", "report-sent", nil)
    case .reportSent: return ("Record when \(authority) reviews it, or closes it.", "closure", nil)
    case .withAuthority:
      guard view.closureOn == nil else { return closing(view) }
      return ("Record the closing letter of \(authority) when it comes.", "closure", nil)
    case .closed: return ("Nothing: it is closed.", nil, nil)
    }
  }

  private static func before(_ view: IncidentView, _ by: String, _ authority: Authority) -> Plan {
    switch view.assessment.outcome {
    case .notifiable: return ("Notify \(authority)\(by), and record it here.", "notify", nil)
    case .undetermined:
      if view.isExcluded { return closing(view) }
      let missing = view.missingFacts
      if missing.contains(where: { $0.contains("effectiveDose") || $0.contains("ageAtExposure") }) {
        return ("Enter the dose, or what else is missing\(by).", "dose", nil)
      }
      if missing.contains("clinicallySignificant") {
        return ("Decide whether it was clinically significant\(by).", "significance", nil)
      }
      return (
        "Find out: \(missing.map { FieldLabel.displayText($0) }.joined(separator: ", "))\(by).",
        "field",
        nil
      )
    case .notNotifiable, .notIRMER: return closing(view)
    }
  }

  private static func closing(_ view: IncidentView) -> Plan {
    let missing = view.missingBeforeClosing
    let place = "/incidents/\(view.snapshot.name)"
    if missing.contains("investigation/analysis") {
      return (
        "Record the analysis: every incident has one.", nil,
        (place + "/report", "Write the analysis")
      )
    }
    if missing.contains(where: { $0.hasPrefix("actions/") }) {
      return ("Finish or hand on what is open among the actions.", "action-done", nil)
    }
    if missing.contains(where: { $0.hasPrefix("preliminary") || $0.hasPrefix("classification") }) {
      return ("Say who decided that it is not notifiable, and on which evidence.", "exclusion", nil)
    }
    return ("Close it.", "close", nil)
  }
}

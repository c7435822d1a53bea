internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The next step for an incident.
struct NextStep: Sendable {
  let heading: String
  let displayText: String
  let href: String
  let button: String

  /// - Returns: `nil` where nothing remains to be done.
  init?(_ incident: IncidentView, today: CalendarDate) {
    let id = FormFields.encoded(incident.snapshot.name)
    let assessment = incident.assessment
    func make(_ heading: String, _ words: String, _ page: String, _ button: String) -> NextStep {
      NextStep(
        heading: heading, displayText: words,
        href: page == "settle" ? "/records/\(id)/settle" : "/incidents/\(id)/\(page)",
        button: button)
    }
    if incident.snapshot.isWithdrawn || !incident.status.isOpen { return nil }
    if incident.snapshot.isInConflict {
      self = make(
        "Settle what is in conflict",
        "People who had not seen each other's work wrote different values. Nothing is lost; a person "
          + "decides which is right.", "settle", "Settle the conflict")
      return
    }
    let authority = assessment.authority
    func by(_ day: CalendarDate?) -> String {
      day.map { " by \($0.displayText) (\(Days.displayText(until: $0, from: today)))" } ?? ""
    }
    switch incident.step {
    case .none where incident.isExcluded:
      self = make(
        "Investigate it locally", "It need not be notified. Record the local analysis.",
        "edit/investigation", "Record the analysis")
    case .none where assessment.outcome == .notifiable:
      self = make(
        "Notify \(authority)\(by(assessment.notifyBy))",
        "The answers for its form are ready to copy. Record the day once it is sent.", "answers",
        "Show the answers for \(authority)")
    case .none where assessment.outcome == .undetermined:
      self = make(
        "Find out whether \(authority) must be told\(by(assessment.notifyBy))",
        "Some facts are missing. If in doubt, notify.", "missing", "Fill in what is missing")
    case .none:
      self = make(
        "Investigate it locally",
        "It need not be notified. Record the local analysis, then close it.",
        "edit/investigation", "Record the analysis")
    case .notified:
      self = make(
        "Send the report to \(authority)\(by(assessment.reportBy))",
        "Write the parts that are missing, have it read, then send it.", "report",
        "Write the report")
    case .reportSent, .withAuthority:
      self = make(
        "Record what \(authority) decides", "Its closing e-mail is recorded with the day.",
        "edit/authority", "Record the authority's step")
    case .closed: return nil
    }
  }

  private init(heading: String, displayText: String, href: String, button: String) {
    (self.heading, self.displayText, self.href, self.button) = (heading, displayText, href, button)
  }
}

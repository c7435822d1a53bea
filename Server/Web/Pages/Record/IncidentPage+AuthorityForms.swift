internal import IRMER
internal import Screens

// The forms of an incident about the authority.

extension IncidentSteps {
  /// The steps with the authority, which a theme has, too.
  static func withAuthority(
    _ authority: Authority, _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> [StepForm] {
    [
      notified(authority, today, refused), inspector(today, refused), reportSent(today, refused),
      reviewed(today, refused), correspondence(today, refused), otherStep(today, refused),
      closure(today, refused),
    ]
  }

  /// - Parameter authority: the one that the facts ask for, chosen first.
  static func notified(
    _ authority: Authority, _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> StepForm {
    var form = StepForm(
      "notify", "The authority was notified", action: "submitted",
      button: "Record the notification", refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    let others = Authority.allCases.filter { $0 != authority }
    form.add(
      "authority", "Which authority",
      .choice(([authority] + others).map { ($0.rawValue, "\($0.name) (\($0))") }),
      value: authority.rawValue)
    form.add("reference", "The authority's reference", hint: "In its automatic e-mail")
    form.add("by", "Submitted by", hint: "A role, not a name")
    form.add("channel", "How", hint: "Such as the web form")
    form.add(
      "why", "Reason",
      hint: "Needed where this authority has given no reference, or was notified before")
    return form
  }

  static func inspector(_ today: CalendarDate, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "inspector", "The inspector was told that the report will be late", action: "inspector",
      button: "Record the contact", refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    form.add("by", "Who was told", hint: "A role, not a name")
    form.add("agreed", "Day agreed", .day, hint: "The due date stays")
    return form
  }

  static func reportSent(_ today: CalendarDate, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "report-sent", "The report was sent", action: "report-sent", button: "Record the report",
      refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    form.add("by", "Sent by", hint: "A role, not a name")
    return form
  }

  static func reviewed(
    _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> StepForm {
    var form = StepForm(
      "with-authority", "The authority reviews the report", action: "with-authority",
      button: "Record the review", refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    return form
  }

  static func correspondence(
    _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> StepForm {
    var form = StepForm(
      "correspondence", "The authority wrote, or was written to", action: "correspondence",
      button: "Record the letter", refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    form.add(
      "direction", "Which way",
      .choice([("in", "From the authority"), ("out", "To the authority")]))
    form.add("text", "What it was about", .area, isRequired: true)
    form.add("reference", "Reference")
    return form
  }

  static func notice(_ today: CalendarDate, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "notice", "An inspection asked for something", action: "notice",
      button: "Record it as an action",
      lead: "It becomes an action with its day.", refused: refused)
    form.add(
      "kind", "Kind",
      .choice([
        ("recommendation", "Recommendation"), ("improvement", "Improvement notice"),
        ("prohibition", "Prohibition notice"), ("warning", "Warning"),
      ]))
    form.add("on", "Day of the notice", .day, value: "\(today)", isRequired: true)
    form.add("text", "What is asked for", .area, isRequired: true)
    form.add("due", "By", .day)
    form.add("owner", "Who does it", hint: "A role, not a name")
    form.add("reference", "Reference")
    return form
  }

  static func otherStep(_ today: CalendarDate, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "visit", "The authority took another step", action: "visit", button: "Record the step",
      refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    form.add("text", "Which step", hint: "Such as a site visit", isRequired: true)
    form.add("evidence", "What came of it")
    return form
  }

  static func closure(_ today: CalendarDate, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "closure", "The authority closed it", action: "closure", button: "Record the closure",
      refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    form.add("reference", "Reference of the closing letter")
    return form
  }
}

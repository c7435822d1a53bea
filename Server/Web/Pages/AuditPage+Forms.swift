internal import IRMER
internal import Records
internal import Screens

/// What can be recorded about an audit: the next stage, and the others in the order of the cycle.
struct AuditSteps {
  let next: StepForm?
  let others: [StepForm]

  init(_ view: AuditView, today: CalendarDate, refused: StepForm.Refused?) {
    next = Self.advance(view, refused)?.opened
    others =
      [
        Self.result(view, refused), RecordForms.actionAdded(refused),
        RecordForms.actionDone(view.actions, today, refused),
        Self.received("first", today, refused), Self.received("second", today, refused),
        RecordForms.corrected(Self.labelled(view), refused),
      ].compactMap(\.self)
  }

  private static func advance(_ view: AuditView, _ refused: StepForm.Refused?) -> StepForm? {
    guard let stage = view.nextStatus else { return nil }
    let words = "Move on to: \(Wording.displayText(stage.rawValue))"
    var form = StepForm(
      "advance", words, action: "advance", button: words, refused: refused)
    form.add("status", "Stage", .hidden, value: stage.rawValue)
    return form
  }

  private static func result(_ view: AuditView, _ refused: StepForm.Refused?) -> StepForm? {
    let counted = view.standards.enumerated().filter { $1.limit == nil && $1.target != nil }
    guard view.status.isOpen, !counted.isEmpty else { return nil }
    var form = StepForm(
      "result", "Enter a result", action: "result", button: "Record the result",
      refused: refused)
    form.add(
      "standard", "Standard",
      .choice(counted.map { ("\($0)", "\($1.id): \($1.text.prefix(80))") }), isRequired: true)
    form.add("met", "How many met it", .short, isRequired: true)
    form.add("of", "Of how many that were examined", .short, isRequired: true)
    form.add("why", "Reason", hint: "Needed where a result that was there changes")
    return form
  }

  private static func received(
    _ which: String, _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> StepForm {
    var form = StepForm(
      "received-\(which)", "The Employer received the \(which) report",
      action: "received-\(which)", button: "Record it", refused: refused)
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    return form
  }

  /// What can be corrected. A list as a whole, for instance of standards, is not a field.
  private static func labelled(_ view: AuditView) -> [(String, String)] {
    let missing = view.missing.filter { $0 != "actions" && !$0.hasPrefix("standards") }
    return RecordForms.labelled(
      view.snapshot, missing: missing,
      usual: [
        "title", "approvedOn", "reviewDate", "firstReport/issued", "secondReport/issued",
        "secondReport/notRequired", "noChangeRequired", "reAudit/reasonNot",
      ]
    ).filter { !AuditTally.isOfCase($0.0) && !EvidenceLine.holds($0.0) }
  }
}

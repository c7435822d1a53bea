internal import IRMER
internal import Records
internal import Screens

/// Forms that incidents and audits share.
enum RecordForms {
  static func actionAdded(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "action-add", "Agree an action", action: "action-add", button: "Add the action",
      refused: refused)
    form.add("text", "What is to be done", .area, isRequired: true)
    form.add("owner", "Who does it", hint: "A role, not a name")
    form.add("due", "By", .day, hint: "Such as 1 March 2026")
    return form
  }

  /// - Returns: `nil` where no action is open.
  static func actionDone(
    _ actions: [ActionView], _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> StepForm? {
    let open = actions.enumerated().filter(\.element.isOpen)
    guard !open.isEmpty else { return nil }
    var form = StepForm(
      "action-done", "An action was done", action: "action-done", button: "Record it as done",
      refused: refused)
    form.add(
      "number", "Which action",
      .choice(
        open.map { ("\($0.offset)", "\($0.offset + 1): \($0.element.description.prefix(80))") }))
    form.add("on", "Day", .day, value: "\(today)", isRequired: true)
    return form
  }

  static func corrected(
    _ fields: [(String, String)], _ refused: StepForm.Refused?
  ) -> StepForm {
    var form = StepForm(
      "field", "Correct something", action: "field", button: "Correct it", refused: refused)
    form.add("path", "What", .choice([("", "Choose")] + fields), isRequired: true)
    form.add("value", "New value", hint: "Empty removes it")
    form.add("why", "Reason", isRequired: true)
    return form
  }

  /// Fields that have a value or are often missing, with their labels.
  static func labelled(
    _ snapshot: RecordSnapshot, missing: [String], usual: [String]
  ) -> [(String, String)] {
    let held = snapshot.fields.members.map(\.key)
      .filter { !["reference", "status", "recordedAt", "recordedBy"].contains($0) }
    var seen: Set<String> = []
    return (missing + held + usual).filter { seen.insert($0).inserted }.map {
      ($0, Wording.displayText(FieldLabel.displayText($0, in: snapshot.kind)))
    }
  }
}

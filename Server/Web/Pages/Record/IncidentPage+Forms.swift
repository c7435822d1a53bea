internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

// The forms of an incident, in the order of the process.

extension IncidentSteps {
  static func all(
    _ view: IncidentView, _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> [StepForm] {
    [answered(view, refused)].compactMap(\.self) + [
      dose(view, refused), significance(view, refused), exclusion(refused),
      notified(view.assessment.authority, today, refused), RecordForms.actionAdded(refused),
    ] + [RecordForms.actionDone(view.actions, today, refused)].compactMap(\.self)
      + duties(view, today, refused) + [
        inspector(today, refused), reportSent(today, refused), reviewed(today, refused),
        correspondence(today, refused), notice(today, refused), otherStep(today, refused),
        closure(today, refused), closed(refused), feedback(refused), note(refused),
        RecordForms.corrected(labelled(view), refused),
        redacted(view, refused), withdrawn(refused),
      ]
  }

  private static func people(_ view: IncidentView) -> [(String, String)] {
    let count = view.snapshot.elements("individuals").count
    guard count > 0 else { return [("-", "The first individual")] }
    return (0..<count).map { ("\($0)", "Individual \($0 + 1)") }
  }

  private static let reason = (
    name: "why", label: "Reason", hint: "Needed where a value that was there changes"
  )

  // MARK: Facts

  private static func dose(_ view: IncidentView, _ refused: StepForm.Refused?) -> StepForm {
    let first = view.snapshot.elements("individuals").first
    var form = StepForm(
      "dose", "Enter the dose", action: "dose", button: "Record the dose",
      lead: "What is left empty stays as it is.", refused: refused)
    form.add("individual", "Who", .choice(people(view)))
    form.add(
      "exposure", "Kind of exposure",
      .choice([
        ("", "As recorded"),
        ("accidental", "Accidental: not the right person or no exposure meant"),
        ("unintended", "Unintended: the right person, another dose than meant"),
        ("near-miss", "Near miss: nobody was exposed"), ("as-intended", "As intended"),
      ]))
    form.add("age", "Age at exposure", .short, hint: "Whole years", value: "")
    form.add(
      "intended", "Intended effective dose", .short,
      hint: hint(first?.text("effectiveDose/intended"), "Such as 0.3 mSv"))
    form.add(
      "total", "Total effective dose", .short,
      hint: hint(first?.text("effectiveDose/total"), "Such as 9.6 mSv, 9600 µSv or 2-4 mSv"))
    form.add(
      "alternative", "Or in other words", hint: "Where no dose in mSv can be estimated")
    form.add("expert", "Medical Physics Expert asked", hint: "A role, not a name")
    form.add(reason.name, reason.label, hint: reason.hint)
    return form
  }

  private static func hint(_ known: String?, _ example: String) -> String {
    known.map { "Recorded now: \($0) mSv" } ?? example
  }

  private static func significance(_ view: IncidentView, _ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "significance", "Decide whether it was clinically significant", action: "significance",
      button: "Record the decision",
      lead: "Clinical significance alone makes it notifiable.", refused: refused)
    form.add(
      "significant", "Was it clinically significant?",
      .choice([("", "Choose"), ("yes", "Yes"), ("no", "No")]), isRequired: true)
    form.add("reason", "Why", .area, hint: "It stays with the record", isRequired: true)
    form.add("guidance", "Guidance used", hint: "Such as RCR, IPEM, SCoR 2020")
    return form
  }

  private static func exclusion(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "exclusion", "Exclude that it is notifiable", action: "exclusion",
      button: "Record the exclusion",
      lead: "Where facts stay unknown, a named role decides on evidence, with the advice of the "
        + "Medical Physics Expert where a dose decides.", refused: refused)
    form.add("evidence", "Evidence", .area, isRequired: true)
    form.add("expert", "Medical Physics Expert asked", hint: "A role, not a name")
    form.add("advice", "What the expert advised", .area)
    return form
  }

  // MARK: Duties to people

  private static func duties(
    _ view: IncidentView, _ today: CalendarDate, _ refused: StepForm.Refused?
  ) -> [StepForm] {
    let several = view.duties.compactMap(\.position)
    var candour = StepForm(
      "candour", "Duty of candour", action: "candour", button: "Record it",
      lead: "What is left empty stays as it is.", refused: refused)
    var informing = StepForm(
      "informing", "Somebody was informed", action: "informing", button: "Record it",
      refused: refused)
    if !several.isEmpty {
      let people = several.map { ("\($0)", "Individual \($0 + 1)") }
      candour.add("individual", "Towards whom", .choice([("", "All of them")] + people))
      informing.add("individual", "About whom", .choice([("", "All of them")] + people))
    }
    let answers = [("", "As recorded"), ("yes", "Yes"), ("no", "No")]
    candour.add(
      "applies", "Does the duty apply?", .choice(answers + [("undecided", "Not decided")]))
    candour.add("verbalDate", "Told in person on", .day)
    candour.add("apology", "Apology on", .day)
    candour.add("writtenDate", "Letter on", .day)
    candour.add("outcomeLetter", "Letter with the outcome on", .day)
    candour.add("support", "Support offered")
    candour.add("met", "Was it met?", .choice(answers + [("not-applicable", "Does not apply")]))
    candour.add("reason", "Why it does not apply or was not met")
    informing.add(
      "recipient", "Who",
      .choice([
        ("individual", "The individual"), ("referrer", "The referrer"),
        ("practitioner", "The practitioner"),
      ]))
    informing.add(
      "message", "Of what",
      .choice([("occurrence", "That it happened"), ("outcome", "What the analysis found")]))
    informing.add("on", "Day", .day, value: "\(today)")
    informing.add("by", "By whom", hint: "A role, not a name")
    informing.add("mode", "How", hint: "Such as in person, by letter")
    informing.add("reasonNot", "Or why not", hint: "Then no day is recorded")
    return [candour, informing]
  }

  // MARK: Between people

  private static func answered(
    _ view: IncidentView, _ refused: StepForm.Refused?
  ) -> StepForm? {
    guard let question = view.openQuestion else { return nil }
    var form = StepForm(
      "answer", "Answer the question of the \(question.by)", action: "answer",
      button: "Record the answer", lead: question.text, refused: refused)
    form.add("number", "Question", .hidden, value: "\(question.position)")
    form.add("text", "Answer", .area, isRequired: true)
    return form
  }

  private static func feedback(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "feedback", "Tell whoever logged it what came of it", action: "feedback",
      button: "Give the feedback",
      lead: "The site's screen shows it after its next synchronisation.",
      refused: refused)
    form.add("found", "What was found", .area, isRequired: true)
    form.add("changed", "What changed because of it", .area)
    return form
  }

  // MARK: The record itself

  private static func closed(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "close", "Close in Candour", action: "close", button: "Close the incident",
      lead: "The analysis must be recorded and every action done or handed on.", refused: refused)
    form.add("why", "Reason", hint: "Needed where the authority has no report")
    return form
  }

  private static func note(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "note", "Add a note", action: "note", button: "Add the note", refused: refused)
    form.add("text", "Note", .area, hint: "No names of patients", isRequired: true)
    return form
  }

  private static func redacted(_ view: IncidentView, _ refused: StepForm.Refused?) -> StepForm {
    let named = (try? view.snapshot.identifiers()) ?? []
    let paths = Set(named.map(\.path))
    let fields = labelled(view)
    var form = StepForm(
      "redact", "Redact words that name somebody", action: "redact", button: "Redact for ever",
      lead: "The words go from every site and every file, and cannot be brought back. That "
        + "something was redacted, by which role and why, stays.", isDanger: true, refused: refused)
    form.add(
      "path", "What",
      .choice(
        [("", "Choose")]
          + fields.filter { paths.contains($0.0) }.map { ($0, "\($1): seems to name somebody") }
          + fields.filter { !paths.contains($0.0) }), isRequired: true)
    form.add("why", "Reason", hint: "Without the name", isRequired: true)
    return form
  }

  private static func labelled(_ view: IncidentView) -> [(String, String)] {
    RecordForms.labelled(
      view.snapshot,
      missing: view.missingFacts.filter { $0.contains("/") || $0 == "modality" },
      usual: ["narrative", "immediateAction", "modality", "department", "room", "discoveredOn"])
  }

  private static func withdrawn(_ refused: StepForm.Refused?) -> StepForm {
    var form = StepForm(
      "withdraw", "Withdraw the record", action: "withdraw", button: "Withdraw",
      lead: "It stays, with its history, and leaves the notifications.", isDanger: true,
      refused: refused)
    form.add("why", "Reason", isRequired: true)
    return form
  }
}

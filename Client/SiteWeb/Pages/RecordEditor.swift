internal import Deidentification
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Shows a form over a record and writes the changes, by the same code as the command line: what a
/// rule forbids is reported at its field, with everything that was typed.
struct RecordEditor: Sendable {
  let pages: ScreenPages
  let visit: Visit
  let snapshot: RecordSnapshot
  let title: String
  let sections: [RecordForm.Section]
  /// Where the form is sent, and where its result is shown.
  let action: String
  let back: String
  var button = "Save the changes"

  struct Content {
    let title: String
    let name: String
    let action: String
    let back: String
    let version: String
    let sections: [RecordForm.ShownSection]
    let errors: FormErrors
    let asksReason: Bool
    let reason: [FieldView]
    let names: [String]
    let hasNames: Bool
    let button: String
  }

  private var form: RecordForm { RecordForm(snapshot, sections) }

  func show() -> Response { page(nil) }

  /// Why the sent form was refused.
  private struct Trouble {
    var error: ValidationError?
    var names: [String] = []
  }

  func save() async throws -> Response {
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    let assignments = form.assignments(visit.form)
    guard !assignments.isEmpty else {
      return page(
        Trouble(error: ValidationError("nothing-to-change", "Nothing was changed in the form")))
    }
    let edit: Edit
    do throws(ValidationError) {
      edit = try pages.client.edit(as: visit.role) {
        context, generator throws(ValidationError) in
        try Edit.parse(
          assignments, on: snapshot, why: visit.form.text("why") ?? "", context: context,
          using: &generator)
      }
    } catch {
      return page(Trouble(error: error))
    }
    let names = try edit.identifiers(people: pages.client.knownPeople())
    if !names.isEmpty, visit.form["keep-names"] != "yes" {
      return page(Trouble(names: names.map(Self.displayText)))
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say(said(edit))
    return ScreenRenderer.redirect(to: back)
  }

  private static func displayText(_ place: IdentifierPlace) -> String {
    "\(FieldLabel.displayText(place.path).capitalisedFirst): this seems to \(place.finding.kind.what). "
      + "Use “\(place.finding.replacement)”."
  }

  /// That it is saved, and its effect on the outcome and the deadlines.
  private func said(_ edit: Edit) -> [String] {
    var lines = ["Saved on this computer."] + edit.warnings.map(Self.labelled)
    guard snapshot.kind == .incident, !edit.after.isWithdrawn else { return lines }
    let after = IncidentView(edit.after)
    if let change = OutcomeChange(
      from: IncidentView(snapshot).assessment, to: after.assessment,
      on: pages.client.context().today.day)
    {
      lines.append(change.displayText(isNotified: after.submittedOn != nil))
    }
    return lines
  }

  /// A remark begins with its field's path; people know its label.
  private static func labelled(_ remark: String) -> String {
    guard let colon = remark.firstRange(of: ": "), !remark[..<colon.lowerBound].contains(" ") else {
      return remark.capitalisedFirst
    }
    return FieldLabel.displayText(String(remark[..<colon.lowerBound])).capitalisedFirst
      + remark[colon.lowerBound...]
  }

  private func page(_ trouble: Trouble?) -> Response {
    let error = trouble?.error
    let isReason = error?.code == "reason-required"
    let typed = trouble == nil ? nil : visit.form
    let shown = form.shown(typed, error: isReason ? nil : error)
    var errors = FormErrors(shown.flatMap(\.fields))
    let why = FieldView(
      id: "why", name: "why", label: "Why does this change?",
      hint: "It stays with the record for good: write roles, never names.",
      error: isReason ? PlainError.displayText(error) : nil, value: visit.form.text("why") ?? "",
      control: .line)
    let asksReason = isReason || visit.form.text("why") != nil
    if isReason {
      errors.add(PlainError.displayText(error), at: "why")
    } else if let error, !form.shows(error) {
      errors.add(PlainError.displayText(error))
    }
    if let names = trouble?.names, !names.isEmpty {
      errors.add("Decide about the words that seem to name someone", at: "names")
    }
    return pages.show(
      "record-form", title: (errors.isEmpty ? "" : "Error: ") + title,
      Content(
        title: title, name: RecordReference.grouped(snapshot.reference ?? snapshot.name),
        action: action, back: back, version: snapshot.version, sections: shown, errors: errors,
        asksReason: asksReason, reason: [why], names: trouble?.names ?? [],
        hasNames: !(trouble?.names.isEmpty ?? true), button: button), at: visit.path,
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }
}

/// An error's sentence for a page: with the field's label, and without options of the command line.
enum PlainError {
  static func displayText(_ error: ValidationError?) -> String {
    guard let error else { return "" }
    let place = error.field.map { FieldLabel.displayText($0).capitalisedFirst + ": " } ?? ""
    return place + plain(error.message)
  }

  /// The message without what applies only to a terminal.
  static func plain(_ message: String) -> String {
    message.replacing(#/ \(--[^)]*\)/#, with: "").replacing(
      "add --why \"reason\"", with: "give a reason"
    )
    .replacing("To change it give a reason.", with: "To change it give a reason below.")
  }
}

internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient
internal import Synchronization

/// The physicist's page of an incident: every estimate, a new one, one from a dose management system,
/// and the worksheet from a dose–length product to effective dose. The parser and the arithmetic are
/// those of `candour dose`.
struct DosesPage: Sendable {
  let pages: ScreenPages
  let tables = DoseTables()

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/incidents/{id}/doses") { try await show($0) }
    pages.post(router, "/incidents/{id}/doses") { try await addTyped($0) }
    pages.post(
      router, "/incidents/{id}/doses/file", bytesMax: ScreenLimits.tableBytesMax,
      unreadable: .notText
    ) { try await read($0) }
    pages.get(router, "/incidents/{id}/doses/file/{file}") { try await studies($0) }
    pages.post(router, "/incidents/{id}/doses/file/{file}") { try await addStudy($0) }
    pages.post(router, "/incidents/{id}/doses/effective") { try await effective($0) }
  }

  func snapshot(_ visit: Visit) async throws -> RecordSnapshot {
    try await pages.client.record(named: try visit.parameter("id"), .incident)
  }

  // MARK: What is there

  struct Estimate {
    let quantity: String
    let value: String
    let method: String
    let by: String
    let state: Tag?
  }

  struct Person {
    let title: String
    let detail: String
    let estimates: [Estimate]
    let hasEstimates: Bool
  }

  struct Content {
    let name: String
    let back: String
    let action: String
    let people: [Person]
    let hasPeople: Bool
    let errors: FormErrors
    let typed: [FieldView]
    let units: [FieldView]
    let worksheet: [FieldView]
    let isTypedOpen: Bool
    let isFileOpen: Bool
    let isWorksheetOpen: Bool
    let worked: String?
    let workedSource: String
    let version: String
  }

  /// What was sent and refused, or calculated.
  struct Sent {
    enum Part { case typed, file, worksheet }
    let part: Part
    let form: FormFields
    var error: ValidationError?
    var worked: DoseWorksheet?
  }

  private func show(_ visit: Visit) async throws -> Response {
    page(try await snapshot(visit), nil)
  }

  func page(_ snapshot: RecordSnapshot, _ sent: Sent?) -> Response {
    let forms = DoseForms(snapshot, sent)
    let all = forms.typed + forms.units + forms.worksheet
    var errors = FormErrors(all)
    if let error = sent?.error, errors.isEmpty {
      errors.add(
        PlainError.plain(error.message).capitalisedFirst,
        at: sent?.part == .file ? "table" : nil)
    }
    let back = IncidentPages.path(of: snapshot)
    let people = snapshot.elements("individuals").enumerated().map(Self.person)
    return pages.show(
      "doses", title: (errors.isEmpty ? "" : "Error: ") + "Doses",
      Content(
        name: RecordReference.grouped(snapshot.reference ?? snapshot.name), back: back,
        action: back + "/doses", people: people, hasPeople: !people.isEmpty, errors: errors,
        typed: forms.typed, units: forms.units, worksheet: forms.worksheet,
        isTypedOpen: sent?.part == .typed, isFileOpen: sent?.part == .file,
        isWorksheetOpen: sent?.part == .worksheet, worked: sent?.worked?.arithmetic,
        workedSource: sent?.worked?.factor.source ?? "",
        version: snapshot.version), at: "/incidents/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private static func person(_ position: Int, _ element: RecordElement) -> Person {
    let estimates = element.doseEstimates.map { estimate in
      Estimate(
        quantity: estimate.quantity.name.capitalisedFirst
          + (estimate.organ.map { " (\($0))" } ?? ""),
        value: estimate.amount ?? "no value", method: estimate.method ?? "not recorded",
        by: [estimate.estimator, estimate.date.map(\.displayText)].compactMap(\.self)
          .joined(separator: ", "),
        state: estimate.supersededBecause.map { Tag("Superseded: \($0)", "grey") })
    }
    let facts = [
      element.text("kind").map { Wording.displayText($0) },
      element.text("ageAtExposure").map { "age \($0)" },
      element.text("exposure").map { Wording.displayText($0).lowercased() + " exposure" },
      element.text("effectiveDose/total").map { "effective dose \($0) mSv" },
    ]
    return Person(
      title: "Individual \(position + 1)",
      detail: facts.compactMap(\.self).joined(separator: ", "), estimates: estimates,
      hasEstimates: !estimates.isEmpty)
  }

  // MARK: Doing

  /// Writes an estimate; an error is shown at its field.
  func write(
    _ fields: [(key: String, value: String)], to snapshot: RecordSnapshot, _ visit: Visit,
    refused: (ValidationError) -> Response
  ) async throws -> Response {
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    let edit: Edit
    do throws(ValidationError) {
      let number = try Self.individual(visit.form)
      edit = try pages.client.edit(as: visit.role) { context, generator throws(ValidationError) in
        try Edit.addingDose(
          fields, to: number, on: snapshot, why: visit.form.text("why") ?? "", context: context,
          using: &generator)
      }
    } catch {
      return refused(error)
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say(["The estimate is saved on this computer, beside those that were there."])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot) + "/doses")
  }

  /// The individual whose dose it is; the first where there is only one.
  static func individual(_ form: FormFields) throws(ValidationError) -> Int {
    guard let text = form.text("individual") else { return 1 }
    guard let number = Int(text) else {
      throw ValidationError("no-such-individual", "choose whose dose it is", field: "individual")
    }
    return number
  }

  private func addTyped(_ visit: Visit) async throws -> Response {
    let snapshot = try await snapshot(visit)
    let fields: [(key: String, value: String)]
    do throws(ValidationError) {
      fields = try DoseForms.estimate(
        visit.form, estimator: visit.role, on: pages.client.context().today.day)
    } catch {
      return page(snapshot, Sent(part: .typed, form: visit.form, error: error))
    }
    return try await write(fields, to: snapshot, visit) { error in
      page(snapshot, Sent(part: .typed, form: visit.form, error: error))
    }
  }

  /// Calculates the worksheet; records the estimate once the person has seen the arithmetic.
  private func effective(_ visit: Visit) async throws -> Response {
    let (snapshot, form) = (try await snapshot(visit), visit.form)
    let worked: DoseWorksheet
    do throws(ValidationError) {
      worked = try DoseWorksheet(
        for: try Self.individual(form), of: snapshot, factor: form.text("factor"),
        own: form.text("k"), source: form.text("source"), product: form.text("dlp"))
    } catch {
      return page(snapshot, Sent(part: .worksheet, form: form, error: error))
    }
    guard form["keep"] == worked.arithmetic else {
      return page(snapshot, Sent(part: .worksheet, form: form, worked: worked))
    }
    let fields = worked.fields(estimator: visit.role, on: pages.client.context().today.day)
    return try await write(fields, to: snapshot, visit) { error in
      page(snapshot, Sent(part: .worksheet, form: form, error: error, worked: worked))
    }
  }
}

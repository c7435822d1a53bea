internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// The cases that an audit examined: one at a time, and counted.
struct AuditCasesPage: Sendable {
  let pages: ScreenPages
  let sheets = CaseSheets()

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/audits/{id}/cases") { try await show($0) }
    pages.post(router, "/audits/{id}/cases") { try await add($0) }
    pages.post(
      router, "/audits/{id}/cases/table", bytesMax: ScreenLimits.tableBytesMax,
      unreadable: .notText
    ) { try await addTable($0) }
    pages.post(router, "/audits/{id}/results") { try await takeResults($0) }
  }

  struct Line {
    let standard: String
    let met: Int
    let notMet: Int
    let excluded: Int
    let open: Int
  }

  struct Content {
    let columns: String
    let id: String
    let title: String
    let back: String
    let fields: [FieldView]
    let errors: FormErrors
    let lines: [Line]
    let cases: Int
    let mayCount: Bool
    let repeated: RepeatedSheet?
    let version: String
  }

  private func fields(_ audit: AuditView, _ form: FormFields?) -> [FieldView] {
    let results = audit.standards.enumerated().map { position, standard in
      let choices = [
        ("met", "Met"), ("not-met", "Not met"), ("excluded", "Does not apply"),
        ("", "Not judged yet"),
      ]
      return FieldView(
        id: "s\(position)", name: "s\(position)",
        label: "\(standard.id): \(standard.text)".shortened(to: 200),
        control: .radios(
          choices.enumerated().map { index, choice in
            FieldView.Choice(
              id: index == 0 ? "s\(position)" : "s\(position)-\(index)", value: choice.0,
              displayText: choice.1, isChosen: form?["s\(position)"] == choice.0)
          }))
    }
    let items = audit.dataItems.enumerated().map { position, item in
      FieldView(
        id: "i\(position)", name: "i\(position)", label: item.capitalisedFirst,
        value: form?.text("i\(position)") ?? "", control: .line)
    }
    return results + items
  }

  func show(
    _ visit: Visit, form: FormFields? = nil, error: ValidationError? = nil,
    refused: [String] = [], repeated: RepeatedSheet? = nil
  ) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    let audit = AuditView(snapshot)
    let tally = audit.tally
    var errors = FormErrors()
    if let error { errors.add(PlainError.displayText(error)) }
    for words in refused { errors.add(words, at: "table") }
    if repeated != nil {
      errors.add("Decide about the cases that are there already", at: "repeated")
    }
    return pages.show(
      "audit-cases", title: (errors.isEmpty ? "" : "Error: ") + "Cases",
      Content(
        columns: (audit.standards.map(\.id) + audit.dataItems).joined(separator: ", "),
        id: snapshot.name, title: audit.title, back: IncidentPages.path(of: snapshot),
        fields: fields(audit, form), errors: errors,
        lines: tally.lines.map {
          Line(
            standard: $0.standard, met: $0.met, notMet: $0.notMet, excluded: $0.excluded,
            open: $0.open)
        }, cases: tally.cases, mayCount: tally.lines.contains { $0.proportion != nil },
        repeated: repeated, version: snapshot.version), at: "/audits/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func add(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    let audit = AuditView(snapshot)
    var (results, items, document) = (JSONObject(), JSONObject(), JSONObject())
    for (position, standard) in audit.standards.enumerated() {
      if let said = visit.form.text("s\(position)") { results[standard.id] = .string(said) }
    }
    for (position, item) in audit.dataItems.enumerated() {
      if let said = visit.form.text("i\(position)") { items[item] = .string(said) }
    }
    if !results.isEmpty { document["results"] = .object(results) }
    if !items.isEmpty { document["items"] = .object(items) }
    guard !document.isEmpty else {
      return try await show(
        visit, form: visit.form,
        error: ValidationError("required", "Answer at least one standard"))
    }
    let observed = try pages.client.cases([.object(document)], for: snapshot, as: visit.role)
    if let refused = observed.refused.first {
      return try await show(visit, form: visit.form, error: refused.error)
    }
    _ = try await pages.client.write(observed.edits, to: snapshot, as: visit.role)
    pages.door.say(["The case is saved on this computer."])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot) + "/cases")
  }

  /// Records the counts of the cases as the results of their standards.
  private func takeResults(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    let today = pages.client.context().today.day
    let values = AuditView(snapshot).tally.lines.enumerated().flatMap { position, line in
      line.proportion == nil
        ? []
        : [
          ("numerator", JSONValue.number(JSONNumber(line.met))),
          ("denominator", .number(JSONNumber(line.examined))), ("on", .string("\(today)")),
        ].map { (path: "standards/\(position)/result/\($0.0)", value: $0.1) }
    }
    let edit = try pages.client.edit(as: visit.role) {
      context, generator throws(ValidationError) in
      try Edit.setting(values, on: snapshot, context: context, using: &generator)
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say(["The counts of the cases are the results now."])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot))
  }
}

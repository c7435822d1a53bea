internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Clinical audits by EP17: planned, approved, measured, reported, followed up, repeated.
struct AuditPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/audits") { try await list($0) }
    pages.get(router, "/audits/plan") { try plan($0) }
    pages.post(router, "/audits/plan") { try await savePlan($0) }
    pages.get(router, "/audits/{id}") { try await show($0) }
    pages.get(router, "/audits/{id}/edit/{group}") { try await editor($0).show() }
    pages.post(router, "/audits/{id}/edit/{group}") { try await editor($0).save() }
    pages.get(router, "/audits/{id}/report/{part}") { try await report($0) }
    AuditCasesPage(pages: pages).register(router)
  }

  // MARK: List

  struct Row {
    let href: String
    let title: String
    let detail: String
    let status: Tag
  }

  struct ListContent {
    let rows: [Row]
    let isEmpty: Bool
  }

  private func list(_ visit: Visit) async throws -> Response {
    let today = pages.client.context().today.day
    let rows = try await pages.client.audits().map { listed in
      let item = listed.audit.listItem(on: today, actions: listed.actions)
      let due = item["due"]?.string.map { "Next due \(Wording.day($0))" }
      return Row(
        href: "/audits/\(FormFields.encoded(listed.audit.id))", title: listed.audit.title,
        detail: [
          RecordReference.grouped(listed.audit.reference ?? ""), listed.audit.programmeYear, due,
        ].compactMap { $0 }.joined(separator: ", "),
        status: Tag(
          Wording.displayText(listed.audit.status.rawValue),
          item["overdue"]?.bool ?? false ? "red" : "blue"))
    }
    return pages.show(
      "audits", title: "Audits", ListContent(rows: rows, isEmpty: rows.isEmpty), at: visit.path)
  }

  // MARK: Planning

  private func questions() throws -> QuestionForm {
    guard let list = RegisterQuestions.list(of: .audit, today: pages.client.context().today) else {
      throw ScreenProblem.notFound
    }
    return QuestionForm(list: list)
  }

  private func plan(_ visit: Visit) throws -> Response { planPage(try questions().fields) }

  private func planPage(_ fields: [FieldView], error: ValidationError? = nil) -> Response {
    var errors = FormErrors(fields)
    if let error { errors.add(PlainError.displayText(error)) }
    return pages.show(
      "add", title: (errors.isEmpty ? "" : "Error: ") + "Plan an audit",
      RegisterPages.AddContent(
        title: "Plan an audit", action: "/audits/plan", back: "/audits", fields: fields,
        errors: errors), at: "/audits/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func savePlan(_ visit: Visit) async throws -> Response {
    switch try questions().read(visit.form) {
    case .wrong(let fields): return planPage(fields)
    case .document(let document):
      do throws(SiteError) {
        let logged = try await pages.client.log(.audit, document, as: visit.role)
        pages.door.say([
          "Saved on this computer as \(RecordReference.grouped(logged.reference))."
        ])
        return ScreenRenderer.redirect(to: IncidentPages.path(of: logged.snapshot))
      } catch {
        guard case .invalid(let invalid) = error else { throw error }
        return planPage(try questions().fields, error: invalid)
      }
    }
  }

  // MARK: One audit

  struct Content {
    let id: String
    let title: String
    let name: String
    let status: Tag
    let steps: [AuditStep]
    let pictures: [IncidentPages.Drawn]
    let standards: [Standard]
    let hasStandards: Bool
    let cases: String?
    let disagreements: [String]
    let hasDisagreements: Bool
    let isInConflict: Bool
    let evidence: [EvidenceLine]
    let hasEvidence: Bool
    let changes: [HistoryWords]
  }

  struct Standard {
    let id: String
    let text: String
    let target: String
    let result: String
    let verdict: Tag
  }

  private func show(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    let audit = AuditView(snapshot)
    let history = try await pages.client.history(of: snapshot)
    let tally = audit.tally
    let disagreements = tally.disagreements.map { line in
      "\(line.standard): the recorded result differs from the cases (\(line.met) of \(line.examined))."
    }
    return pages.show(
      "audit", title: audit.title,
      Content(
        id: snapshot.name, title: audit.title,
        name: RecordReference.grouped(snapshot.reference ?? snapshot.name),
        status: Tag(Wording.displayText(audit.status.rawValue), "blue"),
        steps: AuditStep.steps(of: audit),
        pictures: Picture(resultsOf: audit).map { [IncidentPages.Drawn(picture: $0)] } ?? [],
        standards: audit.standards.map(Self.standard), hasStandards: !audit.standards.isEmpty,
        cases: tally.cases == 0 ? nil : Wording.count(tally.cases, "case") + " recorded",
        disagreements: disagreements, hasDisagreements: !disagreements.isEmpty,
        isInConflict: snapshot.isInConflict,
        evidence: snapshot.evidence.map { EvidenceLine($0) },
        hasEvidence: !snapshot.evidence.isEmpty,
        changes: history.reversed().map { HistoryWords($0) }),
      at: "/audits/")
  }

  private static func standard(_ standard: AuditStandard) -> Standard {
    let colours: [AuditStandard.Verdict: String] = [.met: "green", .open: "grey"]
    return Standard(
      id: standard.id, text: standard.text, target: standard.targetWords ?? "Not agreed yet",
      result: standard.resultWords ?? "none yet",
      verdict: Tag(
        Wording.displayText(standard.verdict.rawValue), colours[standard.verdict] ?? "red"))
  }

  /// A report to the Employer, for printing.
  private func report(_ visit: Visit) async throws -> Response {
    guard let part = AuditReport.Part(rawValue: try visit.parameter("part")) else {
      throw ScreenProblem.notFound
    }
    let client = pages.client
    let audit = AuditView(try await client.record(named: try visit.parameter("id"), .audit))
    var previous: AuditView?
    if let name = audit.snapshot.text("previousCycle") {
      previous = (try? await client.record(named: name, .audit)).map(AuditView.init)
    }
    let report = try AuditReport(
      audit, part, now: client.context().now, people: client.knownPeople(), previous: previous)
    guard report.identifiers.isEmpty else {
      throw ScreenProblem(
        "The report names people", "It cannot be produced while it does. Nothing was changed.",
        report.identifiers.map(ReportPages.displayText).joined(separator: " "),
        status: .unprocessableContent)
    }
    return try ScreenRenderer.printed { () throws(ValidationError) in try report.html() }
  }

  private func editor(_ visit: Visit) async throws -> RecordEditor {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    let id = try visit.parameter("group")
    guard let group = (AuditStep.groups + [AuditStep.evidence]).first(where: { $0.id == id }) else {
      throw ScreenProblem.notFound
    }
    let back = IncidentPages.path(of: snapshot)
    return RecordEditor(
      pages: pages, visit: visit, snapshot: snapshot, title: group.title,
      sections: sections(of: group, snapshot), action: "\(back)/edit/\(id)", back: back)
  }

  /// The plan shows the targets of a standard, the results page its result.
  private func sections(
    of group: EditGroup, _ snapshot: RecordSnapshot
  ) -> [RecordForm.Section] {
    guard ["plan", "results"].contains(group.id) else { return group.sections(of: snapshot) }
    return group.sections(of: snapshot).map { section in
      var section = section
      section.paths = section.paths.filter { path in
        guard path.hasPrefix("standards/") else { return true }
        return path.contains("/result/") == (group.id == "results")
      }
      return section
    }
  }
}

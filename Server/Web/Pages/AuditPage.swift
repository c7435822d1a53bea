internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// One audit: its stage, its results, its cases, what was recorded and by whom.
extension AuditPages {
  struct Content {
    let row: Row
    let name: String
    let version: String
    let status: Tag
    let missing: [String]
    let hasMissing: Bool
    let inConflict: Bool
    let folder = "audits"
    let record: String
    let next: StepForm?
    let steps: [StepForm]
    let done: String?
    let problem: String?
    let actions: [IncidentPage.ActionLine]
    let hasActions: Bool
    let mayEdit: Bool
    let standards: [Standard]
    let hasStandards: Bool
    let cases: String?
    let tally: [Line]
    let fields: [IncidentPage.Pair]
    let evidence: [EvidenceLine]
    let hasEvidence: Bool
    let changes: [HistoryWords]
    let today: String
  }

  /// A standard against its result.
  struct Standard {
    let id: String
    let text: String
    let target: String
    let result: String
    let share: String
    let verdict: Tag

    init(_ standard: AuditStandard) {
      id = standard.id
      text = standard.text
      target = standard.targetWords ?? "none agreed"
      result = standard.resultWords ?? "none yet"
      share = standard.proportion.map { "\($0.shareWords) (\($0.intervalWords))" } ?? "–"
      let words = Wording.displayText(standard.verdict.rawValue)
      verdict =
        switch standard.verdict {
        case .met: Tag(words, "green")
        case .partlyMet: Tag(words, "amber")
        case .notMet: Tag(words, "red")
        case .open: Tag(words, "grey")
        }
    }
  }

  /// A standard with its result, and the counts of the recorded cases.
  struct Line {
    let standard: String
    let target: String
    let result: String
    let met: Int
    let notMet: Int
    let excluded: Int
    let open: Int
    let share: String
    let isOff: Bool

    init(_ line: AuditTally.Line) {
      standard = line.standard
      target = line.target ?? "none agreed"
      result = line.result ?? "none yet"
      (met, notMet, excluded, open) = (line.met, line.notMet, line.excluded, line.open)
      share = line.proportion.map { "\($0.shareWords) (\($0.intervalWords))" } ?? "–"
      isOff = line.agrees == false
    }
  }

  func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let done = try authorised.query()["done"].flatMap { Self.doneWords[$0] }
    return try await show(authorised, done: done, refused: nil, status: .ok)
  }

  func show(
    _ authorised: AuthorisedRequest, done: String?, refused: StepForm.Refused?,
    status: HTTPResponse.Status
  ) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try authorised.parameter("id"))
    let rows = ReadModel.rows(for: snapshot)
    guard let audit = rows.audit else { throw UnknownRecord() }
    try pages.note(authorised, snapshot.name)
    let history = try await pages.centre.history(of: snapshot)
    let view = AuditView(snapshot)
    let row = Self.row(audit, own: view.actions, rows.actions, pages.centre.today)
    let tally = view.tally
    let mayEdit = Endpoint.auditEdit.admits(try authorised.known().role)
    let steps = AuditSteps(view, today: pages.centre.today, refused: refused)
    let actions = view.actions.map { IncidentPage.action(of: $0, pages.centre.today) }
    let content = Content(
      row: row, name: view.title, version: snapshot.version,
      status: row.isOverdue ? Tag("Overdue", "red") : Tag(row.status, "blue"),
      missing: view.missing.map { Wording.displayText(FieldLabel.displayText($0, in: .audit)) },
      hasMissing: !view.missing.isEmpty, inConflict: !snapshot.conflicts.isEmpty,
      record: snapshot.name, next: mayEdit ? steps.next : nil,
      steps: mayEdit ? steps.others : [], done: done, problem: refused?.displayText,
      actions: actions, hasActions: !actions.isEmpty, mayEdit: mayEdit,
      standards: view.standards.map(Standard.init), hasStandards: !view.standards.isEmpty,
      cases: tally.cases == 0 ? nil : Wording.count(tally.cases, "case"),
      tally: tally.cases == 0 ? [] : tally.lines.map(Line.init),
      fields: snapshot.fields.members.filter {
        !AuditTally.isOfCase($0.key) && !EvidenceLine.holds($0.key)
      }.map {
        IncidentPage.Pair(
          name: Wording.displayText(FieldLabel.displayText($0.key, in: .audit)),
          value: ValueWords.displayText($0.value, at: $0.key))
      },
      evidence: snapshot.evidence.map { EvidenceLine($0) },
      hasEvidence: !snapshot.evidence.isEmpty, changes: IncidentPage.changes(history),
      today: "\(pages.centre.today)")
    return pages.show("audit", title: content.name, content, authorised, status: status)
  }
}

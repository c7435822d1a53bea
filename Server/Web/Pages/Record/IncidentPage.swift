internal import Aggregation
internal import Deidentification
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// One incident: what the rules find, the state of its clocks, what is in conflict, every change,
/// and what can be done next.
struct IncidentPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.incidentPage, behind: accessControl) { try await show($0) }
    router.serve(.incidentEdit, behind: accessControl) { try await edit($0) }
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let done = try authorised.query()["done"].flatMap { Self.doneWords[$0] }
    return try await show(authorised, done: done, refused: nil, status: .ok)
  }

  private func show(
    _ authorised: AuthorisedRequest, done: String?, refused: StepForm.Refused?,
    status: HTTPResponse.Status
  ) async throws -> Response {
    let (snapshot, history, twins) = try await pages.centre.incident(
      named: try authorised.parameter("id"))
    if snapshot.kind == .theme { return PageRenderer.redirect(to: "/themes/\(snapshot.name)") }
    guard snapshot.kind == .incident else { throw UnknownRecord() }
    try pages.note(authorised, snapshot.name)
    let content = Self.content(
      snapshot, history, twins, pages.centre.today,
      mayEdit: Endpoint.incidentEdit.admits(try authorised.known().role), done: done,
      open: try authorised.query()["step"], refused: refused)
    return pages.show("incident", title: content.name, content, authorised, status: status)
  }

  /// What was done, by the action of its form: an address can only name one of these, and contains
  /// no free text.
  static let doneWords = [
    "dose": "The dose is recorded.", "significance": "The decision is recorded.",
    "exclusion": "The exclusion is recorded.", "submitted": "The notification is recorded.",
    "inspector": "The contact is recorded.", "report-sent": "The report is recorded as sent.",
    "with-authority": "The review is recorded.", "correspondence": "The letter is recorded.",
    "notice": "The notice is recorded, with an action.", "visit": "The step is recorded.",
    "closure": "The closure is recorded.", "close": "The incident is closed.",
    "note": "The note is added.", "field": "The correction is recorded.",
    "withdraw": "The record is withdrawn.", "redact": "The words are redacted.",
    "candour": "The duty of candour is recorded.", "informing": "Who was informed is recorded.",
    "action-add": "The action is agreed.", "action-done": "The action is recorded as done.",
    "question": "The question is asked; the decision waits for its answer.",
    "answer": "The answer is recorded.", "feedback": "The feedback goes to the site.",
    "approve": "The codes are approved.", "confirm-report": "The report is confirmed.",
  ]

  private static func content(
    _ snapshot: RecordSnapshot, _ history: [HistoryItem], _ twins: [IncidentRow],
    _ today: CalendarDate, mayEdit: Bool, done: String?, open: String?, refused: StepForm.Refused?
  ) -> Content {
    let view = IncidentView(snapshot)
    let notification = ReadModel.rows(for: snapshot).notification
    let days = notification?.daysLeft(on: today)
    let findings = view.assessment.findings.map(finding)
    let named = ((try? snapshot.identifiers()) ?? []).map {
      "\(Wording.displayText(FieldLabel.displayText($0.path))) seems to name a person: write “\($0.finding.replacement)” instead"
    }
    let prompts = view.assessment.prompts.map { FieldLabel.naming(in: $0) }
    let steps = IncidentSteps(view, notification, today: today, open: open, refused: refused)
    let readings = view.readings.map(dispute)
    let actions = view.actions.map { action(of: $0, today) }
    return Content(
      id: snapshot.name, record: snapshot.name,
      name: RecordReference.grouped(snapshot.reference ?? snapshot.name),
      site: snapshot.scope.code, status: Wording.displayText(view.status.rawValue),
      outcome: Tag(outcome: view.assessment.outcome.rawValue),
      state: notification.map { Tag($0.state(on: today), daysLeft: days) },
      summary: summary(view, notification, today),
      clocks: notification.flatMap { Picture(clocksOf: $0, today: today) }.map {
        [TrendsPage.Drawn(picture: $0)]
      } ?? [], strips: strips(view), findings: findings,
      hasFindings: !findings.isEmpty, routes: view.assessment.routes.map(route),
      prompts: prompts, hasPrompts: !prompts.isEmpty,
      conflicts: snapshot.conflicts.map {
        Wording.displayText(FieldLabel.displayText($0.displayPath))
      },
      inConflict: !snapshot.conflicts.isEmpty,
      isWithdrawn: snapshot.isWithdrawn, named: named, isNamed: !named.isEmpty,
      fields: snapshot.fields.members.filter { !EvidenceLine.holds($0.key) }.map {
        Pair(
          name: Wording.displayText(FieldLabel.displayText($0.key)),
          value: ValueWords.displayText($0.value, at: $0.key))
      }, evidence: snapshot.evidence.map { EvidenceLine($0) },
      hasEvidence: !snapshot.evidence.isEmpty,
      changes: Self.changes(history), mayEdit: mayEdit, version: snapshot.version,
      today: "\(today)",
      duplicates: twins.map {
        Pair(name: $0.id, value: "\(RecordReference.grouped($0.reference ?? $0.id)) at \($0.site)")
      },
      hasDuplicates: !twins.isEmpty, happened: snapshot.text("narrative") ?? "",
      hasHappened: snapshot.text("narrative") != nil, immediate: snapshot.text("immediateAction"),
      place: place(snapshot), done: done, problem: refused?.displayText,
      clashes: refused?.clashes ?? [], hasClashes: !(refused?.clashes ?? []).isEmpty,
      nextWords: steps.displayText,
      next: mayEdit ? steps.next : nil,
      nextLink: mayEdit
        ? steps.link.map { TodayPage.Link(href: $0.href, text: $0.text) } : nil,
      steps: mayEdit ? steps.others : [], readings: readings, hasReadings: !readings.isEmpty,
      actions: actions, hasActions: !actions.isEmpty)
  }

  /// `CT · CT 2 · Imaging · discovered 20 February 2026`.
  private static func place(_ snapshot: RecordSnapshot) -> String {
    [
      snapshot.text("modality").map(Wording.modality), snapshot.text("room"),
      snapshot.text("department"),
      snapshot.text("discoveredOn").map { "discovered \(Wording.day($0))" },
    ].compactMap(\.self).joined(separator: " · ")
  }

  private static func dispute(
    _ path: String, _ readings: [IncidentView.Reading]
  ) -> Dispute {
    Dispute(
      label: Wording.displayText(FieldLabel.displayText(path)),
      readings: readings.map { reading in
        Reading(
          value: reading.value.map { ValueWords.displayText($0, at: path) } ?? "nothing",
          displayText: reading.codes.isEmpty ? "" : reading.displayText,
          outcome: Tag(outcome: reading.outcome.rawValue))
      })
  }

  static func action(of action: ActionView, _ today: CalendarDate) -> ActionLine {
    let isLate = action.isOpen && action.due.map { $0 < today } ?? false
    return ActionLine(
      displayText: action.description, owner: action.owner ?? "no owner",
      due: Wording.day(action.due?.description),
      state: action.isOpen
        ? (isLate ? Tag("Overdue", "red") : Tag("Open", "blue"))
        : Tag(action.done.map { "Done \(Wording.day($0.description))" } ?? "Not open", "green"))
  }

  private static func summary(
    _ view: IncidentView, _ row: NotificationRow?, _ today: CalendarDate
  ) -> [Pair] {
    let assessment = view.assessment
    var pairs = [
      Pair(name: "Discovered", value: Wording.day(view.snapshot.text("discoveredOn"))),
      Pair(name: "Last day to notify", value: Wording.day(assessment.notifyBy?.description)),
      Pair(name: "Last day to report", value: Wording.day(assessment.reportBy?.description)),
      Pair(
        name: "Codes",
        value: (assessment.codes + assessment.complementary).joined(separator: " ")),
      Pair(name: "Authority", value: assessment.authority.rawValue),
      Pair(name: "Judged by", value: editionWords(assessment.edition)),
    ]
    guard let row else { return pairs }
    pairs.insert(
      Pair(name: "Next deadline", value: Wording.daysLeft(row.daysLeft(on: today))), at: 0)
    let reasons = row.reasonSentences
    pairs.append(Pair(name: "Why it may be notifiable", value: reasons.joined(separator: " ")))
    pairs.append(Pair(name: "Notified on", value: Wording.day(row.submittedOn)))
    pairs.append(Pair(name: "Report sent on", value: Wording.day(row.reportSentOn)))
    return pairs
  }

  /// `CQC guidance of 19 April 2023` for an edition's name.
  private static func editionWords(_ id: String) -> String {
    let day = id.split(separator: "-").suffix(3).joined(separator: "-")
    return CalendarDate(day) == nil ? id : "CQC guidance of \(Wording.day(day))"
  }

  /// The dose of each individual beside the thresholds, where it is known in mSv.
  private static func strips(_ view: IncidentView) -> [TrendsPage.Drawn] {
    view.snapshot.elements("individuals").indices.compactMap {
      Picture(thresholdsOf: view.assessment.findings, individual: $0)
    }.map { TrendsPage.Drawn(picture: $0) }
  }

  private static func finding(_ found: IRMER.Finding) -> Finding {
    let colour =
      switch found.result {
      case .met: "red"
      case .undetermined: "amber"
      case .excluded: "grey"
      }
    return Finding(
      individual: String(found.individual + 1), code: found.code.rawValue,
      result: Tag(Wording.displayText(found.result.rawValue), colour), reason: found.reason,
      margin: found.margin ?? "–", quote: found.quote,
      missing: found.missing.isEmpty
        ? nil : found.missing.map { FieldLabel.displayText($0) }.joined(separator: ", "))
  }

  private static func route(_ route: IRMER.Route) -> Route {
    Route(body: route.body.rawValue, duty: route.duty.rawValue, reason: route.reason)
  }

  /// Everything that the entries of a record did, as far as a page can hold it.
  static func changes(_ history: [HistoryItem]) -> [HistoryWords] {
    history.map { HistoryWords($0, showing: 60) }
  }

  // MARK: Doing

  /// Handles one of the page's forms. A refused form is shown on the same page, with what was sent.
  private func edit(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let principal = try authorised.known()
    let action = fields["action"] ?? ""
    let refusal = try await StepForm.refusal(of: action, fields) {
      if action == "redact" {
        try await pages.centre.redact(
          fields["path"] ?? "", of: id, version: fields["version"] ?? "",
          why: fields.text("why") ?? "", by: principal)
      } else {
        try await pages.decisions.act(
          on: id, version: fields["version"] ?? "", fields, by: principal)
      }
    }
    if var refused = refusal?.refused, let status = refusal?.status {
      if status == .conflict { refused.clashes = try await clashes(id, fields) }
      return try await show(authorised, done: nil, refused: refused, status: status)
    }
    let done = Self.doneWords[action] == nil ? "" : "?done=\(action)"
    let back = action == "confirm-report" ? "/report" : done
    return PageRenderer.redirect(to: "/incidents/\(FormFields.encoded(id))\(back)")
  }

  /// Both texts of every part that a form would set or add to.
  private func clashes(_ id: String, _ fields: FormFields) async throws -> [StepForm.Clash] {
    let snapshot = try await pages.centre.snapshot(named: id)
    guard let action = try? IncidentAction(fields) else { return [] }
    return StepForm.Clash.all(action, on: snapshot)
  }
}

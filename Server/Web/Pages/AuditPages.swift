internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The programme of clinical audits, and each audit.
struct AuditPages: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.auditPage, behind: accessControl) { try await show($0) }
    router.serve(.auditEdit, behind: accessControl) { try await edit($0) }
  }

  struct Row {
    let id: String
    let title: String
    let site: String
    let year: String
    let cycle: Int
    let status: String
    let standards: String
    let firstReport: String
    let secondReport: String
    let reAudit: String
    let actions: String
    let isOverdue: Bool
    let gaps: String?
  }

  /// - Parameter own: the audit's actions; `actions` also has its other duties with a day.
  static func row(
    _ row: AuditRow, own: [ActionView], _ actions: [ActionRow], _ today: CalendarDate
  ) -> Row {
    let late = own.count { $0.isOpen && $0.due.map { $0 < today } ?? false }
    let due = actions.filter(\.isOpen).compactMap { $0.due.flatMap { CalendarDate($0) } }
    return Row(
      id: row.id, title: row.title, site: row.site, year: row.programmeYear ?? "–",
      cycle: row.cycle, status: Wording.displayText(row.status.rawValue),
      standards: "\(row.standardsMet) of \(row.standards) standards met",
      firstReport: stage(row.firstReportDue, row.firstReportIssued, row.firstReportReceived),
      secondReport: stage(row.secondReportDue, row.secondReportIssued, row.secondReportReceived),
      reAudit: stage(row.reAuditDue, row.reAuditIssued, row.reAuditReceived),
      actions: "\(own.count(where: \.isOpen)) open, \(late) overdue",
      isOverdue: row.isOverdue(on: today, openActionsDue: due),
      gaps: row.teamGaps.isEmpty ? nil : row.teamGaps.replacing(" ", with: ", "))
  }

  private static func stage(_ due: String?, _ issued: String?, _ received: String?) -> String {
    if let received { return "received \(Wording.day(received))" }
    if let issued { return "issued \(Wording.day(issued))" }
    return due.map { "due \(Wording.day($0))" } ?? "–"
  }

  /// What was done, by the action of its form.
  static let doneWords = [
    "advance": "The stage is recorded.", "received-first": "The first report is received.",
    "received-second": "The second report is received.", "field": "The correction is recorded.",
    "action-add": "The action is agreed.", "action-done": "The action is recorded as done.",
    "result": "The result is recorded.",
  ]

  /// Handles one of the page's forms. A refused form is shown on the same page, with what was sent.
  private func edit(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let action = fields["action"] ?? ""
    let refusal = try await StepForm.refusal(of: action, fields) {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: try authorised.known())
    }
    if let refusal {
      return try await show(
        authorised, done: nil, refused: refusal.refused, status: refusal.status)
    }
    let done = Self.doneWords[action] == nil ? "" : "?done=\(action)"
    return PageRenderer.redirect(to: "/audits/\(FormFields.encoded(id))\(done)")
  }
}

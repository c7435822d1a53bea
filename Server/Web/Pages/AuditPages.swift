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

  static func row(_ row: AuditRow, _ actions: [ActionRow], _ today: CalendarDate) -> Row {
    let due = actions.filter(\.isOpen).compactMap { $0.due.flatMap { CalendarDate($0) } }
    return Row(
      id: row.id, title: row.title, site: row.site, year: row.programmeYear ?? "–",
      cycle: row.cycle, status: Wording.words(row.status),
      standards: "\(row.standardsMet) of \(row.standards) standards met",
      firstReport: stage(row.firstReportDue, row.firstReportIssued, row.firstReportReceived),
      secondReport: stage(row.secondReportDue, row.secondReportIssued, row.secondReportReceived),
      reAudit: stage(row.reAuditDue, row.reAuditIssued, row.reAuditReceived),
      actions: "\(actions.count(where: \.isOpen)) open, \(due.count { $0 < today }) overdue",
      isOverdue: row.isOverdue(on: today, openActionsDue: due),
      gaps: row.teamGaps.isEmpty ? nil : row.teamGaps.replacing(" ", with: ", "))
  }

  private static func stage(_ due: String?, _ issued: String?, _ received: String?) -> String {
    if let received { return "received \(Wording.day(received))" }
    if let issued { return "issued \(Wording.day(issued))" }
    return due.map { "due \(Wording.day($0))" } ?? "–"
  }

  private func edit(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/audits/\(FormFields.encoded(id))") {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}

internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The Employer's page: what they are responsible for, and what waits for their decision.
struct EmployerPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.employerPage, behind: accessControl) { try await show($0) }
  }

  struct Count {
    let name: String
    let number: String
  }

  struct Awaiting {
    let number: Int
    let id: String
    let title: String
    let site: String
    let report: String
    let action: String
    let version: String
  }

  struct Decision {
    let number: Int
    let id: String
    let version: String
    let name: String
    let site: String
    let codes: String
    let notifyBy: String
    let facts: [IncidentPage.Pair]
    let reasons: [String]
    let answered: [IncidentPage.Pair]
    /// The question that waits for an answer: nothing is approved meanwhile.
    let question: String?
    let isFree: Bool
  }

  struct Case {
    let href: String
    let name: String
    let authority: String
    let state: Tag
    let reportBy: String
  }

  struct Theme {
    let id: String
    let title: String
    let changed: String
  }

  struct Content {
    let silent: String?
    let figures: [CountFigure]
    let summary: [IncidentPage.Pair]
    let codes: [Count]
    let nations: [Count]
    let decisions: [Decision]
    let hasDecisions: Bool
    let moreDecisions: String?
    let unopened: String?
    let moreCases: String?
    let awaiting: [Awaiting]
    let nothingAwaits: Bool
    let cases: [Case]
    let hasCases: Bool
    let themes: [Theme]
    let hasThemes: Bool
    let today: String
  }

  /// The most open cases on the page; the board shows all.
  private static let casesMax = 100

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let centre = pages.centre
    let report = try await centre.employerReport()
    let awaiting = try await awaiting(report.audits)
    let today = centre.today
    let content = Content(
      silent: TodayPage.silence(try await centre.coverage()),
      figures: Self.figures(report),
      summary: Self.summary(report),
      codes: report.codes.map { Count(name: $0.name, number: $0.number.grouped) },
      nations: report.nations.map {
        Count(name: Wording.displayText($0.name), number: $0.number.grouped)
      },
      decisions: Self.decisions(report.undecided), hasDecisions: !report.undecided.isEmpty,
      moreDecisions: report.unseen > 0 ? report.unseen.grouped : nil,
      unopened: report.unopened.isEmpty ? nil : report.unopened.joined(separator: ", "),
      moreCases: report.openCases.count > Self.casesMax
        ? (report.openCases.count - Self.casesMax).grouped : nil,
      awaiting: awaiting, nothingAwaits: awaiting.isEmpty && report.undecided.isEmpty,
      cases: report.openCases.prefix(Self.casesMax).map { Self.openCase($0, today) },
      hasCases: !report.openCases.isEmpty, themes: report.themes.map(Self.theme),
      hasThemes: !report.themes.isEmpty, today: "\(today)")
    return pages.show("employer", title: "Employer", content, authorised)
  }

  private static func figures(_ report: EmployerReport) -> [CountFigure] {
    [
      .init(number: report.clocksOverdue, text: "deadlines overdue"),
      .init(number: report.openCases.count, text: "open with an authority"),
      .init(number: report.candourMet.whole, text: "clinically significant"),
      .init(number: report.licenceBreaches, text: "licence breaches"),
      .init(number: report.actionsOverdue, text: "actions overdue"),
      .init(number: report.proceduresDue, text: "procedures overdue for review"),
    ]
  }

  private static func summary(_ report: EmployerReport) -> [IncidentPage.Pair] {
    let audits = report.audits
    let met = audits.reduce(0) { $0 + $1.standardsMet }
    let measured = audits.reduce(met) { $0 + $1.standardsNotMet }
    return [
      .init(name: "Notified within 14 days", value: report.notifiedInTime.displayText),
      .init(name: "Report within 84 days", value: report.reportedInTime.displayText),
      .init(
        name: "Duty of candour met",
        value: report.candourMet.whole == 0
          ? "no clinically significant incident" : report.candourMet.displayText),
      .init(
        name: "Audit programme",
        value: "\(audits.count) planned, \(audits.count { $0.firstReportIssued != nil }) with a "
          + "first report, \(audits.count { $0.status == .closed }) closed"),
      .init(
        name: "Standards met", value: measured == 0 ? "none measured" : "\(met) of \(measured)"),
      .init(
        name: "Re-audits due",
        value: String(audits.count { $0.status == .reAuditDue })),
      .init(
        name: "Procedures acknowledged",
        value: report.acknowledged.whole == 0
          ? "no duty holder is listed" : report.acknowledged.displayText),
    ]
  }

  private static func decisions(_ snapshots: [RecordSnapshot]) -> [Decision] {
    snapshots.enumerated().map { index, snapshot in
      let view = IncidentView(snapshot)
      return Decision(
        number: index, id: snapshot.name, version: snapshot.version,
        name: RecordReference.grouped(snapshot.reference ?? snapshot.name),
        site: snapshot.scope.code,
        codes: view.notifiedCodes, notifyBy: Wording.day(view.assessment.notifyBy?.description),
        facts: facts(view), reasons: reasons(view),
        answered: view.questions.compactMap { question in
          question.answer.map { IncidentPage.Pair(name: question.text, value: $0) }
        }, question: view.openQuestion?.text, isFree: view.openQuestion == nil)
    }
  }

  /// What the decision is based on, beside its button.
  private static func facts(_ view: IncidentView) -> [IncidentPage.Pair] {
    let snapshot = view.snapshot
    let doses = snapshot.elements("individuals").enumerated().map { position, person in
      let total = person.text("effectiveDose/total").map { "\($0) mSv" } ?? "dose not known"
      return
        "Individual \(position + 1): \(person.text("exposure") ?? "exposure not recorded"), "
        + total
    }
    return [
      .init(name: "What happened", value: snapshot.text("narrative") ?? "no description yet"),
      .init(name: "Discovered", value: Wording.day(snapshot.text("discoveredOn"))),
      .init(
        name: "Modality", value: snapshot.text("modality").map(Wording.modality) ?? "not recorded"),
      .init(
        name: "Exposed",
        value: doses.isEmpty ? "no individual recorded" : doses.joined(separator: "; ")),
      .init(
        name: "Clinically significant",
        value: snapshot.text("clinicallySignificant").map(Wording.displayText) ?? "not decided"),
      .init(name: "Authority", value: view.assessment.authority.rawValue),
    ]
  }

  private static func reasons(_ view: IncidentView) -> [String] {
    view.assessment.findings.filter { $0.result == .met }.map {
      "\($0.code.rawValue): \($0.reason)"
    }
  }

  private static func openCase(_ row: NotificationRow, _ today: CalendarDate) -> Case {
    Case(
      href: row.kind == .theme ? "/themes/\(row.incident)" : "/incidents/\(row.incident)",
      name: RecordReference.grouped(row.reference ?? row.incident),
      authority: row.authority.rawValue,
      state: Tag(row.state(on: today), daysLeft: row.daysLeft(on: today)),
      reportBy: Wording.day(row.reportBy))
  }

  private static func theme(_ view: ThemeView) -> Theme {
    let done = view.actions.count { !$0.isOpen }
    return Theme(
      id: view.snapshot.name, title: view.snapshot.text("title") ?? "Theme",
      changed: "\(Wording.count(view.incidents.count, "incident")), "
        + "\(done) of \(Wording.count(view.actions.count, "action")) done")
  }

  /// Audit reports that were issued but not yet received.
  private func awaiting(_ audits: [AuditRow]) async throws -> [Awaiting] {
    var waiting: [Awaiting] = []
    for audit in audits {
      for (report, action, issued, received) in [
        ("First report", "received-first", audit.firstReportIssued, audit.firstReportReceived),
        ("Second report", "received-second", audit.secondReportIssued, audit.secondReportReceived),
      ] where issued != nil && received == nil {
        let version = try await pages.centre.snapshot(named: audit.id).version
        waiting.append(
          Awaiting(
            number: waiting.count, id: audit.id, title: audit.title, site: audit.site,
            report: report, action: action, version: version))
      }
    }
    return waiting
  }
}

internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records

/// The Employer's one page: what they answer for, and what waits for them.
struct EmployerPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.employerPage, behind: gate) { try await show($0) }
  }

  struct Count {
    let name: String
    let number: Int
  }

  struct Audit {
    let id: String
    let title: String
    let site: String
    let report: String
  }

  struct Content {
    let silent: String?
    let figures: [BoardPage.Figure]
    let codes: [Count]
    let nations: [Count]
    let onTime: String
    let reportsOnTime: String
    let awaiting: [Audit]
    let nothingAwaits: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let centre = pages.centre
    let rows = try await centre.rows()
    let today = centre.today
    let procedures = try await centre.snapshots(of: .procedure).map {
      ProcedureView($0).item(on: today)["review"]?.string
    }
    let content = Content(
      silent: BoardPage.silence(try await centre.coverage()),
      figures: Self.figures(rows, today, proceduresDue: procedures.count { $0 == "overdue" }),
      codes: Self.counts(
        rows.notifications.flatMap { $0.codes.split(separator: " ") }.map(String.init)),
      nations: Self.counts(rows.incidents.compactMap(\.nation).map(Wording.words)),
      onTime: Self.share(rows.notifications.map { ($0.submittedOn, $0.notifyBy) }, today),
      reportsOnTime: Self.share(rows.notifications.map { ($0.reportSentOn, $0.reportBy) }, today),
      awaiting: Self.awaiting(rows.audits), nothingAwaits: Self.awaiting(rows.audits).isEmpty)
    return pages.show("employer", title: "Employer", content, admitted)
  }

  private static func figures(
    _ rows: TrustRows, _ today: CalendarDate, proceduresDue: Int
  ) -> [BoardPage.Figure] {
    let states = rows.notifications.map { $0.state(on: today) }
    let open = rows.actions.filter(\.isOpen)
    let overdue = open.count { action in
      action.due.flatMap { CalendarDate($0) }.map { $0 < today } ?? false
    }
    return [
      .init(
        number: states.count { $0 == .overdue || $0 == .reportOverdue }, text: "clocks overdue"),
      .init(
        number: states.count { $0 == .reportSent || $0 == .withAuthority },
        text: "open with an authority"),
      .init(
        number: rows.incidents.count { $0.clinicallySignificant == "yes" },
        text: "clinically significant"),
      .init(number: overdue, text: "actions overdue"),
      .init(number: rows.audits.count, text: "audits in the programme"),
      .init(number: proceduresDue, text: "procedures due for review"),
    ]
  }

  private static func counts(_ names: [String]) -> [Count] {
    Dictionary(grouping: names) { $0 }.map { Count(name: $0.key, number: $0.value.count) }
      .sorted { ($1.number, $0.name) < ($0.number, $1.name) }
  }

  /// How many of those that are done or past their day were done in time.
  private static func share(_ pairs: [(done: String?, by: String?)], _ today: CalendarDate)
    -> String
  {
    let judged = pairs.compactMap { pair -> Bool? in
      guard let by = pair.by.flatMap({ CalendarDate($0) }) else { return nil }
      if let done = pair.done.flatMap({ CalendarDate($0) }) { return done <= by }
      return by < today ? false : nil
    }
    guard !judged.isEmpty else { return "none due yet" }
    return "\(judged.count { $0 }) of \(judged.count)"
  }

  /// Audit reports that were issued and not yet received.
  private static func awaiting(_ audits: [AuditRow]) -> [Audit] {
    audits.flatMap { audit in
      var waiting: [Audit] = []
      if audit.firstReportIssued != nil, audit.firstReportReceived == nil {
        waiting.append(
          Audit(id: audit.id, title: audit.title, site: audit.site, report: "First report"))
      }
      if audit.secondReportIssued != nil, audit.secondReportReceived == nil {
        waiting.append(
          Audit(id: audit.id, title: audit.title, site: audit.site, report: "Second report"))
      }
      return waiting
    }
  }
}

extension Templates {
  static let employer = """
    {{<layout}}{{$main}}{{#content}}
    <h1>For the Employer</h1>
    {{> coverage-note}}
    <ul class="figures">{{#figures}}<li><strong>{{number}}</strong> {{text}}</li>{{/figures}}</ul>
    <h2>On time</h2>
    <dl class="summary"><dt>Notified within 14 days</dt><dd>{{onTime}}</dd>\
    <dt>Report within 84 days</dt><dd>{{reportsOnTime}}</dd></dl>
    <h2>Waiting for you</h2>
    {{#nothingAwaits}}<p>No audit report waits to be received.</p>{{/nothingAwaits}}
    <ul>{{#awaiting}}<li>{{report}} of <a href="/audits/{{id}}">{{title}}</a>, {{site}}</li>\
    {{/awaiting}}</ul>
    <h2>By code</h2>
    <ul>{{#codes}}<li>{{name}}: {{number}}</li>{{/codes}}</ul>
    <h2>By nation</h2>
    <ul>{{#nations}}<li>{{name}}: {{number}}</li>{{/nations}}</ul>
    {{/content}}{{/main}}{{/layout}}
    """
}

internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication

/// The programme of clinical audits, and each audit.
struct AuditPages: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.auditsPage, behind: gate) { try await list($0) }
    router.serve(.auditPage, behind: gate) { try await show($0) }
    router.serve(.auditEdit, behind: gate) { try await edit($0) }
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

  struct Programme {
    let silent: String?
    let rows: [Row]
    let isEmpty: Bool
  }

  private func list(_ admitted: Admitted) async throws -> Response {
    let rows = try await pages.centre.rows()
    let actions = Dictionary(grouping: rows.actions, by: \.record)
    let today = pages.centre.today
    let ordered = rows.audits.sorted {
      ($0.programmeYear ?? "", $0.site, $0.title) < ($1.programmeYear ?? "", $1.site, $1.title)
    }
    let content = Programme(
      silent: BoardPage.silence(try await pages.centre.coverage()),
      rows: ordered.map { Self.row($0, actions[$0.id] ?? [], today) }, isEmpty: ordered.isEmpty)
    return pages.show("audits", title: "Audits", content, admitted)
  }

  private static func row(_ row: AuditRow, _ actions: [ActionRow], _ today: CalendarDate) -> Row {
    let due = actions.filter(\.isOpen).compactMap { $0.due.flatMap { CalendarDate($0) } }
    return Row(
      id: row.id, title: row.title, site: row.site, year: row.programmeYear ?? "–",
      cycle: row.cycle, status: Wording.words(row.status),
      standards: "\(row.standardsMet) met, \(row.standardsNotMet) not met, of \(row.standards)",
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

  struct Content {
    let row: Row
    let name: String
    let version: String
    let status: Tag
    let missing: [String]
    let hasMissing: Bool
    let inConflict: Bool
    let next: String?
    let nextWords: String
    let mayEdit: Bool
    let cases: String?
    let tally: [Line]
    let fields: [IncidentPage.Pair]
    let changes: [IncidentPage.Change]
    let today: String
  }

  /// A standard with its result, and what the recorded cases say of it.
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

  private func show(_ admitted: Admitted) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try admitted.parameter("id"))
    let rows = ReadModel.rows(for: snapshot)
    guard let audit = rows.audit else { throw UnknownRecord() }
    try pages.note(admitted, "\(snapshot.id)")
    let history = try await pages.centre.history(of: snapshot)
    let view = AuditView(snapshot)
    let row = Self.row(audit, rows.actions, pages.centre.today)
    let tally = view.tally
    let content = Content(
      row: row, name: view.title, version: snapshot.version,
      status: row.isOverdue ? Tag("Overdue", "red") : Tag(row.status, "blue"),
      missing: view.missing, hasMissing: !view.missing.isEmpty,
      inConflict: !snapshot.conflicts.isEmpty, next: view.nextStatus?.rawValue,
      nextWords: view.nextStatus.map { Wording.words($0.rawValue) } ?? "",
      mayEdit: Endpoint.auditEdit.admits(try admitted.known().role),
      cases: tally.cases == 0 ? nil : Wording.count(tally.cases, "case"),
      tally: tally.cases == 0 ? [] : tally.lines.map(Line.init),
      fields: snapshot.fields.members.filter { !AuditTally.isOfCase($0.key) }.map {
        IncidentPage.Pair(name: $0.key, value: IncidentPage.text($0.value))
      }, changes: history.map(IncidentPage.change), today: "\(pages.centre.today)")
    return pages.show("audit", title: content.name, content, admitted)
  }

  private func edit(_ admitted: Admitted) async throws -> Response {
    let id = try admitted.parameter("id")
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/audits/\(FormFields.encoded(id))") {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}

extension Templates {
  static let audits = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Clinical audits</h1>
    {{> coverage-note}}
    {{#isEmpty}}<p>No audit has been planned.</p>{{/isEmpty}}
    {{^isEmpty}}<div class="scroll" tabindex="0" role="region" aria-label="Audits"><table>\
    <caption>The programme</caption><thead><tr><th scope="col">Audit</th><th scope="col">Site</th>\
    <th scope="col">Year</th><th scope="col">Stage</th><th scope="col">Standards</th>\
    <th scope="col">First report</th><th scope="col">Second report</th>\
    <th scope="col">Re-audit</th><th scope="col">Actions</th></tr></thead><tbody>
    {{#rows}}<tr><th scope="row"><a href="/audits/{{id}}">{{title}}</a><br><span class="quiet">\
    cycle {{cycle}}</span></th><td>{{site}}</td><td>{{year}}</td><td>{{status}}{{#isOverdue}}<br>\
    <span class="tag red">Overdue</span>{{/isOverdue}}{{#gaps}}<br><span class="quiet">Team lacks \
    {{.}}</span>{{/gaps}}</td><td>{{standards}}</td><td>{{firstReport}}</td>\
    <td>{{secondReport}}</td><td>{{reAudit}}</td><td>{{actions}}</td></tr>{{/rows}}
    </tbody></table></div>{{/isEmpty}}
    {{/content}}{{/main}}{{/layout}}
    """

  private static let hidden = """
    <input type="hidden" name="form-token" value="{{formToken}}">\
    <input type="hidden" name="version" value="{{version}}">
    """

  private static func received(_ which: String, _ words: String) -> String {
    """
    <details><summary>The Employer received the \(words) report</summary>
    <form method="post" action="/audits/{{row.id}}">\(hidden)
    <input type="hidden" name="action" value="received-\(which)">
    <div class="field"><label for="on-\(which)">Day</label><input id="on-\(which)" name="on" \
    type="date" value="{{today}}" required></div><button class="button">Record it</button></form>
    </details>
    """
  }

  static let audit = """
    {{<layout}}{{$main}}{{#content}}
    <h1>{{name}}</h1>
    {{#row}}<p>{{site}} · cycle {{cycle}} · {{status}}</p>{{/row}}
    {{#status}}<p><span class="tag {{colour}}">{{text}}</span></p>{{/status}}
    {{#inConflict}}<div class="callout warning"><p>This audit is in conflict. \
    <a href="/records/{{row.id}}/conflicts">Settle it</a>.</p></div>{{/inConflict}}
    {{#row}}<dl class="summary"><dt>Standards</dt><dd>{{standards}}</dd><dt>First report</dt>\
    <dd>{{firstReport}}</dd><dt>Second report</dt><dd>{{secondReport}}</dd><dt>Re-audit</dt>\
    <dd>{{reAudit}}</dd><dt>Actions</dt><dd>{{actions}}</dd>{{#gaps}}<dt>Team lacks</dt>\
    <dd>{{.}}</dd>{{/gaps}}</dl>{{/row}}
    {{#hasMissing}}<h2>Before the next stage</h2><ul>{{#missing}}<li><code>{{.}}</code></li>\
    {{/missing}}</ul>{{/hasMissing}}
    {{#mayEdit}}<h2 class="screen">What happens next</h2>
    {{#next}}<form method="post" action="/audits/{{row.id}}">\(hidden)
    <input type="hidden" name="action" value="advance"><input type="hidden" name="status" \
    value="{{next}}"><button class="button">Move on to: {{nextWords}}</button></form>{{/next}}
    \(received("first", "first"))\(received("second", "second"))
    <details><summary>Correct a field</summary><form method="post" action="/audits/{{row.id}}">\
    \(hidden)<input type="hidden" name="action" value="field">
    <div class="field"><label for="path">Field</label><input id="path" name="path" required></div>
    <div class="field"><label for="value">New value<span class="hint">Empty removes it</span>\
    </label><input id="value" name="value"></div>
    <div class="field"><label for="why">Reason</label><input id="why" name="why"></div>
    <button class="button">Correct it</button></form></details>{{/mayEdit}}
    {{#cases}}<h2>Cases</h2><div class="scroll" tabindex="0" role="region" aria-label="Cases">\
    <table><caption>{{.}}, standard by standard</caption><thead><tr><th scope="col">Standard</th>\
    <th scope="col">Met</th><th scope="col">Not met</th><th scope="col">Does not apply</th>\
    <th scope="col">Open</th><th scope="col">Share (95% interval)</th><th scope="col">Target</th>\
    <th scope="col">Result</th></tr></thead><tbody>{{/cases}}
    {{#tally}}<tr><th scope="row">{{standard}}</th><td>{{met}}</td><td>{{notMet}}</td>\
    <td>{{excluded}}</td><td>{{open}}</td><td>{{share}}</td><td>{{target}}</td><td>{{result}}\
    {{#isOff}}<br><span class="tag amber">Not what the cases say</span>{{/isOff}}</td></tr>{{/tally}}
    {{#cases}}</tbody></table></div>{{/cases}}
    <h2>What was recorded</h2>
    <dl class="summary">{{#fields}}<dt><code>{{name}}</code></dt><dd class="pre">{{value}}</dd>\
    {{/fields}}</dl>
    <h2>History</h2>
    <ol>{{#changes}}<li><strong>{{at}}</strong>, {{who}}: {{words}}{{#why}} \
    <span class="quiet">Reason: {{.}}</span>{{/why}}</li>{{/changes}}</ol>
    {{/content}}{{/main}}{{/layout}}
    """
}

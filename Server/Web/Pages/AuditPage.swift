internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records

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
    let next: String?
    let nextWords: String
    let mayEdit: Bool
    let standards: [Standard]
    let hasStandards: Bool
    let cases: String?
    let tally: [Line]
    let fields: [IncidentPage.Pair]
    let changes: [IncidentPage.Change]
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
      let words = Wording.words(standard.verdict.rawValue)
      verdict =
        switch standard.verdict {
        case .met: Tag(words, "green")
        case .partlyMet: Tag(words, "amber")
        case .notMet: Tag(words, "red")
        case .open: Tag(words, "grey")
        }
    }
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

  func show(_ admitted: Admitted) async throws -> Response {
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
      standards: view.standards.map(Standard.init), hasStandards: !view.standards.isEmpty,
      cases: tally.cases == 0 ? nil : Wording.count(tally.cases, "case"),
      tally: tally.cases == 0 ? [] : tally.lines.map(Line.init),
      fields: snapshot.fields.members.filter { !AuditTally.isOfCase($0.key) }.map {
        IncidentPage.Pair(name: $0.key, value: IncidentPage.text($0.value))
      }, changes: history.map(IncidentPage.change), today: "\(pages.centre.today)")
    return pages.show("audit", title: content.name, content, admitted)
  }
}

extension Templates {
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
    {{#hasStandards}}<h2>Results</h2><div class="scroll" tabindex="0" role="region" \
    aria-label="Results"><table><caption>Against each standard</caption><thead><tr>\
    <th scope="col">Standard</th><th scope="col">Target</th><th scope="col">Result</th>\
    <th scope="col">Share (95% interval)</th><th scope="col">Verdict</th></tr></thead><tbody>
    {{/hasStandards}}{{#standards}}<tr><th scope="row">{{id}}<br><span class="quiet">{{text}}\
    </span></th><td>{{target}}</td><td>{{result}}</td><td>{{share}}</td><td>{{#verdict}}\
    <span class="tag {{colour}}">{{text}}</span>{{/verdict}}</td></tr>{{/standards}}
    {{#hasStandards}}</tbody></table></div>{{/hasStandards}}
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

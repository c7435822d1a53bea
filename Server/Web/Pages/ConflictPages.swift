internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication

/// Fields that people have to settle: the inbox, and the candidates side by side.
struct ConflictPages: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.conflictInbox, behind: gate) { try await inbox($0) }
    router.serve(.settlePage, behind: gate) { try await show($0) }
    router.serve(.settleForm, behind: gate) { try await settle($0) }
  }

  struct Row {
    let href: String
    let name: String
    let site: String
    let kind: String
    let paths: [String]
  }

  struct Inbox {
    let rows: [Row]
    let isEmpty: Bool
  }

  private func inbox(_ admitted: Admitted) async throws -> Response {
    let rows = try await pages.centre.rows()
    let names = Dictionary(
      rows.incidents.map { ($0.id, $0.reference ?? $0.id) }
        + rows.audits.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    let records = Dictionary(grouping: rows.conflicts, by: \.record).values.sorted {
      ($0[0].site, $0[0].record) < ($1[0].site, $1[0].record)
    }
    let shown = records.map { conflicts in
      Row(
        href: "/records/\(conflicts[0].record)/conflicts",
        name: names[conflicts[0].record] ?? conflicts[0].record, site: conflicts[0].site,
        kind: Wording.words(conflicts[0].kind), paths: conflicts.map(\.path))
    }
    return pages.show(
      "conflicts", title: "Conflicts", Inbox(rows: shown, isEmpty: shown.isEmpty), admitted)
  }

  struct Candidate {
    let number: Int
    let field: String
    let value: String
    let who: String
    let at: String
  }

  struct Conflict {
    let path: String
    let number: Int
    let candidates: [Candidate]
  }

  struct Content {
    let id: String
    let name: String
    let back: String
    let site: String
    let version: String
    let conflicts: [Conflict]
    let isSettled: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try admitted.parameter("id"))
    try pages.note(admitted, "\(snapshot.id)")
    let origins = try await pages.centre.origins()
    let conflicts = snapshot.conflicts.enumerated().map { index, conflict in
      let candidates = conflict.candidates.enumerated().map { place, candidate in
        let site = origins[candidate.stamp.entry.log]?.site ?? snapshot.scope.code
        return Candidate(
          number: place + 1, field: "candidate-\(index)-\(place + 1)",
          value: candidate.value.map { IncidentPage.text($0.json) } ?? "(removed)",
          who: "\(candidate.stamp.author) at \(site)",
          at: Wording.moment(Moment(candidate.stamp.time)))
      }
      return Conflict(path: conflict.displayPath, number: index, candidates: candidates)
    }
    let content = Content(
      id: "\(snapshot.id)",
      name: snapshot.reference ?? snapshot.text("title") ?? "\(snapshot.id)",
      back: Self.place(of: snapshot), site: snapshot.scope.code, version: snapshot.version,
      conflicts: conflicts, isSettled: conflicts.isEmpty)
    return pages.show("settle", title: "Settle: \(content.name)", content, admitted)
  }

  private static func place(of snapshot: RecordSnapshot) -> String {
    switch snapshot.kind {
    case .incident: "/incidents/\(snapshot.id)"
    case .audit: "/audits/\(snapshot.id)"
    case .theme: "/themes/\(snapshot.id)"
    case .procedure: "/procedures"
    default: "/conflicts"
    }
  }

  private func settle(_ admitted: Admitted) async throws -> Response {
    let id = try admitted.parameter("id")
    let fields = try admitted.form()
    let principal = try admitted.known()
    let back = "/records/\(FormFields.encoded(id))/conflicts"
    return try await pages.change(admitted, then: back) {
      try await pages.decisions.settle(
        id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}

extension Templates {
  static let conflicts = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Conflicts</h1>
    <p class="lead">Two people wrote different values and neither had seen the other's. Both \
    stand until somebody settles it.</p>
    {{#isEmpty}}<p>Nothing is in conflict.</p>{{/isEmpty}}
    {{^isEmpty}}<div class="scroll" tabindex="0" role="region" aria-label="Conflicts"><table>
    <caption>Records in conflict</caption><thead><tr><th scope="col">Record</th>\
    <th scope="col">Kind</th><th scope="col">Site</th><th scope="col">Fields</th></tr></thead>
    <tbody>{{#rows}}<tr><th scope="row"><a href="{{href}}">{{name}}</a></th><td>{{kind}}</td>\
    <td>{{site}}</td><td>{{#paths}}<code>{{.}}</code><br>{{/paths}}</td></tr>{{/rows}}</tbody>
    </table></div>{{/isEmpty}}
    {{/content}}{{/main}}{{/layout}}
    """

  static let settle = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Settle: {{name}}</h1>
    <p><a href="{{back}}">Back to the record</a> · {{site}}</p>
    {{#isSettled}}<div class="callout done"><p>Nothing in this record is in conflict.</p></div>\
    {{/isSettled}}
    {{#conflicts}}<section aria-labelledby="c{{number}}"><h2 id="c{{number}}">\
    <code>{{path}}</code></h2>
    <form method="post" action="/records/{{id}}/conflicts">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="version" value="{{version}}">
    <input type="hidden" name="path" value="{{path}}">
    <fieldset><legend>Which value is right?</legend><div class="candidates">
    {{#candidates}}<div class="candidate"><div class="choice"><input type="radio" id="{{field}}" \
    name="take" value="{{number}}" required><label for="{{field}}"><span class="value">{{value}}\
    </span><br><span class="quiet">{{who}}, {{at}}</span></label></div></div>{{/candidates}}
    <div class="candidate"><div class="choice"><input type="radio" id="other{{number}}" \
    name="take" value="other"><label for="other{{number}}">Another value</label></div>
    <label for="value{{number}}">The value</label><input id="value{{number}}" name="value"></div>
    </div></fieldset>
    <div class="field"><label for="why{{number}}">Reason<span class="hint">It stays with the \
    record</span></label><input id="why{{number}}" name="why" required></div>
    <button class="button">Settle it</button></form></section>{{/conflicts}}
    {{/content}}{{/main}}{{/layout}}
    """
}

internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records

/// The employer's procedures: reviewed every two years, brought to every duty holder.
struct ProceduresPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.proceduresPage, behind: gate) { try await show($0) }
    router.serve(.procedureForm, behind: gate) { try await add($0) }
    router.serve(.procedureEdit, behind: gate) { try await change($0) }
  }

  struct Row {
    let id: String
    let version: String
    let title: String
    let edition: String
    let approvedOn: String
    let reviewDue: String
    let review: Tag
    let acknowledged: String
    let outstanding: [String]
    let hasOutstanding: Bool
    let link: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let mayAdd: Bool
    let mayAcknowledge: Bool
    let today: String
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let today = pages.centre.today
    let rows = try await pages.centre.snapshots(of: .procedure).filter { !$0.isWithdrawn }.map {
      Self.row($0, today)
    }
    let role = try admitted.known().role
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty, mayAdd: Endpoint.procedureForm.admits(role),
      mayAcknowledge: Endpoint.procedureEdit.admits(role), today: "\(today)")
    return pages.show("procedures", title: "Procedures", content, admitted)
  }

  private static func row(_ snapshot: RecordSnapshot, _ today: CalendarDate) -> Row {
    let view = ProcedureView(snapshot)
    let item = view.item(on: today)
    let review = item["review"]?.string ?? ""
    let colours = ["overdue": "red", "due": "amber", "current": "green"]
    return Row(
      id: "\(snapshot.id)", version: snapshot.version, title: view.title,
      edition: view.version ?? "–", approvedOn: Wording.day(item["approvedOn"]?.string),
      reviewDue: Wording.day(item["reviewDue"]?.string),
      review: Tag(Wording.words(review), colours[review] ?? "grey"),
      acknowledged: "\(view.facts.acknowledgedBy) of \(view.facts.dutyHolders)",
      outstanding: view.outstanding, hasOutstanding: !view.outstanding.isEmpty,
      link: snapshot.text("link") ?? "")
  }

  private func add(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/procedures") {
      _ = try await pages.decisions.addProcedure(fields, by: principal)
    }
  }

  private func change(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let id = try admitted.parameter("id")
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/procedures") {
      try await pages.decisions.act(
        on: id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}

extension Templates {
  static let procedures = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Employer's procedures</h1>
    <p class="lead">Linked, not copied: check the intranet for the current version.</p>
    {{#isEmpty}}<p>No procedure has been entered.</p>{{/isEmpty}}
    {{#rows}}<section class="candidate" aria-labelledby="p{{id}}"><h2 id="p{{id}}">{{title}} \
    {{#review}}<span class="tag {{colour}}">{{text}}</span>{{/review}}</h2>
    <dl class="summary"><dt>Version</dt><dd>{{edition}}</dd><dt>Approved</dt><dd>{{approvedOn}}</dd>\
    <dt>Next review</dt><dd>{{reviewDue}}</dd><dt>Acknowledged</dt><dd>{{acknowledged}}</dd>\
    <dt>Where</dt><dd>{{link}}</dd></dl>
    {{#hasOutstanding}}<p>Not yet acknowledged by: {{#outstanding}}{{.}}; {{/outstanding}}</p>
    {{#mayAcknowledge}}<form method="post" action="/procedures/{{id}}" class="inline">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="version" value="{{version}}">
    <div><label for="r{{id}}">Duty holder</label><select id="r{{id}}" name="role">{{#outstanding}}\
    <option>{{.}}</option>{{/outstanding}}</select></div>
    <button class="button">Acknowledged today</button></form>{{/mayAcknowledge}}\
    {{/hasOutstanding}}
    {{#mayAcknowledge}}<details><summary>Record a review</summary>\
    <form method="post" action="/procedures/{{id}}"><input type="hidden" name="form-token" \
    value="{{formToken}}"><input type="hidden" name="version" value="{{version}}">\
    <input type="hidden" name="action" value="review"><p>The next review is due two years later. A \
    new version has to be acknowledged again.</p>
    <div class="field"><label for="v{{id}}">Version that now stands</label><input id="v{{id}}" \
    name="edition" class="short" value="{{edition}}"></div>
    <div class="field"><label for="a{{id}}">Reviewed on</label><input id="a{{id}}" \
    name="approvedOn" type="date" value="{{today}}" required></div>
    <div class="field"><label for="s{{id}}">Signed by<span class="hint">A role, such as the chair of \
    the Medical Exposures Group</span></label><input id="s{{id}}" name="signedBy" required></div>
    <button class="button">Sign the review</button></form></details>{{/mayAcknowledge}}</section>\
    {{/rows}}
    {{#mayAdd}}<h2>Enter a procedure</h2><form method="post" action="/procedures">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <div class="field"><label for="title">Title</label><input id="title" name="title" required>\
    </div>
    <div class="field"><label for="version">Version</label>\
    <input id="version" name="version" class="short"></div>
    <div class="field"><label for="link">Link on the intranet</label><input id="link" name="link">\
    </div>
    <div class="field"><label for="authoriser">Authorised by<span class="hint">A role or group, \
    such as the Medical Exposures Group</span></label>\
    <input id="authoriser" name="authoriser"></div>
    <div class="field"><label for="approvedOn">Approved on</label><input id="approvedOn" \
    name="approvedOn" type="date"></div>
    <div class="field"><label for="dutyHolders">Duty holders<span class="hint">One role a line\
    </span></label><textarea id="dutyHolders" name="dutyHolders"></textarea></div>
    <button class="button">Enter it</button></form>{{/mayAdd}}
    {{/content}}{{/main}}{{/layout}}
    """
}

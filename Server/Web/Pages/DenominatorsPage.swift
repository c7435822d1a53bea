internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication

/// How many examinations the sites did: entered one by one, or as a table.
struct DenominatorsPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.denominatorsPage, behind: gate) { try await show($0) }
    router.serve(.denominatorForm, behind: gate) { try await enter($0) }
    router.serve(.denominatorImport, behind: gate) { try await take($0) }
  }

  struct Row {
    let site: String
    let month: String
    let number: String
    let modalities: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let sites: [String]
    let modalities: [BoardPage.Choice]
    let mayEnter: Bool
    let failures: [String]
    let hasFailures: Bool
    let written: String?
    let rowsMax: Int
  }

  private func show(
    _ admitted: Admitted, failures: [String] = [], written: String? = nil
  ) async throws -> Response {
    let all = try await pages.centre.denominators().all
    let groups = Dictionary(grouping: all) { "\($0.month) \($0.site)" }
    let rows = groups.sorted { $0.key > $1.key }.prefix(240).map { _, entries in
      Row(
        site: entries[0].site, month: entries[0].month.description,
        number: String(entries.reduce(0) { $0 + $1.number }),
        modalities: entries.map { "\($0.modality.rawValue) \($0.number)" }
          .joined(separator: ", "))
    }
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty, sites: try await pages.centre.coverage().map(\.site),
      modalities: Modality.allCases.map {
        BoardPage.Choice(value: $0.rawValue, text: Wording.modality($0.rawValue), isChosen: false)
      }, mayEnter: Endpoint.denominatorForm.admits(try admitted.known().role),
      failures: failures, hasFailures: !failures.isEmpty, written: written,
      rowsMax: DenominatorTable.rowsMax)
    return pages.show(
      "denominators", title: (failures.isEmpty ? "" : "Error: ") + "Examinations", content,
      admitted, status: failures.isEmpty ? .ok : .unprocessableContent)
  }

  private func enter(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let cells = DenominatorTable.heading.map { fields.text($0) ?? "" }
    return try await write(cells.joined(separator: ","), isTable: false, admitted)
  }

  private func take(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    return try await write(
      fields.text("table") ?? fields["file"] ?? "", isTable: true, admitted)
  }

  private func write(
    _ text: String, isTable: Bool, _ admitted: Admitted
  ) async throws -> Response {
    let (rows, bad) = DenominatorTable.read(text)
    guard bad.isEmpty else {
      let lines = bad.prefix(100).map {
        isTable ? "Line \($0.number): \($0.reason)." : "It \($0.reason)."
      }
      return try await show(admitted, failures: lines)
    }
    let count = try await pages.centre.record(rows, by: try admitted.known())
    return try await show(
      admitted,
      written: "\(Wording.count(rows.count, "row")) read; "
        + "\(Wording.count(count, "record")) made or changed.")
  }
}

extension Templates {
  static let denominators = """
    {{<layout}}{{$main}}{{#content}}
    {{#hasFailures}}<div class="errors" role="alert" tabindex="-1"><h2>There is a problem</h2>
    <p>Nothing was written.</p><ul>{{#failures}}<li><a href="#table">{{.}}</a></li>{{/failures}}\
    </ul></div>{{/hasFailures}}
    {{#written}}<div class="callout done" role="status"><p>{{.}}</p></div>{{/written}}
    <h1>Examinations</h1>
    <p class="lead">How many examinations or treatments each site did. Where they are given for \
    every month, trends show rates; where not, counts, and say so.</p>
    {{#mayEnter}}<h2>Enter a month</h2>
    <form method="post" action="/denominators"><input type="hidden" name="form-token" \
    value="{{formToken}}">
    <div class="field"><label for="site">Site</label><select id="site" name="site" required>\
    {{#sites}}<option>{{.}}</option>{{/sites}}</select></div>
    <div class="field"><label for="month">Month<span class="hint">Such as 2026-01</span></label>\
    <input id="month" name="month" class="short" pattern="[0-9]{4}-[0-9]{2}" required></div>
    <div class="field"><label for="modality">Modality</label>\
    <select id="modality" name="modality">{{#modalities}}<option value="{{value}}">{{text}}</option>\
    {{/modalities}}</select></div>
    <div class="field"><label for="number">Number</label><input id="number" name="number" \
    class="short" inputmode="numeric" pattern="[0-9]+" required></div>
    <button class="button">Enter it</button></form>
    <h2>Take in a table</h2>
    <form method="post" action="/denominators/import"><input type="hidden" name="form-token" \
    value="{{formToken}}">
    <div class="field"><label for="table">Rows<span class="hint">One a line: site, month, modality, \
    number, such as <code>RBD01,2026-01,ct,1250</code>. A row that is there already is replaced. If \
    any line is not usable, nothing is written.</span></label>\
    <textarea id="table" name="table" required></textarea></div>
    <button class="button">Take it in</button></form>
    <h2>Take in a file</h2>
    <form method="post" action="/denominators/import" enctype="multipart/form-data">\
    <input type="hidden" name="form-token" value="{{formToken}}">
    <div class="field"><label for="file">Table<span class="hint">A file of such rows, as a \
    spreadsheet saves it (CSV, UTF-8): at most {{rowsMax}} rows and 4 MiB. A first line \
    <code>site,month,modality,number</code> may head it.</span></label>\
    <input id="file" name="file" type="file" accept=".csv,text/csv" required></div>
    <button class="button">Take the file in</button></form>{{/mayEnter}}
    <h2>Given</h2>
    {{#isEmpty}}<p>Nothing yet.</p>{{/isEmpty}}
    {{^isEmpty}}<div class="scroll" tabindex="0" role="region" aria-label="Examinations"><table>\
    <caption>The latest first</caption><thead><tr><th scope="col">Month</th><th scope="col">Site\
    </th><th scope="col" class="number">Examinations</th><th scope="col">By modality</th></tr>\
    </thead><tbody>{{#rows}}<tr><th scope="row">{{month}}</th><td>{{site}}</td>\
    <td class="number">{{number}}</td><td>{{modalities}}</td></tr>{{/rows}}</tbody></table></div>\
    {{/isEmpty}}
    {{/content}}{{/main}}{{/layout}}
    """
}

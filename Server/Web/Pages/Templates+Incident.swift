extension Templates {
  private static let hidden = """
    <input type="hidden" name="form-token" value="{{formToken}}">\
    <input type="hidden" name="version" value="{{version}}">
    """

  private static func step(
    _ place: String, _ action: String, _ title: String, _ button: String, extra: String = ""
  ) -> String {
    """
    <details><summary>\(title)</summary>
    <form method="post" action="/\(place)/{{id}}">\(hidden)
    <input type="hidden" name="action" value="\(action)">
    <div class="field"><label for="on-\(action)">Day</label>\
    <input id="on-\(action)" name="on" type="date" value="{{today}}" required></div>
    \(extra)
    <button class="button">\(button)</button></form></details>
    """
  }

  private static func field(
    _ action: String, _ name: String, _ label: String, hint: String = "", type: String = "text"
  ) -> String {
    let hinted = hint.isEmpty ? "" : "<span class=\"hint\">\(hint)</span>"
    return """
      <div class="field"><label for="\(name)-\(action)">\(label)\(hinted)</label>\
      <input id="\(name)-\(action)" name="\(name)" type="\(type)"></div>
      """
  }

  /// What is recorded of the way to the authority, of an incident and of a theme alike.
  static func steps(of place: String) -> String {
    let role = "A role, not a name"
    return [
      step(
        place, "submitted", "The authority was notified", "Record the notification",
        extra: field(
          "submitted", "reference", "The authority's reference", hint: "In its automatic e-mail")
          + field("submitted", "by", "Submitted by", hint: role)
          + field("submitted", "channel", "How", hint: "Such as the web form")),
      step(
        place, "inspector", "The inspector was told that the report will be late",
        "Record the contact",
        extra: field("inspector", "by", "Who was told", hint: role)
          + field("inspector", "agreed", "Day agreed", hint: "The due date stays", type: "date")),
      step(
        place, "report-sent", "The report was sent", "Record the report",
        extra: field("report-sent", "by", "Sent by", hint: role)),
      step(place, "with-authority", "The authority reviews the report", "Record the review"),
      step(
        place, "correspondence", "The authority wrote, or was written to", "Record the letter",
        extra: field("correspondence", "text", "What it was about")
          + field("correspondence", "reference", "Reference")),
      step(
        place, "visit", "The authority took another step", "Record the step",
        extra: field("visit", "text", "Which step", hint: "Such as a site visit")
          + field("visit", "evidence", "What came of it")),
      step(
        place, "closure", "The authority closed it", "Record the closure",
        extra: field("closure", "reference", "Reference of the closing e-mail")),
    ].joined(separator: "\n")
  }

  private static let doing = """
    <h2 class="screen">What happens next</h2>
    \(steps(of: "incidents"))
    <details><summary>Close it here</summary><form method="post" action="/incidents/{{id}}">\
    \(hidden)<input type="hidden" name="action" value="close">
    <p>The analysis must be recorded and every action done or handed on.</p>
    <button class="button">Close the incident</button></form></details>
    <details><summary>Add a note</summary><form method="post" action="/incidents/{{id}}">\
    \(hidden)<input type="hidden" name="action" value="note">
    <div class="field"><label for="note">Note<span class="hint">No names of patients</span></label>\
    <textarea id="note" name="text" required></textarea></div>
    <button class="button">Add the note</button></form></details>
    <details><summary>Correct a field</summary><form method="post" action="/incidents/{{id}}">\
    \(hidden)<input type="hidden" name="action" value="field">
    <div class="field"><label for="path">Field<span class="hint">As listed below, such as \
    <code>individuals/0/effectiveDose/total</code></span></label><input id="path" name="path" \
    required></div>
    <div class="field"><label for="value">New value<span class="hint">Empty removes it</span>\
    </label><input id="value" name="value"></div>
    <div class="field"><label for="why-field">Reason</label><input id="why-field" name="why"></div>
    <button class="button">Correct it</button></form></details>
    <details><summary>Withdraw the record</summary><form method="post" \
    action="/incidents/{{id}}">\(hidden)<input type="hidden" name="action" value="withdraw">
    <p>It stays, with its history, and leaves the notifications.</p>
    <div class="field"><label for="why-withdraw">Reason</label><input id="why-withdraw" name="why" \
    required></div><button class="button danger">Withdraw</button></form></details>
    """

  static let incident = """
    {{<layout}}{{$main}}{{#content}}
    <h1>{{name}}</h1>
    <p>{{site}} · {{status}} · {{#outcome}}<span class="tag {{colour}}">{{text}}</span>\
    {{/outcome}} {{#state}}<span class="tag {{colour}}">{{text}}</span>{{/state}}</p>
    {{#isWithdrawn}}<div class="callout"><p>This record was withdrawn.</p></div>{{/isWithdrawn}}
    {{#inConflict}}<div class="callout warning"><h2>In conflict</h2>
    <p>People who had not seen each other's work wrote different values. Nothing is lost; \
    somebody has to settle it.</p>
    <ul>{{#conflicts}}<li><code>{{.}}</code></li>{{/conflicts}}</ul>
    <p><a href="/records/{{id}}/conflicts">Settle the conflicts</a></p></div>{{/inConflict}}
    {{#isNamed}}<div class="callout warning"><h2>This seems to name a person</h2>
    <p>No report leaves while it does. Write instead, or have the site redact it:</p>
    <ul>{{#named}}<li>{{.}}</li>{{/named}}</ul></div>{{/isNamed}}
    {{#hasDuplicates}}<div class="callout"><h2>Perhaps the same event</h2>
    <p>Another record may be of the same event. Nothing is merged by itself.</p>
    <ul>{{#duplicates}}<li><a href="/incidents/{{name}}">{{value}}</a></li>{{/duplicates}}</ul>
    <p><a href="/duplicates">Decide about possible duplicates</a></p></div>{{/hasDuplicates}}
    <h2>The two clocks</h2>
    <dl class="summary">{{#summary}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/summary}}</dl>
    {{#clocks}}{{> picture}}{{/clocks}}
    <h2>What the rules find</h2>
    {{#strips}}{{> picture}}{{/strips}}
    {{#hasFindings}}<div class="scroll" tabindex="0" role="region" aria-label="Findings"><table>
    <caption>Findings for each individual</caption><thead><tr><th scope="col">Individual</th>\
    <th scope="col">Code</th><th scope="col">Result</th><th scope="col">Why</th>\
    <th scope="col">Margin</th></tr></thead><tbody>
    {{#findings}}<tr><td class="number">{{individual}}</td><th scope="row">{{code}}</th>\
    <td>{{#result}}<span class="tag {{colour}}">{{text}}</span>{{/result}}</td>\
    <td>{{reason}}{{#missing}}<br><span class="quiet">Missing: {{.}}</span>{{/missing}}\
    <blockquote>{{quote}}</blockquote></td><td>{{margin}}</td></tr>{{/findings}}
    </tbody></table></div>{{/hasFindings}}
    {{^hasFindings}}<p>No criterion applies to what was recorded.</p>{{/hasFindings}}
    <h3>Whom to tell</h3>
    <ul>{{#routes}}<li><strong>{{body}}</strong> ({{duty}}): {{reason}}</li>{{/routes}}</ul>
    {{#hasPrompts}}<h3>To consider</h3><ul>{{#prompts}}<li>{{.}}</li>{{/prompts}}</ul>\
    {{/hasPrompts}}
    <p><a href="/incidents/{{id}}/report">The investigation report</a></p>
    {{#mayEdit}}\(doing){{/mayEdit}}
    <h2>What was recorded</h2>
    <dl class="summary">{{#fields}}<dt><code>{{name}}</code></dt><dd class="pre">{{value}}</dd>\
    {{/fields}}</dl>
    <h2>History</h2>
    <ol>{{#changes}}<li><strong>{{at}}</strong>, {{who}}: {{words}}{{#why}} \
    <span class="quiet">Reason: {{.}}</span>{{/why}}{{#isAhead}} \
    <span class="tag amber">Clock ahead</span>{{/isAhead}}</li>{{/changes}}</ol>
    {{/content}}{{/main}}{{/layout}}
    """
}

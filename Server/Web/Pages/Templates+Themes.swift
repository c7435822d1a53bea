extension Templates {
  private static let joining = """
    {{#existing}}<details><summary>Add what is new to “{{title}}”</summary>
    <form method="post" action="/themes"><input type="hidden" name="form-token" \
    value="{{formToken}}"><input type="hidden" name="theme" value="{{id}}">\
    <input type="hidden" name="version" value="{{version}}">\
    <input type="hidden" name="incidents" value="{{joined}}">
    <p>{{count}} will join. The clock of the theme stands; tell the authority of what joined.</p>
    <div class="field"><label for="join{{number}}">Reason</label>\
    <input id="join{{number}}" name="why" required></div>
    <button class="button" name="decision" value="join">Add to the theme</button></form>\
    </details>{{/existing}}
    """

  private static let deciding = """
    <details><summary>Decide about it</summary><form method="post" action="/themes">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="incidents" value="{{joined}}">
    <input type="hidden" name="ground" value="{{id}}">
    <p>A confirmed theme is a notification of its own, to {{authorities}}. Its incidents keep \
    their codes and their clocks.</p>
    <div class="field"><label for="title{{number}}">Name of the theme<span class="hint">Needed to \
    confirm it</span></label><input id="title{{number}}" name="title"></div>
    <div class="field"><label for="day{{number}}">Day on which it was identified<span class="hint">\
    Its clock counts from this day</span></label><input id="day{{number}}" name="identifiedOn" \
    type="date" value="{{today}}" max="{{today}}"></div>
    <div class="field"><label for="codes{{number}}">Code<span class="hint">M with the most relevant \
    category, such as M4.2b</span></label><input id="codes{{number}}" name="complementary" \
    class="short" value="{{complementary}}"></div>
    <div class="field"><label for="why{{number}}">Reason</label>\
    <input id="why{{number}}" name="why" required></div>
    <button class="button" name="decision" value="confirm">Confirm the theme</button>
    <button class="button second" name="decision" value="reject">It is no theme</button>
    </form></details>
    """

  static let themes = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Themes</h1>
    <p class="lead">Similar incidents across sites. The search only proposes; a person confirms, \
    and a confirmed theme has clocks of its own from the day on which it was identified.</p>
    {{> coverage-note}}
    <h2>Proposed</h2>
    {{^hasProposals}}<p>No similar incidents wait for a decision.</p>{{/hasProposals}}
    {{#proposals}}<section class="candidate" aria-labelledby="p{{number}}">
    <h3 id="p{{number}}">{{title}}, {{sites}} \
    {{#strength}}<span class="tag {{colour}}">{{text}}</span>{{/strength}}</h3>
    <ul>{{#reasons}}<li>{{.}}</li>{{/reasons}}</ul>
    <p>{{#incidents}}<a href="/incidents/{{id}}">{{name}}</a> {{/incidents}}</p>
    {{#mayDecide}}\(joining)\(deciding){{/mayDecide}}</section>{{/proposals}}
    <h2>Decided</h2>
    {{^hasThemes}}<p>Nothing yet.</p>{{/hasThemes}}
    {{#hasThemes}}<div class="scroll" tabindex="0" role="region" aria-label="Themes"><table>\
    <caption>Themes</caption><thead><tr><th scope="col">Theme</th><th scope="col">State</th>\
    <th scope="col">Notify by</th><th scope="col">Report by</th><th scope="col">Incidents</th>\
    <th scope="col">Reason</th></tr></thead><tbody>{{#themes}}<tr><th scope="row">\
    <a href="/themes/{{id}}">{{title}}</a></th>\
    <td>{{#state}}<span class="tag {{colour}}">{{text}}</span>{{/state}}</td><td>{{notifyBy}}</td>\
    <td>{{reportBy}}</td><td>{{#incidents}}<a href="/incidents/{{id}}">{{name}}</a> \
    {{/incidents}}</td><td>{{reason}}</td></tr>{{/themes}}</tbody></table></div>{{/hasThemes}}
    {{/content}}{{/main}}{{/layout}}
    """

  static let theme = """
    {{<layout}}{{$main}}{{#content}}
    <h1>{{name}}</h1>
    <p>Theme · {{reference}} · {{#state}}<span class="tag {{colour}}">{{text}}</span>{{/state}}</p>
    {{#isInConflict}}<div class="callout warning"><h2>In conflict</h2>
    <p><a href="/records/{{id}}/conflicts">Settle the conflicts</a></p></div>{{/isInConflict}}
    {{#hasWithdrawn}}<div class="callout warning"><h2>Changed since</h2>
    <p>Withdrawn since the theme was confirmed: {{#withdrawn}}<a href="/incidents/{{id}}">{{name}}\
    </a> {{/withdrawn}}. Tell the authority if it was notified.</p></div>{{/hasWithdrawn}}
    <h2>The two clocks</h2>
    <dl class="summary">{{#summary}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/summary}}</dl>
    {{#clocks}}{{> picture}}{{/clocks}}
    <h2>Its incidents</h2>
    <p>They keep their codes and their clocks.</p>
    <ul>{{#incidents}}<li><a href="/incidents/{{id}}">{{name}}</a></li>{{/incidents}}</ul>
    {{#mayEdit}}<h2 class="screen">What happens next</h2>
    \(steps(of: "themes")){{/mayEdit}}
    <h2>History</h2>
    <ol>{{#changes}}<li><strong>{{at}}</strong>, {{who}}: {{words}}{{#why}} \
    <span class="quiet">Reason: {{.}}</span>{{/why}}</li>{{/changes}}</ol>
    {{/content}}{{/main}}{{/layout}}
    """

  static let duplicates = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Possible duplicates</h1>
    <p class="lead">Two records that may be of one event. Nothing is merged by itself: a person \
    decides, and says why.</p>
    {{> coverage-note}}
    {{#isEmpty}}<p>No two records look like one event.</p>{{/isEmpty}}
    {{#pairs}}<section class="candidate" aria-labelledby="d{{number}}">
    <h2 id="d{{number}}">{{title}}</h2>
    <ul>{{#reasons}}<li>{{.}}</li>{{/reasons}}</ul>
    <div class="candidates">{{#both}}<div><h3><a href="/incidents/{{id}}">{{name}}</a></h3>
    <dl class="summary"><dt>Site</dt><dd>{{site}}</dd><dt>Discovered</dt><dd>{{discovered}}</dd>\
    <dt>Codes</dt><dd>{{codes}}</dd><dt>Status</dt><dd>{{status}}</dd></dl></div>{{/both}}</div>
    {{#mayDecide}}<details><summary>Decide about it</summary>\
    <form method="post" action="/duplicates"><input type="hidden" name="form-token" \
    value="{{formToken}}">{{#both}}<input type="hidden" name="id{{place}}" value="{{id}}">\
    <input type="hidden" name="version{{place}}" value="{{version}}">{{/both}}
    <fieldset><legend>Are they one event?</legend>
    {{#both}}<div class="choice"><input type="radio" id="keep{{number}}-{{place}}" name="decision" \
    value="keep{{place}}" required><label for="keep{{number}}-{{place}}">Yes: keep {{name}} and \
    withdraw the other</label></div>{{/both}}
    <div class="choice"><input type="radio" id="two{{number}}" name="decision" value="two">\
    <label for="two{{number}}">No: they are two events</label></div></fieldset>
    <p class="hint">The earlier day of discovery goes to the record that is kept.</p>
    <div class="field"><label for="why{{number}}">Reason</label>\
    <input id="why{{number}}" name="why" required></div>
    <button class="button">Record the decision</button></form></details>{{/mayDecide}}
    </section>{{/pairs}}
    {{/content}}{{/main}}{{/layout}}
    """
}

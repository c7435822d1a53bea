internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication

/// Themes: what the search proposes across sites, and what a person confirmed or rejected.
struct ThemesPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.themesPage, behind: gate) { try await show($0) }
    router.serve(.themeForm, behind: gate) { try await decide($0) }
  }

  struct Incident {
    let id: String
    let name: String
  }

  struct Proposal {
    let id: String
    let number: Int
    let title: String
    let strength: Tag
    let sites: String
    let reasons: [String]
    let incidents: [Incident]
    let joined: String
  }

  struct Theme {
    let title: String
    let state: Tag
    let notifyBy: String
    let reportBy: String
    let incidents: [Incident]
    let reason: String
  }

  struct Content {
    let proposals: [Proposal]
    let hasProposals: Bool
    let themes: [Theme]
    let hasThemes: Bool
    let mayDecide: Bool
  }

  private func show(_ admitted: Admitted) async throws -> Response {
    let centre = pages.centre
    let names = Dictionary(
      try await centre.rows().incidents.map { ($0.id, $0.reference ?? $0.id) },
      uniquingKeysWith: { first, _ in first })
    func named(_ ids: some Sequence<String>) -> [Incident] {
      ids.map { Incident(id: $0, name: names[$0] ?? $0) }
    }
    let proposals = try await centre.themeProposals().enumerated().map { index, proposal in
      Proposal(
        id: proposal.id.description, number: index,
        title: Wording.words(proposal.ground.rawValue),
        strength: proposal.strength == .proposed
          ? Tag("Proposed", "amber") : Tag("Question", "grey"),
        sites: proposal.sites.joined(separator: ", "), reasons: proposal.reasons.map(\.text),
        incidents: named(proposal.incidents), joined: proposal.incidents.joined(separator: " "))
    }
    let themes = try await centre.snapshots(of: .theme).map { snapshot in
      let view = ThemeView(snapshot)
      let confirmed = view.confirmed
      return Theme(
        title: snapshot.text("title") ?? snapshot.reference ?? "\(snapshot.id)",
        state: confirmed != nil
          ? Tag("Confirmed", "red") : Tag(Wording.words(snapshot.text("status") ?? ""), "grey"),
        notifyBy: Wording.day(confirmed?.notifyBy.description),
        reportBy: Wording.day(confirmed?.reportBy.description),
        incidents: named(view.incidents.sorted()), reason: snapshot.text("reason") ?? "")
    }
    let content = Content(
      proposals: proposals, hasProposals: !proposals.isEmpty, themes: themes,
      hasThemes: !themes.isEmpty,
      mayDecide: Endpoint.themeForm.admits(try admitted.known().role))
    return pages.show("themes", title: "Themes", content, admitted)
  }

  private func decide(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/themes") {
      let title = try PageSet.required("title", fields, "Name the theme.")
      let why = try PageSet.required("why", fields, "Say why it is, or is not, a theme.")
      let isConfirmed = fields["decision"] == "confirm"
      let incidents = (fields.text("incidents") ?? "").split(separator: " ").map(String.init)
      _ = try await pages.centre.add(
        .theme,
        [
          "title": .string(title), "status": .string(isConfirmed ? "confirmed" : "rejected"),
          "identifiedOn": JSONValue(pages.centre.today),
          "confirmedBy": .string(principal.role.rawValue), "reason": .string(why),
          "ground": JSONValue(fields.text("ground")), "incidents": JSONValue(incidents),
        ], by: principal)
    }
  }
}

extension Templates {
  static let themes = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Themes</h1>
    <p class="lead">Similar incidents across sites. The search only proposes; a person confirms, \
    and a confirmed theme has clocks of its own from the day on which it was identified.</p>
    <h2>Proposed</h2>
    {{^hasProposals}}<p>No similar incidents were found.</p>{{/hasProposals}}
    {{#proposals}}<section class="candidate" aria-labelledby="p{{number}}">
    <h3 id="p{{number}}">{{title}} <span class="quiet">{{sites}}</span> \
    {{#strength}}<span class="tag {{colour}}">{{text}}</span>{{/strength}}</h3>
    <ul>{{#reasons}}<li>{{.}}</li>{{/reasons}}</ul>
    <p>{{#incidents}}<a href="/incidents/{{id}}">{{name}}</a> {{/incidents}}</p>
    {{#mayDecide}}<form method="post" action="/themes">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="incidents" value="{{joined}}">
    <input type="hidden" name="ground" value="{{id}}">
    <div class="field"><label for="title{{number}}">Name of the theme</label>\
    <input id="title{{number}}" name="title" required></div>
    <div class="field"><label for="why{{number}}">Reason</label>\
    <input id="why{{number}}" name="why" required></div>
    <button class="button" name="decision" value="confirm">Confirm the theme</button>
    <button class="button second" name="decision" value="reject">It is no theme</button>
    </form>{{/mayDecide}}</section>{{/proposals}}
    <h2>Decided</h2>
    {{^hasThemes}}<p>Nothing yet.</p>{{/hasThemes}}
    {{#hasThemes}}<div class="scroll" tabindex="0" role="region" aria-label="Themes"><table>\
    <caption>Themes</caption><thead><tr><th scope="col">Theme</th><th scope="col">State</th>\
    <th scope="col">Notify by</th><th scope="col">Report by</th><th scope="col">Incidents</th>\
    <th scope="col">Reason</th></tr></thead><tbody>{{#themes}}<tr><th scope="row">{{title}}</th>\
    <td>{{#state}}<span class="tag {{colour}}">{{text}}</span>{{/state}}</td><td>{{notifyBy}}</td>\
    <td>{{reportBy}}</td><td>{{#incidents}}<a href="/incidents/{{id}}">{{name}}</a> \
    {{/incidents}}</td><td>{{reason}}</td></tr>{{/themes}}</tbody></table></div>{{/hasThemes}}
    {{/content}}{{/main}}{{/layout}}
    """
}

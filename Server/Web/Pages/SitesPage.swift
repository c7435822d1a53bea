internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication

/// Sites and how far each was heard; their devices, enrolment codes and revocation.
struct SitesPage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.sitesPage, behind: gate) { try await sites($0) }
    router.serve(.devicesPage, behind: gate) { try await devices($0, code: nil) }
    router.serve(.codeForm, behind: gate) { try await makeCode($0) }
    router.serve(.revokeForm, behind: gate) { try await revoke($0) }
  }

  struct Site {
    let site: String
    let lastSync: String
    let state: Tag
    let merged: String
    let quarantined: String
    let behind: String
    let devices: Int
  }

  struct Sites {
    let sites: [Site]
    let isEmpty: Bool
    let warnings: [String]
    let hasWarnings: Bool
  }

  private func sites(_ admitted: Admitted) async throws -> Response {
    let sites = try await pages.centre.coverage().map { site in
      let days = site.silentDays.map { Wording.count($0, "day") } ?? "ever"
      return Site(
        site: site.site, lastSync: Wording.moment(site.lastSync),
        state: site.isSilent
          ? Tag("Silent for \(days)", "amber")
          : site.behind > 0 ? Tag("More to come", "blue") : Tag("Heard", "green"),
        merged: String(site.merged), quarantined: String(site.quarantined),
        behind: String(site.behind), devices: site.devices)
    }
    let warnings = try await pages.centre.lowReporting().map(\.words)
    let content = Sites(
      sites: sites, isEmpty: sites.isEmpty, warnings: warnings, hasWarnings: !warnings.isEmpty)
    return pages.show("sites", title: "Sites", content, admitted)
  }

  struct Device {
    let id: String
    let number: Int
    let name: String
    let site: String
    let role: String
    let lastSync: String
    let isRevoked: Bool
    let why: String
  }

  struct Devices {
    let devices: [Device]
    let isEmpty: Bool
    let code: String?
    let codeSite: String
    let hours: Int
  }

  private func devices(
    _ admitted: Admitted, code: (text: String, site: String)?
  ) async throws -> Response {
    let devices = try await pages.centre.listedDevices().enumerated().map { index, device in
      Device(
        id: device.id, number: index, name: device.name.isEmpty ? "unnamed" : device.name,
        site: device.site, role: device.role, lastSync: Wording.moment(device.lastSync),
        isRevoked: device.revokedWhy != nil, why: device.revokedWhy ?? "")
    }
    let content = Devices(
      devices: devices, isEmpty: devices.isEmpty, code: code?.text, codeSite: code?.site ?? "",
      hours: Centre.codeHours)
    return pages.show("devices", title: "Devices", content, admitted)
  }

  /// The code is shown once, on the answer to the form.
  private func makeCode(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    do {
      return try await devices(
        admitted, code: try await pages.decisions.makeCode(fields, by: principal))
    } catch EditRefusal.invalid(let error) {
      return pages.refusal(
        "There is a problem", [error.message], "/devices", admitted, status: .unprocessableContent)
    }
  }

  private func revoke(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    let id = try admitted.parameter("id")
    return try await pages.change(admitted, then: "/devices") {
      try await pages.decisions.revokeDevice(id, fields, by: principal)
    }
  }
}

extension Templates {
  static let sites = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Sites</h1>
    <p class="lead">How much of each site the centre has, and up to when. No site is good news \
    only because it is quiet.</p>
    {{#hasWarnings}}<div class="callout warning"><h2>Low reporting</h2><ul>{{#warnings}}<li>{{.}}\
    </li>{{/warnings}}</ul></div>{{/hasWarnings}}
    {{#isEmpty}}<p>No site has enrolled.</p>{{/isEmpty}}
    {{^isEmpty}}<div class="scroll" tabindex="0" role="region" aria-label="Sites"><table>\
    <caption>Coverage</caption><thead><tr><th scope="col">Site</th><th scope="col">State</th>\
    <th scope="col">Last heard</th><th scope="col">Merged</th><th scope="col">Apart</th>\
    <th scope="col">Still to come</th><th scope="col">Devices</th></tr></thead><tbody>
    {{#sites}}<tr><th scope="row">{{site}}</th><td>{{#state}}<span class="tag {{colour}}">{{text}}\
    </span>{{/state}}</td><td>{{lastSync}}</td><td class="number">{{merged}}</td>\
    <td class="number">{{quarantined}}</td><td class="number">{{behind}}</td>\
    <td class="number">{{devices}}</td></tr>{{/sites}}</tbody></table></div>{{/isEmpty}}
    {{/content}}{{/main}}{{/layout}}
    """

  static let devices = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Devices</h1>
    {{#code}}<div class="callout done" role="status"><h2>Enrolment code for {{codeSite}}</h2>
    <p class="value"><code>{{.}}</code></p><p>It is good once, for {{hours}} hours, and is not \
    shown again. The site also needs the centre's <code>ca.pem</code>.</p></div>{{/code}}
    <h2>Enrol a device</h2>
    <form method="post" action="/devices"><input type="hidden" name="form-token" \
    value="{{formToken}}">
    <div class="field"><label for="site">Site's code</label><input id="site" name="site" \
    class="short" required></div>
    <fieldset><legend>What it may do</legend><div class="choice"><input type="radio" id="role-site" \
    name="role" value="site" checked><label for="role-site">Read and write its site's records\
    </label></div><div class="choice"><input type="radio" id="role-reader" name="role" \
    value="reader"><label for="role-reader">Read only</label></div></fieldset>
    <button class="button">Make a code</button></form>
    <h2>Enrolled</h2>
    {{#isEmpty}}<p>None yet.</p>{{/isEmpty}}
    {{#devices}}<section class="candidate" aria-labelledby="d{{number}}"><h3 id="d{{number}}">\
    {{site}}: {{name}} {{#isRevoked}}<span class="tag red">Revoked</span>{{/isRevoked}}</h3>
    <dl class="summary"><dt>Device</dt><dd><code>{{id}}</code></dd><dt>May</dt><dd>{{role}}</dd>\
    <dt>Last heard</dt><dd>{{lastSync}}</dd>{{#isRevoked}}<dt>Why</dt><dd>{{why}}</dd>\
    {{/isRevoked}}</dl>
    {{^isRevoked}}<details><summary>Revoke this device</summary>\
    <form method="post" action="/devices/{{id}}/revoke"><input type="hidden" name="form-token" \
    value="{{formToken}}"><p>What it still sends is kept apart.</p><div class="field">\
    <label for="why{{number}}">Reason</label><input id="why{{number}}" name="why" required></div>\
    <button class="button danger">Revoke</button></form></details>{{/isRevoked}}</section>\
    {{/devices}}
    {{/content}}{{/main}}{{/layout}}
    """
}

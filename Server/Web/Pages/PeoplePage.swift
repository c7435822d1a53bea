internal import Aggregation
internal import Hummingbird
internal import Records

/// People and their roles, and what was read and done.
struct PeoplePage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.peoplePage, behind: gate) { try await show($0) }
    router.serve(.personForm, behind: gate) { try await add($0) }
    router.serve(.endAccessForm, behind: gate) { try await endAccess($0) }
    router.serve(.accessPage, behind: gate) { try await accesses($0) }
  }

  struct Person {
    let id: String
    let email: String
    let role: String
    let hasAccess: Bool
    let isSelf: Bool
  }

  struct Choice {
    let value: String
    let text: String
  }

  struct Content {
    let people: [Person]
    let roles: [Choice]
    let passwordLength: Int
  }

  private static let roles: [Role: String] = [
    .governance: "Governance: reviews, settles, answers to the regulator, runs the centre",
    .employer: "Employer: receives reports, approves decisions",
    .mpe: "Medical physics expert: assesses doses and advises",
    .reader: "Reader: sees records and decides nothing",
  ]

  private func show(_ admitted: Admitted) async throws -> Response {
    let me = try admitted.known().id
    let people = try await pages.centre.people().map {
      Person(
        id: $0.id, email: $0.email, role: $0.role.rawValue, hasAccess: $0.hasAccess,
        isSelf: $0.id == me)
    }
    let content = Content(
      people: people,
      roles: Role.allCases.map {
        Choice(value: $0.rawValue, text: Self.roles[$0] ?? $0.rawValue)
      }, passwordLength: PasswordHash.lengthMin)
    return pages.show("people", title: "People", content, admitted)
  }

  private func add(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/people") {
      try await pages.decisions.addPerson(fields, by: principal)
    }
  }

  private func endAccess(_ admitted: Admitted) async throws -> Response {
    _ = try admitted.form()
    let principal = try admitted.known()
    let id = try admitted.parameter("id")
    return try await pages.change(admitted, then: "/people") {
      try await pages.decisions.endAccess(id, by: principal)
    }
  }

  struct Access {
    let at: String
    let who: String
    let role: String
    let action: String
    let subject: String
  }

  struct Accesses {
    let accesses: [Access]
  }

  private func accesses(_ admitted: Admitted) async throws -> Response {
    let names = Dictionary(
      try await pages.centre.people().map { ($0.id, $0.email) },
      uniquingKeysWith: { first, _ in first })
    let accesses = try await pages.centre.listedAccesses(limit: 500).map { access in
      Access(
        at: Wording.moment(access.at), who: names[access.who] ?? access.who, role: access.role,
        action: access.action, subject: access.subject)
    }
    return pages.show("access", title: "Access log", Accesses(accesses: accesses), admitted)
  }
}

extension Templates {
  static let people = """
    {{<layout}}{{$main}}{{#content}}
    <h1>People</h1>
    <p><a href="/access">Who read and did what</a></p>
    <div class="scroll" tabindex="0" role="region" aria-label="People"><table>\
    <caption>People</caption><thead><tr><th scope="col">E-mail address</th>\
    <th scope="col">Role</th><th scope="col">Access</th></tr></thead><tbody>
    {{#people}}<tr><th scope="row">{{email}}</th><td>{{role}}</td><td>{{^hasAccess}}ended\
    {{/hasAccess}}{{#hasAccess}}{{#isSelf}}yes, this is you{{/isSelf}}{{^isSelf}}\
    <form method="post" action="/people/{{id}}/end"><input type="hidden" name="form-token" \
    value="{{formToken}}"><button class="button second">End access of {{email}}</button></form>\
    {{/isSelf}}{{/hasAccess}}</td></tr>{{/people}}</tbody></table></div>
    <h2>Give somebody access</h2>
    <p>For somebody who is here already this changes the role and the password.</p>
    <form method="post" action="/people"><input type="hidden" name="form-token" \
    value="{{formToken}}">
    <div class="field"><label for="email">E-mail address</label><input id="email" name="email" \
    type="email" required></div>
    <fieldset><legend>Role</legend>{{#roles}}<div class="choice"><input type="radio" \
    id="role-{{value}}" name="role" value="{{value}}" required><label for="role-{{value}}">{{text}}\
    </label></div>{{/roles}}</fieldset>
    <div class="field"><label for="password">First password<span class="hint">At least \
    {{passwordLength}} characters</span></label><input id="password" name="password" \
    type="password" autocomplete="new-password" required></div>
    <button class="button">Give access</button></form>
    {{/content}}{{/main}}{{/layout}}
    """

  static let access = """
    {{<layout}}{{$main}}{{#content}}
    <h1>Who read and did what</h1>
    <div class="scroll" tabindex="0" role="region" aria-label="Access log"><table>\
    <caption>The latest 500, newest first</caption><thead><tr><th scope="col">When</th>\
    <th scope="col">Who</th><th scope="col">Role</th><th scope="col">What</th>\
    <th scope="col">Of</th></tr></thead><tbody>
    {{#accesses}}<tr><td>{{at}}</td><td>{{who}}</td><td>{{role}}</td><td>{{action}}</td>\
    <td><code>{{subject}}</code></td></tr>{{/accesses}}</tbody></table></div>
    {{/content}}{{/main}}{{/layout}}
    """
}

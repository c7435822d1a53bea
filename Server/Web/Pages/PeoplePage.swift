internal import Aggregation
internal import Hummingbird
internal import Records
internal import Screens

/// People, their roles and how they sign in.
struct PeoplePage: Sendable {
  let pages: PageContext
  /// The address of the pages; `nil`: not set.
  let publicURL: String?

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.peoplePage, behind: accessControl) { try await show($0) }
    router.serve(.personForm, behind: accessControl) { try await add($0) }
    router.serve(.endAccessForm, behind: accessControl) { authorised in
      try await change(authorised) { try await pages.decisions.endAccess($0, by: $1) }
    }
    router.serve(.resetFactorForm, behind: accessControl) { authorised in
      try await change(authorised) { try await pages.decisions.endSecondFactor($0, by: $1) }
    }
  }

  struct Person {
    let id: String
    let email: String
    let role: String
    let label: String
    let signsIn: String
    let hasAccess: Bool
    let isSelf: Bool
    let hasSecondFactor: Bool
  }

  struct Choice {
    let value: String
    let text: String
  }

  struct Invitation {
    let email: String
    let link: String
    let hours: Int
    let lacksAddress: Bool
  }

  struct Content {
    let people: [Person]
    let roles: [Choice]
    let passwordLength: Int
    let rule: String
    let sites: [String]
    let invitation: Invitation?
  }

  static let roles: [Role: String] = [
    .governance: "Governance: reviews, settles, answers to the regulator, runs the centre",
    .employer: "Employer: receives reports, approves decisions",
    .mpe: "Medical physics expert: assesses doses and advises",
    .reader: "Reader: sees records and decides nothing",
    .administrator: "Administrator: people, tokens and devices; sees no record",
    .reporter: "Reporter: logs incidents for one site in a browser; sees what they logged",
  ]

  private func show(
    _ authorised: AuthorisedRequest, _ invitation: Invitation? = nil
  ) async throws -> Response {
    let me = try authorised.known().id
    let people = try await pages.centre.people().map { person in
      Person(
        id: person.id, email: person.email,
        role: Wording.displayText(person.role.rawValue) + (person.site.map { ", \($0)" } ?? ""),
        label: person.label ?? "–",
        signsIn: person.usesProvider
          ? "identity provider"
          : person.hasSecondFactor ? "password and code" : "password",
        hasAccess: person.hasAccess, isSelf: person.id == me,
        hasSecondFactor: person.hasSecondFactor)
    }
    let content = Content(
      people: people,
      roles: Role.allCases.map {
        Choice(value: $0.rawValue, text: Self.roles[$0] ?? $0.rawValue)
      }, passwordLength: PasswordHash.lengthMin, rule: PersonLabel.rule,
      sites: try await pages.centre.coverage().map(\.site), invitation: invitation)
    return pages.show("people", title: "People", content, authorised)
  }

  /// The link of an invitation is shown once, on the answer to the form.
  private func add(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    do {
      switch try await pages.decisions.addPerson(fields, by: principal) {
      case .given: return PageRenderer.redirect(to: "/people")
      case .invited(let email, let secret):
        return try await show(
          authorised,
          Invitation(
            email: email, link: "\(publicURL ?? "")/invitation/\(secret)",
            hours: Centre.invitationHours, lacksAddress: publicURL == nil))
      }
    } catch EditRefusal.invalid(let error) {
      return pages.refusal(
        "There is a problem", [error.message], "/people", authorised, status: .unprocessableContent)
    }
  }

  private func change(
    _ authorised: AuthorisedRequest, _ body: (String, Principal) async throws -> Void
  ) async throws -> Response {
    _ = try authorised.form()
    let principal = try authorised.known()
    let id = try authorised.parameter("id")
    return try await pages.change(authorised, then: "/people") { try await body(id, principal) }
  }
}

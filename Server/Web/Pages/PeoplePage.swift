internal import Aggregation
internal import Hummingbird
internal import Records
internal import Screens

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

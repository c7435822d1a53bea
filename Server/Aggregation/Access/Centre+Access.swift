internal import CentreStore
internal import RecordStore
internal import Records
package import Replication
internal import Synchronization

extension Centre {
  // MARK: People

  /// How long a session may be unused, and how long it lasts at most, in milliseconds.
  static let sessionIdle: Int64 = 30 * 60 * 1000
  static let sessionMax: Int64 = 12 * 3600 * 1000

  /// Adds a person, or gives an existing one a new role and password.
  ///
  /// - Parameter password: as ``PasswordHash`` encoded it, never the password itself.
  /// - Parameter site: the one that a reporter logs for.
  package func addPerson(
    email: String, role: Role, password: String, site: Scope? = nil
  ) async throws {
    let person = Administration.Person(
      id: newIdentifier(), email: email, role: role.rawValue, password: password,
      createdAt: now(), site: site?.code)
    try await writing { try $0.administration.put(person) }
  }

  /// The password hash and identifier of somebody who may sign in.
  package func credentials(email: String) async throws -> (person: String, password: String)? {
    let person = try await reading { try $0.administration.person(email: email) }
    guard let person, person.endedAt == nil, !person.usesProvider,
      Role(rawValue: person.role) != nil
    else { return nil }
    return (person.id, person.password)
  }

  /// Begins a session for a person whose password was checked.
  package func beginSession(person: String) async throws -> Secret {
    let secret = Secret.token(prefix: "cs_")
    let form = Secret.token(prefix: "")
    let now = now()
    try await writing {
      try $0.administration.addSession(
        hash: secret.hash, person: person, formToken: form.text, at: now,
        expiresAt: now + Self.sessionMax)
    }
    return secret
  }

  /// The owner of a session's cookie, while the session lasts.
  ///
  /// - Parameter showingMenu: whether it opens a page with the menu: its figures are counted anew where
  ///   the records or the day have changed.
  package func principal(
    session: String, showingMenu: Bool = false
  ) async throws -> Principal? {
    let (now, day) = (now(), today)
    let hash = Secret.hash(of: session)
    let usedAt = sessionUses.lastUse(of: hash)
    let isMenuDue = showingMenu && !isMenuRecent
    let (found, version) = try await together(isMenuDue ? [.version] : []) { reading in
      let found = try reading.centre.administration.session(
        hash: hash, at: now, idle: Self.sessionIdle, usedAt: usedAt)
      return (found, found != nil && isMenuDue ? try reading.centre.storeVersion() : nil)
    }
    if let version { try await refreshMenu(at: DayVersion(version: version, day: day)) }
    if let found { sessionUses.note(hash, at: now, written: found.usedAt) }
    guard let found, let role = Role(rawValue: found.person.role) else { return nil }
    return Principal(
      id: found.person.id, role: role,
      kind: .person(email: found.person.email, formToken: found.formToken),
      label: found.person.label, site: found.person.site.flatMap(Scope.init))
  }

  /// The identifier of the person whose session it is, or was until it ended; `nil` where that is no
  /// longer known.
  package func person(ofSession session: String) async throws -> String? {
    try await reading { try $0.administration.person(ofSession: Secret.hash(of: session)) }
  }

  package func endSession(_ session: String) async throws {
    try await endSession(hash: Secret.hash(of: session))
  }

  package func endSession(hash: [UInt8]) async throws {
    try await writing { try $0.administration.endSession(hash: hash) }
  }

  /// What is stored of a session's cookie; `nil` where it is too long to be one.
  package static func hash(ofSession session: String) -> [UInt8]? {
    session.utf8.count <= 256 ? Secret.hash(of: session) : nil
  }

  /// A person as the centre lists them.
  package struct Person: Hashable, Sendable {
    package let id: String
    package let email: String
    package let role: Role
    package let hasAccess: Bool
    /// The label that the history shows for them.
    package let label: String?
    /// The site that a reporter logs for.
    package let site: String?
    /// Whether they sign in with the trust's provider, not with a password.
    package let usesProvider: Bool
    package let hasSecondFactor: Bool
  }

  package func people() async throws -> [Person] {
    let (people, withCode) = try await together([.people]) { reading in
      let administration = reading.centre.administration
      return (try administration.people(), try administration.peopleWithSecondFactor())
    }
    return people.compactMap { person in
      Role(rawValue: person.role).map {
        Person(
          id: person.id, email: person.email, role: $0, hasAccess: person.endedAt == nil,
          label: person.label, site: person.site, usesProvider: person.usesProvider,
          hasSecondFactor: withCode.contains(person.id))
      }
    }
  }

  /// - Returns: whether there was such a person.
  package func endAccess(person id: String) async throws -> Bool {
    let now = now()
    return try await writing { try $0.administration.endAccess(person: id, at: now) }
  }

  // MARK: Programs

  /// A program's token as the centre lists it; the secret itself is not stored.
  package struct Token: Hashable, Sendable {
    package let id: String
    package let role: Role
    package let name: String
    package let createdAt: Int64
    package let expiresAt: Int64?
    package let revokedAt: Int64?
  }

  /// Creates an API token. Its secret is returned here and never again.
  ///
  /// - Parameters:
  ///   - hours: how long it is valid; `nil`: until revoked.
  ///   - id: one that was drawn with the form that asks for the token; drawn here unless given.
  /// - Throws: ``ValidationError`` `token-made` where a token of this identifier was made already: a page that
  ///   is loaded again sends its form again, and would make a second token unnoticed.
  package func makeToken(
    role: Role, name: String, hours: Int?, id: RecordID? = nil
  ) async throws -> (id: String, secret: Secret) {
    let secret = Secret.token(prefix: "candour_")
    let now = now()
    let token = Administration.Token(
      id: id?.description ?? newIdentifier(), role: role.rawValue, name: name, createdAt: now,
      expiresAt: hours.map { now + Self.milliseconds(hours: $0) })
    try await writing { centre in
      guard try !centre.administration.tokens().contains(where: { $0.id == token.id }) else {
        throw ValidationError(
          "token-made",
          "This token was made already: the form was sent a second time, by loading the page again. "
            + "No other was made. If the token was not copied, end it and make another.")
      }
      try centre.administration.add(token, hash: secret.hash)
    }
    return (token.id, secret)
  }

  /// The owner of this token, while it is valid.
  package func principal(token: String) async throws -> Principal? {
    let now = now()
    let found = try await reading {
      try $0.administration.token(hash: Secret.hash(of: token), at: now)
    }
    guard let found, let role = Role(rawValue: found.role) else { return nil }
    return Principal(id: found.id, role: role, kind: .program(name: found.name))
  }

  package func tokens() async throws -> [Token] {
    try await reading { try $0.administration.tokens() }.compactMap { token in
      Role(rawValue: token.role).map {
        Token(
          id: token.id, role: $0, name: token.name, createdAt: token.createdAt,
          expiresAt: token.expiresAt, revokedAt: token.revokedAt)
      }
    }
  }

  /// - Returns: whether there is such a token.
  package func revokeToken(_ id: String) async throws -> Bool {
    let now = now()
    return try await writing { try $0.administration.revoke(token: id, at: now) }
  }

  /// A validity in hours as milliseconds, limited to what a clock can represent.
  static func milliseconds(hours: Int) -> Int64 {
    Int64(min(max(hours, 1), 24 * 3650)) * 3_600_000
  }

  // MARK: The access log

  /// Records that somebody read or did something. Subjects are identifiers, never contents.
  ///
  /// Waits in memory for ``writeAccesses()``: reading a list does not cost a write to the disk.
  package func note(_ principal: Principal, _ action: String, _ subject: String) {
    let access = Administration.Access(
      at: now(), who: principal.id, role: principal.role.rawValue, action: action,
      subject: subject)
    unwrittenAccesses.withLock { $0.append(access) }
  }

  /// Writes the waiting accesses and uses of sessions, and deletes accesses older than their
  /// retention period.
  package func writeAccesses() async throws {
    let used = sessionUses.takeUnwritten()
    if !used.isEmpty { try await writing { try $0.administration.touch(sessions: used) } }
    let waiting = unwrittenAccesses.withLock { accesses in
      defer { accesses = [] }
      return accesses
    }
    guard !waiting.isEmpty else { return }
    let oldest = now() - accessKeptMilliseconds
    do {
      try await writing { try $0.administration.note(waiting, forgettingBefore: oldest) }
    } catch {
      unwrittenAccesses.withLock { $0 = waiting + $0 }
      throw error
    }
  }
}

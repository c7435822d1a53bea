internal import Aggregation
internal import Records
internal import Replication
internal import Screens

extension Decisions {
  /// The result of giving somebody access.
  enum Access: Hashable, Sendable {
    /// They sign in with the password that was given.
    case given
    /// They choose a password through a link, which contains this secret.
    case invited(email: String, secret: String)
  }

  /// Gives a person access, or a new role and password. Without a password they are invited to
  /// choose one.
  func addPerson(_ fields: FormFields, by principal: Principal) async throws -> Access {
    let email = try Self.required("email", fields, "Enter an e-mail address.")
    guard email.utf8.count <= 254, email.split(separator: "@").count == 2,
      !email.contains(where: \.isWhitespace)
    else { throw Self.invalid("email", "Enter an e-mail address.") }
    guard let role = Role(rawValue: fields["role"] ?? "") else {
      throw Self.invalid("role", "Choose a role.")
    }
    if case .person(let own, _) = principal.kind, own.lowercased() == email.lowercased() {
      throw EditRefusal.invalid(
        ValidationError("own-access", "Somebody else has to change your own role."))
    }
    let site = try site(fields, of: role)
    let label = try label(fields, email)
    guard let password = fields["password"], !password.isEmpty else {
      let secret = try await centre.invite(
        email: email, role: role, label: label, site: site)
      centre.note(principal, "invited as \(Self.displayText(role, site))", email)
      return .invited(email: email, secret: secret.text)
    }
    if let flaw = PasswordRule.flaw(of: password, for: email) {
      throw EditRefusal.invalid(ValidationError("weak-password", flaw, field: "password"))
    }
    let hash = try PasswordHash(of: password)
    try await centre.addPerson(
      email: email, role: role, password: hash.text, site: site)
    if let label { try await setLabel(label, email) }
    centre.note(principal, "gave access as \(Self.displayText(role, site))", email)
    return .given
  }

  private static func displayText(_ role: Role, _ site: Scope?) -> String {
    site.map { "\(role.rawValue) for \($0.code)" } ?? role.rawValue
  }

  /// The site of a reporter; other roles have none.
  private func site(_ fields: FormFields, of role: Role) throws -> Scope? {
    guard role == .reporter else { return nil }
    guard let site = fields.text("site").flatMap({ Scope($0.uppercased()) }), site != centre.trust
    else {
      throw Self.invalid("site", "A reporter logs for one site: give its code, such as RBD01.")
    }
    return site
  }

  private func label(_ fields: FormFields, _ email: String) throws -> PersonLabel? {
    guard let text = fields.text("label") else { return nil }
    guard let label = PersonLabel(text, email: email) else {
      throw Self.invalid("label", PersonLabel.rule)
    }
    return label
  }

  private func setLabel(_ label: PersonLabel, _ email: String) async throws {
    guard let person = try await centre.credentials(email: email)?.person,
      try await centre.setLabel(label, of: person)
    else { throw Self.invalid("label", "Somebody else has or had this label: choose another.") }
  }

  func endAccess(_ id: String, by principal: Principal) async throws {
    guard id != principal.id else {
      throw EditRefusal.invalid(
        ValidationError("own-access", "Somebody else has to end your own access."))
    }
    guard try await centre.endAccess(person: id) else { throw UnknownRecord() }
    centre.note(principal, "ended the access of", id)
  }

  /// Removes the second factor of somebody who has lost the authenticator and the recovery codes.
  func endSecondFactor(_ id: String, by principal: Principal) async throws {
    guard try await centre.hasSecondFactor(person: id) else { throw UnknownRecord() }
    try await centre.endSecondFactor(person: id)
    centre.note(principal, "ended the second factor of", id)
  }

  // MARK: Tokens

  /// Days for which a token is valid unless given, and at most.
  static let tokenDays = 365
  static let tokenDaysMax = 3650

  /// Creates a token for a program. Its secret is returned here and never again.
  func makeToken(
    _ fields: FormFields, by principal: Principal
  ) async throws -> (name: String, secret: String) {
    let name = try Self.required("name", fields, "Say which program it is for.")
    guard name.utf8.count <= 100 else { throw Self.invalid("name", "Give a shorter name.") }
    guard let role = Role(rawValue: fields["role"] ?? ""),
      principal.role == .governance || role == .administrator, Role.ofPrograms.contains(role)
    else { throw Self.invalid("role", "Choose a role that is not more than your own.") }
    guard let days = Int(fields.text("days") ?? "\(Self.tokenDays)"),
      (1...Self.tokenDaysMax).contains(days)
    else { throw Self.invalid("days", "A token is good for 1 to \(Self.tokenDaysMax) days.") }
    let (id, secret) = try await centre.makeToken(
      role: role, name: name, hours: days * 24, id: fields["once"].flatMap(RecordID.init(text:)))
    centre.note(principal, "made a token", id)
    return (name, secret.text)
  }

  func endToken(_ id: String, by principal: Principal) async throws {
    guard try await centre.revokeToken(id) else { throw UnknownRecord() }
    centre.note(principal, "ended a token", id)
  }
}

internal import Aggregation
internal import Hummingbird
internal import Screens

/// A person's own account: the password, and the second factor.
struct AccountPage: Sendable {
  let pages: PageContext
  let passwords: PasswordChecker
  let attempts: AttemptLimiter

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.accountPage, behind: accessControl) { try await show($0) }
    router.serve(.passwordForm, behind: accessControl) { try await changePassword($0) }
    router.serve(.labelForm, behind: accessControl) { try await setLabel($0) }
    router.serve(.factorForm, behind: accessControl) { try await changeFactor($0) }
  }

  private struct Content {
    var failure: String?
    var said: String?
    let email: String
    let role: String
    let hasPassword: Bool
    let hasFactor: Bool
    /// This person's name in the history.
    let author: String
    let label: String?
    let rule = PersonLabel.rule
    let passwordLength = PasswordHash.lengthMin
    var secret: String?
    var link: String?
    var recovery: [String] = []
  }

  private func show(
    _ authorised: AuthorisedRequest, failure: String? = nil, said: String? = nil,
    factor: OneTimePassword? = nil, recovery: [String] = []
  ) async throws -> Response {
    let (principal, email) = try person(authorised)
    let credentials = try await pages.centre.credentials(email: email)
    var content = Content(
      failure: failure, said: said, email: email, role: principal.role.rawValue,
      hasPassword: !(credentials?.password ?? "").isEmpty,
      hasFactor: try await pages.centre.hasSecondFactor(person: principal.id),
      author: principal.author, label: principal.label)
    if let factor {
      content.secret = Self.grouped(factor.text)
      content.link =
        "otpauth://totp/Candour:\(FormFields.encoded(email))?secret=\(factor.text)&issuer=Candour"
    }
    content.recovery = recovery
    return pages.show(
      "account", title: failure == nil ? "Your account" : "Error: Your account", content,
      authorised,
      status: failure == nil ? .ok : .unprocessableContent)
  }

  private func changePassword(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let (principal, email) = try person(authorised)
    if let refusal = try await confirm(fields, authorised, email) { return refusal }
    let new = fields["new"] ?? ""
    guard new == fields["again"] else {
      return try await show(authorised, failure: "The new password was typed in two ways.")
    }
    if let flaw = PasswordRule.flaw(of: new, for: email) {
      return try await show(authorised, failure: flaw)
    }
    try await pages.centre.changePassword(
      person: principal.id, to: try PasswordHash(of: new).text,
      keeping: authorised.request.cookies[AccessControl.sessionCookie]?.value ?? "")
    pages.centre.note(principal, "changed-own-password", "")
    return try await show(
      authorised, said: "Your password is changed. Your other sessions have ended.")
  }

  private func setLabel(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let (principal, email) = try person(authorised)
    guard let label = PersonLabel(fields.text("label") ?? "", email: email) else {
      return try await show(authorised, failure: PersonLabel.rule)
    }
    guard try await pages.centre.setLabel(label, of: principal.id) else {
      return try await show(
        authorised, failure: "Somebody else has or had this label: choose another.")
    }
    pages.centre.note(principal, "set-own-label", "")
    return PageRenderer.redirect(to: Endpoint.accountPage.path)
  }

  private func changeFactor(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let (principal, email) = try person(authorised)
    let centre = pages.centre
    switch fields["do"] {
    case "begin":
      if let refusal = try await confirm(fields, authorised, email) { return refusal }
      return try await show(
        authorised, factor: try await centre.beginSecondFactor(person: principal.id))
    case "confirm":
      guard try await isRight(fields["code"], principal) else {
        return try await show(
          authorised,
          failure: "The code is not right. Begin again, and type the code that is shown now.")
      }
      centre.note(principal, "second-factor-on", "")
      return try await show(
        authorised, said: "From now on you are asked for a code after your password.",
        recovery: try await centre.makeRecoveryCodes(person: principal.id))
    case "end":
      guard try await isRight(fields["code"], principal) else {
        return try await show(authorised, failure: "The code is not right.")
      }
      try await centre.endSecondFactor(person: principal.id)
      centre.note(principal, "second-factor-off", "")
      return try await show(authorised, said: "You are no longer asked for a code.")
    default: throw Problem.malformed("The form is not well formed.")
    }
  }

  // MARK: Identity

  private func person(_ authorised: AuthorisedRequest) throws -> (
    principal: Principal, email: String
  ) {
    let principal = try authorised.known()
    guard case .person(let email, _) = principal.kind else { throw Problem.forbidden }
    return (principal, email)
  }

  /// Asks for the password once more: a browser left open must not change anything.
  private func confirm(
    _ fields: FormFields, _ authorised: AuthorisedRequest, _ email: String
  ) async throws -> Response? {
    let name = "account " + email.lowercased()
    try await hold(name)
    let stored = try await pages.centre.credentials(email: email)?.password
    guard try await passwords.accepts(fields["password"] ?? "", for: stored) else {
      return try await show(authorised, failure: "Your present password is not right.")
    }
    try await attempts.succeeded(name)
    return nil
  }

  private func isRight(_ code: String?, _ principal: Principal) async throws -> Bool {
    let name = "code " + principal.id
    try await hold(name)
    guard try await pages.centre.acceptsSecondFactor(code ?? "", person: principal.id) else {
      return false
    }
    try await attempts.succeeded(name)
    return true
  }

  private func hold(_ name: String) async throws {
    if let wait = try await attempts.begin(name) {
      throw Problem.tooManyAttempts(retryAfter: Int(wait / .seconds(1)) + 1)
    }
  }

  private static func grouped(_ text: String) -> String {
    let letters = Array(text)
    return stride(from: 0, to: letters.count, by: 4).map {
      String(letters[$0..<min($0 + 4, letters.count)])
    }.joined(separator: " ")
  }
}

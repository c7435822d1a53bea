internal import Aggregation
internal import FoundationEssentials
internal import Hummingbird
internal import NIOCore
internal import Screens

/// Signing in and out, and the stylesheet.
struct SignInController: Sendable {
  let centre: Centre
  let pages: PageRenderer
  let metrics: Metrics
  let passwords: PasswordChecker
  let attempts: AttemptLimiter
  /// The label of the button for the trust's identity provider; nil where there is none.
  let provider: String?
  private let codes: PendingCodes

  init(
    centre: Centre, pages: PageRenderer, metrics: Metrics, passwords: PasswordChecker,
    attempts: AttemptLimiter, provider: String?
  ) {
    (self.centre, self.pages, self.metrics) = (centre, pages, metrics)
    (self.passwords, self.attempts, self.provider) = (passwords, attempts, provider)
    codes = PendingCodes(centre: centre)
  }

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.signIn, behind: accessControl) { authorised in
      form.response(to: Destination(try authorised.query()["to"]))
    }
    router.serve(.signInForm, behind: accessControl) { try await signIn($0) }
    router.serve(.signInCode, behind: accessControl) { try await checkCode($0) }
    router.serve(.signOut, behind: accessControl) { try await signOut($0) }
    for (endpoint, asset) in [
      (Endpoint.stylesheet, Asset.stylesheet), (.icon, .icon), (.script, .script),
    ] {
      router.serve(endpoint, behind: accessControl) { _ in
        Response(
          status: .ok,
          headers: [
            .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
          ], body: .init(byteBuffer: ByteBuffer(string: asset.text)))
      }
    }
  }

  private func signIn(_ authorised: AuthorisedRequest) async throws -> Response {
    guard let fields = FormFields(authorised.body.readableBytesView) else {
      throw Problem.malformed("The form is not well formed.")
    }
    let email = fields.text("email") ?? ""
    let unsent = Unsent(text: fields["unsent"])
    let destination = Destination(fields["to"])
    guard let cookie = authorised.request.cookies[SignInForm.cookie]?.value,
      let sent = fields["form-token"], ConstantTime.areEqual(sent, cookie)
    else {
      return form.response(
        failure: "The page was out of date. Enter your details again.", email: email,
        unsent: unsent, to: destination, status: .forbidden)
    }
    let names = (
      account: "account " + email.lowercased(), place: "from " + authorised.context.remoteAddress
    )
    // Counted before the slow check.
    if let wait = try await attempts.begin(names.account, names.place) {
      let problem = Problem.tooManyAttempts(retryAfter: Int(wait / .seconds(1)) + 1)
      var response = form.response(
        failure: problem.detail, email: email, unsent: unsent, to: destination,
        status: problem.status)
      problem.apply(to: &response)
      return response
    }
    let credentials = email.isEmpty ? nil : try await centre.credentials(email: email)
    let accepted = try await passwords.accepts(
      fields["password"] ?? "", for: credentials?.password)
    guard accepted, let credentials else {
      metrics.add(to: "candour_sign_in_failures_total")
      return form.response(
        failure: "The e-mail address or password is not right.", email: email, unsent: unsent,
        to: destination, status: .unprocessableContent)
    }
    try await attempts.succeeded(names.account)
    try await attempts.takeBack(names.place)
    guard try await centre.hasSecondFactor(person: credentials.person) else {
      return try await begin(credentials.person, unsent, destination, authorised.request)
    }
    let id = try await codes.add(
      PendingCodes.Pending(person: credentials.person, destination: destination.path))
    var response = codeForm(unsent: unsent)
    response.setCookie(
      Self.codeCookie(id, maxAge: Int(PendingCodes.millisecondsMax / 1000)))
    return response
  }

  private func begin(
    _ person: String, _ unsent: Unsent?, _ destination: Destination, _ request: Request
  ) async throws -> Response {
    var response = try await SessionStarter(centre: centre, pages: pages).begin(
      for: person, to: destination, unsent: unsent, request)
    response.setCookie(Self.codeCookie("", maxAge: 0))
    return response
  }

  /// The second step: the cookie is Strict, so only our own page can send the code with it.
  private func checkCode(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = FormFields(authorised.body.readableBytesView)
    let unsent = Unsent(text: fields?["unsent"])
    guard let id = authorised.request.cookies[PendingCodes.cookie]?.value,
      let pending = try await codes.attempt(id)
    else {
      return form.response(
        failure: "Too much time has passed, or too many codes were wrong. Begin again.",
        unsent: unsent, status: .forbidden)
    }
    let name = "code " + pending.person
    if let wait = try await attempts.begin(name) {
      throw Problem.tooManyAttempts(retryAfter: Int(wait / .seconds(1)) + 1)
    }
    guard try await centre.acceptsSecondFactor(fields?["code"] ?? "", person: pending.person)
    else {
      metrics.add(to: "candour_sign_in_failures_total")
      return codeForm(
        failure: "The code is not right. Type the one that is shown now.", unsent: unsent)
    }
    try await attempts.succeeded(name)
    try await codes.remove(id)
    return try await begin(
      pending.person, unsent, Destination(pending.destination), authorised.request)
  }

  private func codeForm(failure: String? = nil, unsent: Unsent?) -> Response {
    pages.page(
      "sign-in-code", title: failure == nil ? "Your code" : "Error: Your code",
      ["failure": failure, "unsent": unsent?.text],
      status: failure == nil ? .ok : .unprocessableContent)
  }

  private static func codeCookie(_ value: String, maxAge: Int) -> Cookie {
    Cookie(
      name: PendingCodes.cookie, value: value, maxAge: maxAge, path: "/", secure: true,
      httpOnly: true, sameSite: .strict)
  }

  private var form: SignInForm { SignInForm(pages: pages, provider: provider) }

  private func signOut(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    if let session = authorised.request.cookies[AccessControl.sessionCookie]?.value {
      try await centre.endSession(session)
    }
    // What somebody else had entered, so that they can sign in and send it.
    let unsent = Unsent(text: fields["unsent"])
    var response =
      unsent.map { form.response(unsent: $0) } ?? PageRenderer.redirect(to: "/sign-in")
    response.setCookie(Self.sessionCookie("", maxAge: 0))
    return response
  }

  /// Ends with the browser; the centre ends it sooner when it is not used.
  static func sessionCookie(_ value: String, maxAge: Int?) -> Cookie {
    Cookie(
      name: AccessControl.sessionCookie, value: value, maxAge: maxAge, path: "/", secure: true,
      httpOnly: true, sameSite: .strict)
  }
}

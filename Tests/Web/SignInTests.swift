import Aggregation
import HTTPTypes
import Records
import Screens
import Testing

@testable import Web

@Suite("Signing in")
struct SignInTests {
  private static let formCookie = "__Host-candour-sign-in"

  private func signIn(
    _ harness: WebHarness, email: String, password: String
  ) async throws -> WebHarness.Answer {
    let page = await harness.get("/sign-in")
    let token = try #require(page.hidden("form-token"))
    let cookie = try #require(page.cookie(Self.formCookie))
    let body = "form-token=\(token)&email=\(email)&password=\(FormFields.encoded(password))"
    return await harness.send(
      .post, "/sign-in", headers: [.cookie: "\(Self.formCookie)=\(cookie)"],
      body: Array(body.utf8))
  }

  @Test func `the right password opens the pages, and signing out closes them`() async throws {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)

    let answer = try await signIn(
      harness, email: "governance@example.test", password: WebHarness.password)

    let cookie = try #require(answer.cookie(AccessControl.sessionCookie))
    let header = answer.headers[values: .setCookie].joined()
    #expect(answer.status == 303)
    #expect(["Secure", "HttpOnly", "SameSite=Strict", "Path=/"].allSatisfy(header.contains))
    let session = WebHarness.Credential.session(cookie)
    let page = await harness.get("/", as: session)
    let token = try #require(page.hidden("form-token"))
    #expect(page.status == 200)
    #expect(await harness.post("/sign-out", ["form-token": token], as: session).status == 303)
    #expect(await harness.get("/", as: session).status == 303)
  }

  @Test(arguments: [(Role.employer, "/employer"), (.governance, "/"), (.mpe, "/")])
  func `a sign-in leads to the first page of the role`(role: Role, path: String) async throws {
    let harness = try WebHarness()
    try await harness.addPerson(role)

    let answer = try await signIn(
      harness, email: "\(role.rawValue)@example.test", password: WebHarness.password)

    #expect(answer.status == 303 && answer.headers[.location] == path)
    let cookie = try #require(answer.cookie(AccessControl.sessionCookie))
    #expect(await harness.get(path, as: .session(cookie)).status == 200)
  }

  @Test func `a wrong password and an unknown person get the same answer`() async throws {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)

    let wrong = try await signIn(
      harness, email: "governance@example.test", password: "not the password")
    let unknown = try await signIn(
      harness, email: "nobody@example.test", password: "not the password")

    #expect(wrong.status == 422 && unknown.status == 422)
    #expect(wrong.body.contains("The e-mail address or password is not right."))
    #expect(unknown.body.contains("The e-mail address or password is not right."))
  }

  @Test func `what was entered before a session ended is sent after signing in again`()
    async throws
  {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let page = await harness.get("/procedures", as: session)
    let entered: [String: String] = [
      "form-token": try #require(page.hidden("form-token")), "title": "EP17 <audit> & more",
      "dutyHolders": "Operator\nReferrer",
    ]
    harness.advance(hours: 2)

    let late = await harness.post("/procedures", entered, as: session)
    #expect(late.status == 401 && late.body.contains("nothing was written"))
    let unsent = try #require(late.hidden("unsent")).replacing("&amp;", with: "&")
    #expect(!unsent.contains("form-token"))

    let token = try #require(late.hidden("form-token"))
    let cookie = try #require(late.cookie(Self.formCookie))
    var fields = [
      "form-token": token, "email": "governance@example.test", "password": "wrong",
      "unsent": unsent,
    ]
    func signIn() async -> WebHarness.Answer {
      let text = fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
      return await harness.send(
        .post, "/sign-in", headers: [.cookie: "\(Self.formCookie)=\(cookie)"],
        body: Array(text.utf8))
    }
    #expect(await signIn().hidden("unsent") != nil, "a wrong password loses nothing")
    fields["password"] = WebHarness.password
    let again = await signIn()
    #expect(again.status == 200 && again.body.contains("Send it now"))
    #expect(try await harness.centre.snapshots(of: .procedure).isEmpty, "nobody has said so yet")

    let new = WebHarness.Credential.session(try #require(again.cookie(AccessControl.sessionCookie)))
    var sent: [String: String] = entered
    sent["form-token"] = again.hidden("form-token")
    #expect(again.hidden("title") == "EP17 &lt;audit&gt; &amp; more")
    #expect(await harness.post("/procedures", sent, as: new).status == 303)
    #expect(try await harness.centre.snapshots(of: .procedure).count == 1)
  }

  @Test func `what somebody entered is shown to them, and to nobody else who signs in there`()
    async throws
  {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    try await harness.addPerson(.administrator)
    let token = try #require(await harness.get("/procedures", as: session).hidden("form-token"))
    harness.advance(hours: 24)
    // Another sign-in removes sessions that ended long ago.
    _ = try await signIn(
      harness, email: "administrator@example.test", password: WebHarness.password)

    var page = await harness.post(
      "/procedures", ["form-token": token, "title": "the fall of Mrs Example"], as: session)
    func next(_ role: Role) async throws -> WebHarness.Answer {
      let unsent = try #require(page.hidden("unsent")).replacing("&amp;", with: "&")
      let cookie = try #require(page.cookie(Self.formCookie))
      let fields = [
        "form-token": try #require(page.hidden("form-token")), "unsent": unsent,
        "email": "\(role.rawValue)@example.test", "password": WebHarness.password,
      ]
      let text = fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
      return await harness.send(
        .post, "/sign-in", headers: [.cookie: "\(Self.formCookie)=\(cookie)"],
        body: Array(text.utf8))
    }

    let other = try await next(.administrator)
    #expect(other.status == 200)
    #expect(!other.body.contains("the fall of Mrs Example"))
    #expect(other.hidden("title") == nil)

    let signedIn = WebHarness.Credential.session(
      try #require(other.cookie(AccessControl.sessionCookie)))
    let unsent = try #require(other.hidden("unsent")).replacing("&amp;", with: "&")
    page = await harness.post(
      "/sign-out",
      ["form-token": try #require(other.hidden("form-token")), "unsent": unsent], as: signedIn)
    let own = try await next(.governance)
    #expect(own.hidden("title") == "the fall of Mrs Example")
  }

  @Test(arguments: [
    "https://elsewhere.example/?a=b", "/sign-out?a=b", "/nowhere?a=b", "", "/themes",
  ])
  func `nothing but a form of ours is carried along`(text: String) {
    #expect(Unsent(text: text) == nil)
  }

  @Test func `what another site sends is not carried along`() async throws {
    let harness = try WebHarness()

    let answer = await harness.post("/procedures", ["title": "forged"])

    #expect(answer.status == 303 && answer.headers[.location] == "/sign-in")
  }

  @Test func `a form that our page did not show signs nobody in`() async throws {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)

    let answer = await harness.post(
      "/sign-in",
      [
        "form-token": "made-up", "email": "governance@example.test",
        "password": WebHarness.password,
      ])

    #expect(answer.status == 403)
    #expect(answer.cookie(AccessControl.sessionCookie) == nil)
  }

  @Test func `a session's form token does not work for another session`() async throws {
    let harness = try WebHarness()
    let one = try await harness.session(.governance)
    let other = try await harness.session(.employer)
    let page = await harness.get("/", as: one)
    let token = try #require(page.hidden("form-token"))

    let answer = await harness.post(
      "/themes", ["form-token": token, "title": "x", "why": "y"], as: other)

    #expect(answer.status == 403)
  }

  @Test func `attempts are held back and forgiven with time`() async throws {
    let clock = TestInstants()
    let limiter = AttemptLimiter(failuresMax: 3, per: .seconds(60)) { clock.now }
    for _ in 0..<3 {
      #expect(try await limiter.wait("someone") == nil)
      try await limiter.failed("someone")
    }

    #expect(try await limiter.wait("someone") != nil)
    #expect(try await limiter.wait("someone else") == nil)
    clock.advance(.seconds(61))
    #expect(try await limiter.wait("someone") == nil)
  }

  @Test func `a stored password is salted scrypt and says so`() throws {
    let hash = try #require(WebHarness.passwordHash)

    #expect(hash.text.hasPrefix("scrypt$32768$8$3$"))
    #expect(!hash.text.contains(WebHarness.password))
    #expect(try PasswordHash(text: hash.text)?.matches(WebHarness.password) == true)
    #expect(try PasswordHash(text: hash.text)?.matches("another password") == false)
    #expect(PasswordHash(text: "scrypt$1$2$3$zz$zz") == nil)
  }
}

/// A clock that the test moves.
final class TestInstants: @unchecked Sendable {
  // Only one test's tasks use it, one after the other.
  private(set) var now = ContinuousClock.now
  func advance(_ duration: Duration) { now += duration }
}

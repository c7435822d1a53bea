import Aggregation
import HTTPTypes
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

    let cookie = try #require(answer.cookie(Gate.sessionCookie))
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
    #expect(answer.cookie(Gate.sessionCookie) == nil)
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
      #expect(await limiter.wait("someone") == nil)
      await limiter.failed("someone")
    }

    #expect(await limiter.wait("someone") != nil)
    #expect(await limiter.wait("someone else") == nil)
    clock.advance(.seconds(61))
    #expect(await limiter.wait("someone") == nil)
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
  // Only one test's tasks touch it, one after the other.
  private(set) var now = ContinuousClock.now
  func advance(_ duration: Duration) { now += duration }
}

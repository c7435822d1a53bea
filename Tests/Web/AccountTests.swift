import Aggregation
import HTTPTypes
import Screens
import Testing

@testable import Web

@Suite("People's own accounts")
struct AccountTests {
  private static let email = "governance@example.test"
  private static let formCookie = "__Host-candour-sign-in"
  private func signIn(
    _ harness: WebHarness, _ password: String = WebHarness.password, to: String = "",
    session: String? = nil
  ) async throws -> WebHarness.Answer {
    let page = await harness.get("/sign-in")
    let fields = [
      "form-token": try #require(page.hidden("form-token")), "email": Self.email,
      "password": password, "to": to,
    ]
    return await send(harness, "/sign-in", fields, session)
  }

  private func send(
    _ harness: WebHarness, _ path: String, _ fields: [String: String], _ session: String? = nil
  ) async -> WebHarness.Answer {
    let text = fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
    let own = session.map { "; \(AccessControl.sessionCookie)=\($0)" } ?? ""
    return await harness.send(
      .post, path, headers: [.cookie: "\(Self.formCookie)=\(fields["form-token"] ?? "")\(own)"],
      body: Array(text.utf8))
  }

  private func formToken(
    _ harness: WebHarness, _ session: WebHarness.Credential
  ) async throws -> String {
    try #require(await harness.get("/account", as: session).hidden("form-token"))
  }

  // MARK: Where a sign-in leads

  @Test(arguments: [
    ("/incidents/RBD01-2026-1", "/incidents/RBD01-2026-1"), ("/conflicts?x=1", "/conflicts?x=1"),
    ("https://evil.example/", "/"), ("//evil.example/", "/"), ("/\\evil.example", "/"),
    ("/nowhere", "/"), ("/sign-out", "/"), ("/incidents/../sign-out", "/"), ("javascript:x", "/"),
    ("", "/"), ("/conflicts\r\nSet-Cookie: x=1", "/"),
  ])
  func `signing in leads to a page of ours and nowhere else`(
    wanted: String, opened: String
  ) async throws {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)

    let answer = try await signIn(harness, to: wanted)

    #expect(answer.status == 303 && answer.headers[.location] == opened)
  }

  @Test func `signing in begins a session of a new name and ends the one that was there`()
    async throws
  {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)
    let planted = try #require(try await harness.centre.credentials(email: Self.email))
    let old = try await harness.centre.beginSession(person: planted.person).text

    let answer = try await signIn(harness, session: old)

    let new = try #require(answer.cookie(AccessControl.sessionCookie))
    #expect(new != old)
    #expect(await harness.get("/account", as: .session(old)).status == 303)
  }

  @Test func `a locked account says how long, and so does a locked address`() async throws {
    let harness = try WebHarness()
    try await harness.addPerson(.governance)
    // Longer than any password: refused without the slow hash, during which failures would expire.
    let wrong = String(repeating: "x", count: PasswordHash.lengthMax + 1)
    for _ in 0..<12 { _ = try await signIn(harness, wrong) }

    let locked = try await signIn(harness)

    #expect(locked.status == 429 && locked.headers[.retryAfter] != nil)
    #expect(locked.body.contains("Try again in "))
    #expect(locked.cookie(AccessControl.sessionCookie) == nil, "the right password does not help")
  }

  // MARK: Labels

  @Test func `a label is one person's alone, and stands in the history beside the role`()
    async throws
  {
    let harness = try WebHarness()
    let one = try await harness.session(.governance)
    let other = try await harness.session(.mpe)
    func set(_ label: String, _ session: WebHarness.Credential) async throws -> Int {
      let token = try await formToken(harness, session)
      return await harness.post(
        "/account/label", ["form-token": token, "label": label], as: session
      ).status
    }

    #expect(try await set("K-4711", one) == 303)
    #expect(try await set("k-4711", other) == 422, "in capitals or not")
    #expect(try await harness.principal(one).author == "governance K-4711")
    #expect(try await harness.principal(other).author == "mpe")
  }

  @Test(arguments: [
    "Jane", "JaneSmith", "jane7", "smith-1", "Dr Smith 1", "a", "1", "x@y1", "", "9434765919",
    String(repeating: "a1", count: 11),
  ])
  func `a label that may name somebody is refused`(text: String) {
    #expect(PersonLabel(text, email: "jane.smith@trust.example") == nil)
  }

  @Test(arguments: ["K-4711", "4711", "MPE2", "rota-3"])
  func `a staff number or a made-up mark is a label`(text: String) {
    #expect(PersonLabel(text, email: "jane.smith@trust.example")?.text == text)
  }

  // MARK: Invitations

  @Test func `an invitation is good once and for three days`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let token = try #require(await harness.get("/people", as: session).hidden("form-token"))
    func invite() async throws -> String {
      let page = await harness.post(
        "/people", ["form-token": token, "email": "new@example.test", "role": "mpe"], as: session)
      let text = try #require(page.body.split(separator: "/invitation/").dropFirst().first)
      return "/invitation/" + text.prefix { $0 != "<" }
    }
    func accept(_ path: String) async -> WebHarness.Answer {
      let page = await harness.get(path)
      let password = "four words of my own"
      return await send(
        harness, path,
        ["form-token": page.hidden("form-token") ?? "", "password": password, "again": password])
    }
    let replaced = try await invite()
    let link = try await invite()

    #expect(await accept(replaced).status == 410, "a later one took its place")
    #expect(await accept(link).cookie(AccessControl.sessionCookie) != nil)
    #expect(await accept(link).status == 410)
    let late = try await invite()
    harness.advance(hours: 73)
    #expect(await accept(late).status == 410)
    let person = try await harness.centre.people().first { $0.email == "new@example.test" }
    #expect(person?.role == .mpe)
  }
}

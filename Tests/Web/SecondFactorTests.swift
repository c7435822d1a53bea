import Aggregation
import HTTPTypes
import Logging
import Screens
import Testing

@testable import Web

@Suite("A code after the password")
struct SecondFactorTests {
  private let harness: WebHarness

  init() throws { harness = try WebHarness() }

  /// RFC 6238, appendix B, SHA-1, its last six digits.
  @Test(arguments: [
    (Int64(59), "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
  ])
  func `codes are those of the standard`(seconds: Int64, code: String) {
    let password = OneTimePassword(secret: Array("12345678901234567890".utf8))

    #expect(password.code(step: seconds / 30) == code)
    #expect(password.step(of: code, now: seconds * 1000) == seconds / 30)
    #expect(password.step(of: code, now: (seconds + 30) * 1000) == seconds / 30)
    #expect(password.step(of: code, now: (seconds + 91) * 1000) == nil)
    #expect(password.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
  }

  private func send(
    _ path: String, _ fields: [String: String], cookie: String, to server: CentreApplication? = nil
  ) async -> WebHarness.Answer {
    let text = fields.map { "\($0)=\(FormFields.encoded($1))" }.joined(separator: "&")
    return await harness.send(
      .post, path, headers: [.cookie: cookie], body: Array(text.utf8), to: server)
  }

  /// The password's step; the answer contains a session or asks for a code.
  private func password() async throws -> WebHarness.Answer {
    let page = await harness.get("/sign-in")
    let token = try #require(page.hidden("form-token"))
    let cookie = try #require(page.cookie(SignInForm.cookie))
    return await send(
      "/sign-in",
      [
        "form-token": token, "email": "governance@example.test",
        "password": WebHarness.password, "to": "/incidents",
      ], cookie: "\(SignInForm.cookie)=\(cookie)")
  }

  private func code(_ typed: String, after answer: WebHarness.Answer) async throws
    -> WebHarness.Answer
  {
    let id = try #require(answer.cookie(PendingCodes.cookie))
    return await send("/sign-in/code", ["code": typed], cookie: "\(PendingCodes.cookie)=\(id)")
  }

  /// Sets a second factor up as a person does.
  private func setUp() async throws -> (factor: OneTimePassword, recovery: [String]) {
    let session = try await harness.session(.governance)
    let account = await harness.get("/account", as: session)
    let token = try #require(account.hidden("form-token"))
    let begun = await harness.post(
      "/account/code",
      ["form-token": token, "do": "begin", "password": WebHarness.password], as: session)
    let start = try #require(begun.body.firstRange(of: "?secret="))
    let text = begun.body[start.upperBound...].prefix { $0 != "&" }
    let factor = OneTimePassword(secret: Self.bytes(base32: text))
    #expect(factor.text == text)
    let on = await harness.post(
      "/account/code",
      ["form-token": token, "do": "confirm", "code": now(factor)], as: session)
    #expect(on.status == 200 && on.body.contains("From now on"))
    let recovery = on.body.split(separator: "<code>").dropFirst().map {
      String($0.prefix { $0 != "<" })
    }
    #expect(recovery.count == 10 && Set(recovery).count == 10)
    return (factor, recovery)
  }

  private func now(_ factor: OneTimePassword) -> String {
    factor.code(step: harness.centre.now() / 30_000)
  }

  private static func bytes(base32 text: Substring) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var (buffer, bits) = (UInt32(0), 0)
    var result: [UInt8] = []
    for letter in text {
      buffer = (buffer << 5 | UInt32(alphabet.firstIndex(of: letter) ?? 0)) & 0xffff
      bits += 5
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(buffer >> UInt32(bits) & 0xff))
      }
    }
    return result
  }

  @Test func `the password alone opens nothing, and a code opens the page that was wanted`()
    async throws
  {
    let (factor, _) = try await setUp()
    harness.advance(hours: 1)

    let first = try await password()
    #expect(first.status == 200 && first.cookie(AccessControl.sessionCookie) == nil)
    let wrong = try await code("000000", after: first)
    #expect(wrong.status == 422 && wrong.cookie(AccessControl.sessionCookie) == nil)
    let right = try await code(now(factor), after: first)
    #expect(right.status == 303 && right.headers[.location] == "/incidents")
    #expect(right.cookie(AccessControl.sessionCookie) != nil)
  }

  @Test func `the code may reach another server than the password did`() async throws {
    let (factor, _) = try await setUp()
    harness.advance(hours: 1)
    let first = try await password()
    let id = try #require(first.cookie(PendingCodes.cookie))
    let other = try CentreApplication(
      centre: harness.centre, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    func code(_ typed: String, to server: CentreApplication?) async -> Int {
      await send(
        "/sign-in/code", ["code": typed], cookie: "\(PendingCodes.cookie)=\(id)", to: server
      ).status
    }

    for number in 1..<PendingCodes.attemptsMax {
      #expect(await code("000000", to: number % 2 == 0 ? nil : other) == 422)
    }
    #expect(await code(now(factor), to: other) == 303)
    #expect(await code(now(factor), to: nil) == 403)
  }

  @Test func `a code is accepted once, whoever types it again`() async throws {
    let (factor, _) = try await setUp()
    harness.advance(hours: 1)
    let typed = now(factor)

    let first = try await password()
    #expect(try await code(typed, after: first).status == 303)
    let second = try await password()
    #expect(try await code(typed, after: second).status == 422)
  }

  @Test func `a recovery code is good once, however it is typed`() async throws {
    let (_, recovery) = try await setUp()
    harness.advance(hours: 1)
    let typed = try #require(recovery.first).lowercased().replacing("-", with: " ")

    #expect(try await code(typed, after: password()).status == 303)
    #expect(try await code(typed, after: password()).status == 422)
  }

  @Test func `after five wrong codes the password is asked for again`() async throws {
    let (factor, _) = try await setUp()
    harness.advance(hours: 1)
    let first = try await password()

    for _ in 0..<PendingCodes.attemptsMax {
      #expect(try await code("123 456", after: first).status == 422)
    }
    #expect(try await code(now(factor), after: first).status == 403)
  }

  @Test func `a new password ends the other sessions and keeps this one`() async throws {
    let here = try await harness.session(.governance)
    let credentials = try await harness.centre.credentials(email: "governance@example.test")
    let person = try #require(credentials?.person)
    let elsewhere = WebHarness.Credential.session(
      try await harness.centre.beginSession(person: person).text)
    let token = try #require(await harness.get("/account", as: here).hidden("form-token"))
    func change(_ new: String, present: String = WebHarness.password) async -> WebHarness.Answer {
      await harness.post(
        "/account/password",
        ["form-token": token, "password": present, "new": new, "again": new], as: here)
    }

    #expect(await change("short").status == 422)
    #expect(await change("a longer password", present: "wrong").status == 422)
    #expect(await harness.get("/", as: elsewhere).status == 200)
    let done = await change("a longer password")
    #expect(done.status == 200 && done.body.contains("Your password is changed"))
    #expect(await harness.get("/", as: here).status == 200)
    #expect(await harness.get("/", as: elsewhere).status == 303)
  }
}

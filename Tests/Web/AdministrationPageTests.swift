import Aggregation
import HTTPTypes
import Screens
import Testing

@testable import Web

@Suite("Running people, tokens and the access log")
struct AdministrationPageTests {
  private func formToken(
    _ harness: WebHarness, _ session: WebHarness.Credential
  ) async throws -> String {
    try #require(await harness.get("/account", as: session).hidden("form-token"))
  }

  @Test func `an administrator runs the centre and sees no record`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.administrator)
    let token = try await harness.token(.administrator)
    let records = [
      "/incidents", "/conflicts", "/search", "/trends", "/audits", "/themes", "/sites",
      "/quarantine", "/messages", "/employer",
    ]

    for path in records { #expect(await harness.get(path, as: session).status == 403, "\(path)") }
    let closed = await harness.get("/conflicts", as: session).body
    #expect(
      closed.contains("You cannot open Conflicts") && closed.contains("Ask a governance user"))
    for path in ["incidents", "notifications", "search?q=x", "records/x", "quarantine"] {
      #expect(await harness.get("/api/v1/" + path, as: token).status == 403, "\(path)")
    }
    for path in ["/people", "/tokens", "/devices", "/access", "/account"] {
      #expect(await harness.get(path, as: session).status == 200, "\(path)")
    }
    #expect(await harness.get("/", as: session).headers[.location] == "/people")
  }

  @Test func `an administrator gives neither themselves nor a program a role with records`()
    async throws
  {
    let harness = try WebHarness()
    let session = try await harness.session(.administrator)
    let token = try await formToken(harness, session)

    let own = await harness.post(
      "/people",
      ["form-token": token, "email": "Administrator@example.test", "role": "governance"],
      as: session)
    let program = await harness.post(
      "/tokens", ["form-token": token, "name": "x", "role": "governance", "days": "1"],
      as: session)

    #expect(own.status == 422 && program.status == 422)
    #expect(try await harness.centre.people().map(\.role) == [.administrator])
    #expect(try await harness.centre.tokens().isEmpty)
  }

  @Test func `a token is shown once, listed with its end, and ended`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let token = try await formToken(harness, session)

    let made = await harness.post(
      "/tokens", ["form-token": token, "name": "Power BI", "role": "reader", "days": "20"],
      as: session)

    let secret = try #require(made.body.split(separator: "<code>").dropFirst().first)
      .prefix { $0 != "<" }
    let program = WebHarness.Credential.token(String(secret))
    #expect(await harness.get("/api/v1/coverage", as: program).status == 200)
    let listed = await harness.get("/tokens", as: session)
    #expect(listed.body.contains("Expires soon") && !listed.body.contains(secret))
    let id = try #require(try await harness.centre.tokens().first).id
    let end = await harness.post("/tokens/\(id)/end", ["form-token": token], as: session)
    #expect(end.status == 303)
    #expect(await harness.get("/api/v1/coverage", as: program).status == 401)
    #expect(await harness.get("/tokens", as: session).body.contains("Ended"))
  }

  @Test func `a form for a token that is sent twice makes one token`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let page = await harness.get("/tokens", as: session)
    let fields = [
      "form-token": try #require(page.hidden("form-token")), "name": "Power BI", "role": "reader",
      "days": "20", "once": try #require(page.hidden("once")),
    ]

    let first = await harness.post("/tokens", fields, as: session)
    let again = await harness.post("/tokens", fields, as: session)

    #expect(first.status == 200 && first.body.contains("<code>candour_"))
    #expect(again.status == 409 && again.body.contains("This token was made already"))
    #expect(try await harness.centre.tokens().count == 1)
  }

  @Test func `a form for an enrolment code that is sent twice makes one code`() async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let page = await harness.get("/devices", as: session)
    let fields = [
      "form-token": try #require(page.hidden("form-token")), "site": "RBD01", "role": "site",
      "once": try #require(page.hidden("once")),
    ]

    let first = await harness.post("/devices", fields, as: session)
    let again = await harness.post("/devices", fields, as: session)
    var next = fields
    next["once"] = first.hidden("once")
    let other = await harness.post("/devices", next, as: session)

    #expect(first.status == 200 && first.body.contains("Enrolment code for RBD01"))
    #expect(again.status == 409 && again.body.contains("This code was made already"))
    #expect(!again.body.contains("class=\"value\""))
    #expect(other.status == 200 && other.body.contains("Enrolment code for RBD01"))
  }

  @Test(arguments: ["0", "3651", "-1", "x", "99999999999999999999"])
  func `a token has an end`(days: String) async throws {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let token = try await formToken(harness, session)

    let answer = await harness.post(
      "/tokens", ["form-token": token, "name": "x", "role": "reader", "days": days], as: session)

    #expect(answer.status == 422)
  }

  @Test func `the access log narrows down to a person, a record and days`() async throws {
    let harness = try WebHarness()
    let (one, other) = (
      Principal(id: "p-1", role: .reader, kind: .program(name: "one")),
      Principal(id: "p-2", role: .mpe, kind: .program(name: "=cmd|' /C calc'!A0"))
    )
    harness.centre.note(one, "read /x", "RBD01-first")
    harness.advance(hours: 24)
    harness.centre.note(other, "read /y", "=SUM(A1)")
    let session = try await harness.session(.governance)
    func page(_ query: String) async -> String {
      await harness.get("/access" + query, as: session).body
    }

    let mine = await page("?who=p-1")
    #expect(mine.contains("RBD01-first") && !mine.contains("read /y"))
    let record = await page("?record=RBD01-first")
    #expect(record.contains("read /x") && !record.contains("read /y"))
    let later = await page("?from=2026-03-02")
    #expect(!later.contains("read /x") && later.contains("read /y"))
    let earlier = await page("?to=2026-03-01")
    #expect(earlier.contains("read /x") && !earlier.contains("read /y"))
    #expect(await harness.get("/access?from=yesterday", as: session).status == 400)

    let table = await harness.get("/access.csv?who=p-2", as: session)
    #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
    #expect(table.body.contains("'=SUM(A1)") && !table.body.contains("RBD01-first"))
    #expect(table.headers[.contentDisposition]?.contains("candour-access-2026-03-02.csv") == true)
  }
}

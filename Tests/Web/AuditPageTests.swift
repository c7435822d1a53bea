import Aggregation
import HTTPTypes
import IRMER
import Records
import Testing

@testable import Web

@Suite("The page of an audit")
struct AuditPageTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let id: String

  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    id = try await harness.centre.add(
      .audit,
      [
        "title": "Doses of CT", "standards": [["id": "S1", "text": "Written up", "target": "95"]],
        "secondReport": ["due": "2026-06-01"],
      ], by: principal)
  }

  private func send(_ fields: [String: String]) async throws -> WebHarness.Answer {
    await harness.submit(fields, to: "/audits/\(id)", as: session)
  }

  private func view() async throws -> AuditView {
    AuditView(try await harness.centre.snapshot(named: id))
  }

  @Test func `an action is agreed, done and counted without a field's path`() async throws {
    let agreed = try await send([
      "action": "action-add", "text": "Remind the department", "owner": "superintendent",
      "due": "1 February 2026",
    ])
    #expect(agreed.headers[.location] == "/audits/\(id)?done=action-add")
    #expect(await harness.get("/audits/\(id)", as: session).body.contains("1 open, 1 overdue"))

    let done = try await send(["action": "action-done", "number": "0", "on": "2026-02-27"])
    #expect(done.status == 303)
    #expect(try await view().actions.first?.done == CalendarDate("2026-02-27"))
    let page = await harness.get("/audits/\(id)?done=action-done", as: session).body
    #expect(page.contains("The action is recorded as done.") && page.contains("0 open, 0 overdue"))
  }

  @Test func `a result is entered as two numbers`() async throws {
    #expect(
      try await send(["action": "result", "standard": "0", "met": "48", "of": "50"]).status == 303)
    #expect(try await view().standards.first?.resultWords == "48 of 50")
  }

  @Test func `fields have labels, and corrections are chosen by them`() async throws {
    let page = await harness.get("/audits/\(id)", as: session).body
    let shown = page.replacing(#/<[^>]*>/#, with: " ")

    #expect(!shown.contains("standards/") && !shown.contains("approvedOn"))
    #expect(page.contains(#"<option value="approvedOn">Date of the approval</option>"#))
  }

  @Test func `a refused form is shown on the same page with what was entered`() async throws {
    let refused = try await send(["action": "advance", "status": "approved", "why": "kept words"])
    #expect(refused.status == 303, "\(refused.body)")
    let early = try await send(["action": "advance", "status": "analysed"])
    #expect(early.status == 422 && early.body.contains("There is a problem"))

    let late = try await send(["action": "result", "standard": "0", "met": "many", "of": "51"])
    #expect(late.status == 422 && late.body.contains("Enter how many met it."))
    #expect(late.body.contains(#"value="51""#) && late.body.contains("<h1>Doses of CT</h1>"))

    let stale = try await send([
      "action": "action-add", "text": "Remind them", "version": "0000000000000000",
    ])
    #expect(stale.status == 409 && stale.body.contains("Remind them</textarea>"))
  }
}

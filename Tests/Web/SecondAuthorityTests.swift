import Aggregation
import HTTPTypes
import IRMER
import Records
import Testing

@testable import Web

@Suite("Each authority that was notified is recorded, by page and by program")
struct SecondAuthorityTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let id: String

  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    id = try await harness.centre.add(
      .incident,
      [
        "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
        "nation": "england",
        "individuals": [
          ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
        ],
      ], by: principal)
  }

  private func send(_ fields: [String: String]) async throws -> Int {
    await harness.submit(fields, to: "/incidents/\(id)", as: session).status
  }

  private func snapshot() async throws -> RecordSnapshot {
    try await harness.centre.snapshot(named: id)
  }

  private func row() async throws -> NotificationRow {
    let rows = ReadModel.rows(for: try await snapshot())
    return try #require(rows.notification)
  }

  /// Notified to CQC, and then found to have happened in Wales.
  private func correctNation() async throws {
    let first = ["action": "submitted", "on": "2026-02-22", "reference": "C1"]
    #expect(try await send(first) == 303)
    let moved = [
      "action": "field", "path": "nation", "value": "wales", "why": "the site is in Wales",
    ]
    #expect(try await send(moved) == 303)
    #expect(try await row().step == NotificationStep.none)
  }

  @Test func `the authority of a corrected nation is notified from the page`() async throws {
    try await correctNation()

    let page = await harness.get("/incidents/\(id)", as: session).body
    #expect(page.contains("Healthcare Inspectorate Wales (HIW)"))
    #expect(try await send(["action": "submitted", "on": "2026-02-25"]) == 422)
    let second = ["action": "submitted", "on": "2026-02-25", "reference": "H1"]
    #expect(try await send(second) == 303)

    let after = try await snapshot()
    #expect(after.text("notification/authority") == "HIW")
    #expect(after.text("notification/reference") == "H1" && after.text("authorityRef") == "H1")
    #expect(try await row().step == .notified)
    let letter = try #require(after.elements("regulator/correspondence").first)
    #expect(letter.text("on") == "2026-02-22" && letter.text("ref") == "C1")
    #expect(letter.text("what")?.hasPrefix("CQC was notified") == true)
  }

  @Test func `an authority that is told besides has a route, and ends no deadline twice`()
    async throws
  {
    #expect(
      try await send(["action": "submitted", "on": "2026-02-22", "reference": "C1"]) == 303)

    let second = [
      "action": "submitted", "on": "2026-02-25", "authority": "HIW", "reference": "H1",
    ]
    #expect(try await send(second) == 303)

    let after = try await snapshot()
    #expect(after.text("notification/authority") == "CQC")
    #expect(after.text("notification/submittedOn") == "2026-02-22")
    let route = try #require(after.elements("routes").first)
    #expect(route.text("authority") == "HIW" && route.text("ref") == "H1")
    #expect(try await send(second) == 422)
  }

  @Test func `an authority that the facts do not ask for ends no deadline`() async throws {
    let other = [
      "action": "submitted", "on": "2026-02-22", "authority": "HIW", "reference": "H1",
    ]
    #expect(try await send(other) == 303)

    #expect(try await row().step == NotificationStep.none)
    #expect(try await snapshot().text("status") != IncidentStatus.notified.rawValue)
    #expect(
      try await send(["action": "submitted", "on": "2026-02-23", "reference": "C1"]) == 303)
    #expect(try await row().submittedOn == "2026-02-23")
  }

  @Test func `a recorded notification is corrected, and told again, with a reason`() async throws {
    #expect(
      try await send(["action": "submitted", "on": "2026-02-22", "reference": "C1"]) == 303)
    let again = ["action": "submitted", "on": "2026-02-26", "reference": "C2"]
    #expect(try await send(again) == 422)

    let moved = [
      "action": "field", "path": "notification/submittedOn", "value": "2026-02-23",
      "why": "sent the next day",
    ]
    #expect(try await send(moved) == 303)
    #expect(try await snapshot().text("notification/submittedOn") == "2026-02-23")
    var second = again
    second["why"] = "the first was withdrawn"
    #expect(try await send(second) == 303)
    #expect(try await snapshot().text("notification/reference") == "C2")
  }

  @Test func `the report to the first authority is no report to the second`() async throws {
    #expect(
      try await send(["action": "submitted", "on": "2026-02-22", "reference": "C1"]) == 303)
    #expect(try await send(["action": "confirm-report"]) == 303)
    #expect(try await send(["action": "report-sent", "on": "2026-02-23"]) == 303)
    let moved = [
      "action": "field", "path": "nation", "value": "wales", "why": "the site is in Wales",
    ]
    #expect(try await send(moved) == 303)

    let second = ["action": "submitted", "on": "2026-02-25", "reference": "H1"]
    #expect(try await send(second) == 303)

    let row = try await row()
    #expect(row.step == .notified && row.reportSentOn == nil)
  }

  @Test func `a program names the authority by the same word`() async throws {
    try await correctNation()
    let token = try await harness.token(.governance)
    let tag = try #require(
      await harness.get("/api/v1/records/\(id)", as: token).headers[.eTag])
    var headers = token.headers
    headers[.contentType] = "application/json"
    headers[.ifMatch] = tag
    let body: JSONValue = [
      "action": "submitted", "on": "2026-02-25", "authority": "HIW", "reference": "H1",
    ]

    let answer = await harness.send(
      .post, "/api/v1/records/\(id)/steps", headers: headers, body: body.serializedBytes())

    #expect(answer.status == 200)
    #expect(try await snapshot().text("notification/authority") == "HIW")
  }

  @Test func `a theme whose nation was corrected is notified to the other authority`()
    async throws
  {
    let principal = try await harness.principal(session)
    let theme = try await harness.centre.add(
      .theme,
      [
        "title": "Collimator", "status": "confirmed", "identifiedOn": "2026-02-20",
        "confirmedBy": "governance", "reason": "one motor", "nation": "england",
        "incidents": ["a", "b"], "complementary": ["M4.2b"],
      ], by: principal)
    for fields in [
      ["action": "submitted", "on": "2026-02-22", "reference": "C1"],
      ["action": "field", "path": "nation", "value": "wales", "why": "the sites are in Wales"],
      ["action": "submitted", "on": "2026-02-25", "reference": "H1"],
    ] {
      let answer = await harness.submit(fields, to: "/themes/\(theme)", as: session)
      #expect(answer.status == 303, "\(fields)")
    }

    let after = try await harness.centre.snapshot(named: theme)
    #expect(after.text("notification/authority") == "HIW")
    #expect(ThemeView(after).submittedOn == CalendarDate("2026-02-25"))
    #expect(after.elements("regulator/correspondence").first?.text("ref") == "C1")
  }
}

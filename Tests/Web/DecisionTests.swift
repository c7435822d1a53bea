import Aggregation
import HTTPTypes
import IRMER
import Records
import Testing

@testable import Web

@Suite("Deciding through the interface for programs")
struct DecisionTests {
  private let harness: WebHarness
  private let token: WebHarness.Credential
  private let theme: String

  init() async throws {
    harness = try WebHarness()
    token = try await harness.token(.governance)
    let principal = Principal(id: "p", role: .governance, kind: .program(name: "test"))
    theme = try await harness.centre.add(
      .theme,
      [
        "title": "Collimator", "status": "confirmed", "identifiedOn": "2026-02-20",
        "confirmedBy": "governance", "reason": "one motor", "nation": "england",
        "incidents": ["a", "b"], "complementary": ["M4.2b"],
      ], by: principal)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue, ifMatch: String? = nil,
    as credential: WebHarness.Credential? = nil, _ more: [HTTPField.Name: String] = [:]
  ) async -> WebHarness.Answer {
    var headers = (credential ?? token).headers.merging(more) { $1 }
    headers[.contentType] = "application/json"
    if let ifMatch { headers[.ifMatch] = ifMatch }
    return await harness.send(
      method, "/api/v1/" + path, headers: headers, body: body.serializedBytes())
  }

  private func tag() async throws -> String {
    try #require(await harness.get("/api/v1/records/\(theme)", as: token).headers[.eTag])
  }

  private let submitted: JSONValue = [
    "action": "submitted", "on": "2026-02-28", "by": "governance", "reference": "SAUE-1",
  ]

  @Test func `a step is written on the state that was read, and answers with what stands now`()
    async throws
  {
    let before = try await tag()

    let answer = await send(.post, "records/\(theme)/steps", submitted, ifMatch: before)

    #expect(answer.status == 200 && answer.body.contains(#"/submittedOn":"2026-02-28""#))
    #expect(answer.headers[.eTag] == (try await tag()))
    let again = await send(.post, "records/\(theme)/steps", submitted, ifMatch: before)
    #expect(again.status == 412 && again.body.contains("changed-meanwhile"))
    let second = await send(.post, "records/\(theme)/steps", submitted, ifMatch: try await tag())
    #expect(second.status == 409 && second.body.contains("already-notified"))
  }

  @Test func `what is recorded has happened`() async throws {
    let ahead: JSONValue = ["action": "submitted", "on": "2026-03-02"]

    let answer = await send(.post, "records/\(theme)/steps", ahead, ifMatch: try await tag())

    #expect(answer.status == 409 && answer.body.contains("in-the-future"))
  }

  @Test func `nothing is decided without naming what it was decided on`() async throws {
    let answer = await send(.post, "records/\(theme)/steps", submitted)

    #expect(answer.status == 428 && answer.body.contains("version-required"))
  }

  @Test func `the version of a record names its state as well as the ETag does`() async throws {
    let read = try JSONValue(
      parsing: await harness.get("/api/v1/records/\(theme)", as: token).body)
    var note: JSONObject = JSONObject([("action", "note"), ("text", "asked the site")])
    note.append("version", read["version"] ?? .null)

    #expect(await send(.post, "records/\(theme)/steps", .object(note)).status == 200)
    let again = await send(.post, "records/\(theme)/steps", .object(note))
    #expect(again.status == 409 && again.body.contains("changed-meanwhile"))
  }

  @Test func `of two who settle one conflict at once, one is told to look again`() async throws {
    let seen = try await tag()
    let first = await send(.post, "records/\(theme)/steps", submitted, ifMatch: seen)
    let other: JSONValue = ["action": "note", "text": "asked the site"]

    let second = await send(.post, "records/\(theme)/steps", other, ifMatch: seen)

    #expect([first.status, second.status] == [200, 412])
  }

  @Test func `a session writes with its form token alone`() async throws {
    let session = try await harness.session(.governance)
    let page = await harness.get("/messages", as: session)
    let form = try #require(page.hidden("form-token"))
    let body: JSONValue = ["channel": "email", "address": "a@trust.example", "role": "mpe"]
    let name = try #require(HTTPField.Name(AuthorisedRequest.formTokenHeader))

    #expect(await send(.post, "subscriptions", body, as: session).status == 403)
    #expect(await send(.post, "subscriptions", body, as: session, [name: "x"]).status == 403)
    #expect(await send(.post, "subscriptions", body, as: session, [name: form]).status == 201)
  }

  @Test func `who is told is listed, tried and ended`() async throws {
    let made = await send(
      .post, "subscriptions",
      ["channel": "webhook", "address": "https://hooks.example/x", "role": "governance"])
    #expect(made.status == 201 && made.body.contains("whsec_"))
    let id = try #require(try JSONValue(parsing: made.body)["id"]?.string)

    #expect(await send(.post, "subscriptions/\(id)/test", [:]).status == 413)
    let tested = await harness.send(
      .post, "/api/v1/subscriptions/\(id)/test", headers: token.headers)
    #expect(tested.status == 204)
    let messages = await harness.get("/api/v1/messages?state=waiting", as: token).body
    #expect(messages.contains(#""kind":"test""#))
    let listed = await harness.get("/api/v1/subscriptions", as: token).body
    #expect(listed.contains(#""waiting":1"#) && !listed.contains("whsec_"))
    let ended = await harness.send(
      .delete, "/api/v1/subscriptions/\(id)", headers: token.headers)
    #expect(ended.status == 204)
    #expect(try await harness.centre.summaries().isEmpty)
  }

  @Test func `examinations are entered for a site and month`() async throws {
    let good: JSONValue = [
      "site": "RBD01", "month": "2026-01",
      "examinations": ["ct": 1250, "dexa": .number(try #require(JSONNumber("30.0")))],
    ]

    #expect(await send(.post, "denominators", good).status == 201)

    let all = try await harness.centre.denominators().all
    #expect(all.map(\.number) == [1250, 30])
    for (key, value) in [
      ("site", "r,1"), ("month", "2026-13"), ("examinations", ["x-ray": 1]),
      ("examinations", ["ct": -1]), ("examinations", ["ct": "1"]), ("examinations", [:]),
    ] as [(String, JSONValue)] {
      var object = try #require(good.object)
      object[key] = value
      #expect(await send(.post, "denominators", .object(object)).status == 422, "\(key)")
    }
  }

  @Test(arguments: [
    ("text/plain", "{}", 415), ("application/json", "", 400), ("application/json", "[]", 400),
    ("application/json", #"{"why": 5}"#, 422), ("application/json", "{", 400),
    ("application/json", #"{"channel": "email"}"#, 422),
    (
      "application/json", #"{"channel": "email", "address": "a@b", "role": "mpe", "sight": "A1"}"#,
      422
    ),
  ])
  func `what is not such a document is refused for what it is`(
    type: String, body: String, status: Int
  ) async throws {
    var headers = token.headers
    headers[.contentType] = type

    let answer = await harness.send(
      .post, "/api/v1/subscriptions", headers: headers, body: Array(body.utf8))

    #expect(answer.status == status)
    #expect(answer.headers[.contentType] == "application/problem+json")
  }

  @Test func `the numbers behind every page of trends are there`() async throws {
    for view in TrendsPage.View.allCases {
      let answer = await harness.get("/api/v1/trends/figures?view=\(view.rawValue)", as: token)
      #expect(answer.status == 200, "\(view)")
    }
  }

  @Test func `messages are listed a page at a time, the latest first`() async throws {
    let made = try await harness.centre.listen(
      by: .email, "a@trust.example", role: .reader, site: nil)
    for _ in 0..<5 {
      harness.advance(hours: 1)
      #expect(try await harness.centre.sendTest(to: made.id))
    }
    var ids: [String] = []
    var path = "/api/v1/messages?limit=2"
    while true {
      let page = try JSONValue(parsing: await harness.get(path, as: token).body)
      ids += (page["items"]?.array ?? []).compactMap { $0["id"]?.string }
      guard let next = page["next"]?.string else { break }
      path = "/api/v1/messages?limit=2&cursor=\(next)"
    }

    #expect(ids == ["5", "4", "3", "2", "1"])
  }

  @Test func `the access log goes on where a page of it ended`() async throws {
    for _ in 0..<5 { _ = await harness.get("/api/v1/records/\(theme)", as: token) }
    let first = try JSONValue(
      parsing: await harness.get("/api/v1/accesses?limit=3", as: token).body)
    let cursor = try #require(first["next"]?.string)

    let second = try JSONValue(
      parsing: await harness.get("/api/v1/accesses?limit=3&cursor=\(cursor)", as: token).body)

    #expect(first["items"]?.array?.count == 3 && second["items"]?.array?.isEmpty == false)
    #expect(second["items"]?.array?.last?["action"] == "added theme")
  }

  @Test
  func
    `the clock of a theme ends with the authority's reference or a reason, by program and by page`()
    async throws
  {
    let bare: JSONValue = ["action": "submitted", "on": "2026-02-28", "by": "governance"]
    let byProgram = await send(
      .post, "records/\(theme)/steps", bare, ifMatch: try await tag())
    #expect(byProgram.status == 409 && byProgram.body.contains("reason-required"))
    #expect(byProgram.body.contains("notification/reference"))

    let governance = try await harness.session(.governance)
    let page = await harness.get("/themes/\(theme)", as: governance)
    #expect(page.body.contains("M4.2b") && page.body.contains("CQC"))
    #expect(page.body.contains("6 March 2026") && page.body.contains("one motor"))
    let byPage = await harness.post(
      "/themes/\(theme)",
      [
        "form-token": try #require(page.hidden("form-token")),
        "version": try #require(page.hidden("version")), "action": "submitted",
        "on": "2026-02-28",
      ], as: governance)
    #expect(byPage.status == 422 || byPage.status == 409)
    #expect(byPage.body.contains("without the authority"))
    let moved: JSONValue = [
      "action": "field", "path": "identifiedOn", "value": "2026-02-27",
    ]
    #expect(
      await send(.post, "records/\(theme)/steps", moved, ifMatch: try await tag()).status == 409)
    #expect(try await harness.centre.snapshot(named: theme).text("notification/submittedOn") == nil)

    let why: JSONValue = [
      "action": "submitted", "on": "2026-02-28", "why": "The portal gave no reference",
    ]
    #expect(
      await send(.post, "records/\(theme)/steps", why, ifMatch: try await tag()).status == 200)
  }

  @Test func `every list counts its items`() async throws {
    for list in ["themes", "duplicates", "incidents", "notifications", "procedures"] {
      let answer = try JSONValue(parsing: await harness.get("/api/v1/\(list)", as: token).body)

      #expect(answer["total"]?.integer == answer["items"]?.array?.count, "\(list)")
    }
  }
}

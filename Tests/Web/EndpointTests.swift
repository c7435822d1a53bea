import Aggregation
import HTTPTypes
import Screens
import Testing

@testable import Web

@Suite("Who may ask for what")
struct EndpointTests {
  private static func path(_ endpoint: Endpoint) -> String {
    endpoint.path.replacing("{id}", with: "00000000-0000-4000-8000-000000000000")
  }

  @Test(arguments: Endpoint.all)
  func `without credentials only what is open answers`(endpoint: Endpoint) async throws {
    let harness = try WebHarness()

    let answer = await harness.send(endpoint.method, Self.path(endpoint))

    switch (endpoint.access, endpoint.kind) {
    case (.open, _): #expect(![401, 404].contains(answer.status))
    case (.secret, _): #expect(answer.status == 404, "a wrong address says no more than no address")
    case (.replica, _): #expect([400, 401, 403].contains(answer.status))
    case (.roles, .page):
      let place = answer.headers[.location] ?? ""
      #expect(answer.status == 303 && place.hasPrefix("/sign-in"))
    case (.roles, _): #expect(answer.status == 401 && answer.body.contains("not-authorised"))
    }
  }

  @Test(arguments: Endpoint.all.filter { $0.kind == .api && $0.access != .open }, Role.allCases)
  func `a token reads what its role may read`(endpoint: Endpoint, role: Role) async throws {
    let harness = try WebHarness()

    let answer = await harness.send(
      endpoint.method, Self.path(endpoint), headers: try await harness.token(role).headers)

    guard endpoint.admits(role) else {
      #expect(answer.status == 403 && answer.body.contains("not-allowed"))
      return
    }
    switch (endpoint.method, endpoint.path.contains("{id}")) {
    case (.get, true): #expect(answer.status == 404)
    case (.get, false):
      #expect(answer.status == ([.search, .figures].contains(endpoint) ? 400 : 200))
    case (_, _) where endpoint.bodyBytesMax > 0: #expect(answer.status == 415, "no JSON was sent")
    default: #expect(answer.status == 404)
    }
  }

  @Test(arguments: Endpoint.pages.filter { $0.access != .open }, Role.allCases)
  func `a session sees and does what its role may`(endpoint: Endpoint, role: Role) async throws {
    let harness = try WebHarness()

    let answer = await harness.send(
      endpoint.method, Self.path(endpoint), headers: try await harness.session(role).headers)

    guard endpoint.admits(role) else {
      if endpoint == .todayPage {
        let start = role == .reporter ? "/logged" : "/people"
        #expect(answer.status == 303 && answer.headers[.location] == start)
      } else {
        #expect(answer.status == 403 && answer.body.contains("Your role may not"))
      }
      return
    }
    if endpoint.method == .get, endpoint.path.hasPrefix("/log/") {
      #expect(answer.headers[.location] == "/log", "nothing was begun")
    } else if endpoint == .boardPDF {
      #expect(answer.status == 404, "WeasyPrint is not installed here")
    } else if endpoint.method == .post {
      #expect(answer.status == 403 && answer.body.contains("out of date"), "no form token was sent")
    } else {
      #expect(answer.status == (endpoint.path.contains("{id}") ? 404 : 200))
    }
  }

  @Test func `a token opens no page and a wrong one opens nothing`() async throws {
    let harness = try WebHarness()
    let token = try await harness.token(.governance)

    #expect(await harness.get("/", as: token).status == 303)
    #expect(await harness.get("/api/v1/incidents", as: .token("candour_wrong")).status == 401)
  }

  @Test func `tokens and sessions end by the centre's now`() async throws {
    let harness = try WebHarness()
    let token = try await harness.token(.reader, hours: 1)
    let session = try await harness.session(.reader)
    #expect(await harness.get("/api/v1/coverage", as: token).status == 200)
    #expect(await harness.get("/", as: session).status == 200)

    harness.advance(hours: 2)

    #expect(await harness.get("/api/v1/coverage", as: token).status == 401)
    #expect(await harness.get("/", as: session).status == 303)
  }

  @Test(arguments: [HTTPRequest.Method.put, .delete, .patch, .trace])
  func `a method that an address does not have is named so`(method: HTTPRequest.Method) async throws
  {
    let harness = try WebHarness()

    let answer = await harness.send(method, "/api/v1/incidents")

    #expect(answer.status == 405)
    #expect(answer.headers[.allow] == "GET, HEAD")
  }

  @Test(arguments: ["/healthz", "/sign-in", "/nowhere", "/api/v1/incidents", Asset.stylesheet.path])
  func `every answer forbids scripts, frames and guessing`(path: String) async throws {
    let harness = try WebHarness()

    let headers = await harness.get(path).headers

    #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
    #expect(headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
    #expect(headers[.contentSecurityPolicy]?.contains("unsafe") == false)
    #expect(headers[.xContentTypeOptions] == "nosniff")
    #expect(headers[.strictTransportSecurity] != nil)
    #expect(headers[.date] == "Sun, 01 Mar 2026 12:00:00 GMT")
  }

  @Test func `a body beyond its endpoint's limit is refused`() async throws {
    let harness = try WebHarness()
    let body = [UInt8](repeating: 0, count: 20 * 1024)

    let answer = await harness.send(.post, "/v1/enrolments", body: body)

    #expect(answer.status == 413 && answer.body.contains("body-too-large"))
  }
}

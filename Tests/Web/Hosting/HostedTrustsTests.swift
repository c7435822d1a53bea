import Aggregation
import Foundation
import HTTPTypes
import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Web

@Suite("Several trusts in one process")
struct HostedTrustsTests {
  private let harness: HostedHarness
  private let rbd = "rbd.candour.example"
  private let rcf = "rcf.candour.example"

  init() throws { harness = try HostedHarness("RBD", "RCF") }

  private func token(_ code: String) async throws -> WebHarness.Credential {
    .token(
      try await harness.centre(code) {
        try await $0.makeToken(role: .governance, name: "test", hours: nil).secret.text
      })
  }

  private func session(_ code: String) async throws -> WebHarness.Credential {
    let hash = try #require(WebHarness.passwordHash).text
    return .session(
      try await harness.centre(code) { centre in
        try await centre.addPerson(
          email: "lead@example.test", role: .governance, password: hash)
        let person = try await centre.credentials(email: "lead@example.test")?.person ?? ""
        return try await centre.beginSession(person: person).text
      })
  }

  private func enrol(
    _ code: String, as site: String, at host: String
  ) async throws -> WebHarness.Answer {
    let request = try EnrolmentRequest.signed(
      code: code, site: try #require(Scope(site)), name: "", by: ReplicaKey())
    return await harness.send(
      .post, "/v1/enrolments", host: host, body: try request.encoded())
  }

  // MARK: Separate trusts

  @Test(arguments: ["/api/v1/incidents", "/api/v1/notifications", "/api/v1/people"])
  func `a token of one trust is worth nothing at another`(path: String) async throws {
    let token = try await token("RBD")

    #expect(await harness.get(path, host: rbd, as: token).status == 200)
    #expect(await harness.get(path, host: rcf, as: token).status == 401)
  }

  @Test func `a session of one trust is worth nothing at another`() async throws {
    let session = try await session("RBD")

    let own = await harness.get("/", host: rbd, as: session)
    let other = await harness.get("/", host: rcf, as: session)

    #expect(own.status == 200 && own.body.contains("RBD"))
    #expect(other.status == 303 && other.headers[.location] == "/sign-in")
  }

  @Test func `a password of one trust signs in at no other`() async throws {
    _ = try await session("RBD")
    for (host, expected) in [(rbd, 303), (rcf, 422)] {
      let page = await harness.get("/sign-in", host: host)
      let cookie = try #require(page.cookie(SignInForm.cookie))
      let fields = [
        "email=lead@example.test", "password=correct%20horse%20battery", "form-token=\(cookie)",
      ]
      let answer = await harness.send(
        .post, "/sign-in", host: host, headers: [.cookie: "\(SignInForm.cookie)=\(cookie)"],
        body: Array(fields.joined(separator: "&").utf8))

      #expect(answer.status == expected, "\(host)")
    }
  }

  @Test func `an enrolment code of one trust enrols at no other`() async throws {
    let site = try #require(Scope("RBD01"))
    let code = try await harness.centre("RBD") {
      try await $0.makeEnrolmentCode(site: site, role: .site).text
    }

    #expect(try await enrol(code, as: "RBD01", at: rcf).status == 403)
    #expect(try await enrol(code, as: "RBD01", at: rbd).status == 200, "it was not used up")
  }

  @Test func `a device of one trust exchanges with no other`() async throws {
    let site = try #require(Scope("RBD01"))
    let key = ReplicaKey()
    let code = try await harness.centre("RBD") {
      try await $0.makeEnrolmentCode(site: site, role: .site).text
    }
    let request = try EnrolmentRequest.signed(code: code, site: site, name: "", by: key)
    _ = await harness.send(.post, "/v1/enrolments", host: rbd, body: try request.encoded())
    let body = try SyncRequest(frontier: Frontier()).encoded()
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: HostedHarness.noon,
      nonce: Array(repeating: 3, count: 16), by: key
    ).authorization

    let other = await harness.send(
      .post, "/v1/sync", host: rcf, headers: [.authorization: token], body: body)
    let own = await harness.send(
      .post, "/v1/sync", host: rbd, headers: [.authorization: token], body: body)

    #expect(other.status == 403 && other.body.contains("not-enrolled"), "\(other.status)")
    #expect(own.status == 200)
  }

  @Test func `failed attempts at one trust hold up nobody at another`() async throws {
    for _ in 0..<30 { _ = try await enrol("AAAA-AAAA-AAAA-AAAA", as: "RBD01", at: rbd) }

    #expect(try await enrol("AAAA-AAAA-AAAA-AAAA", as: "RBD01", at: rbd).status == 429)
    #expect(try await enrol("AAAA-AAAA-AAAA-AAAA", as: "RCF01", at: rcf).status == 403)

    await harness.application.centres.closeAll()
    #expect(
      try await enrol("AAAA-AAAA-AAAA-AAAA", as: "RBD01", at: rbd).status == 429,
      "closing a centre forgives nothing")
    harness.clock.advance(.seconds(60))
    #expect(try await enrol("AAAA-AAAA-AAAA-AAAA", as: "RBD01", at: rbd).status == 403)
  }

  // MARK: Host names

  @Test(arguments: ["localhost", "127.0.0.1:8443", "rzz.candour.example", "candour.example", ""])
  func `an unknown name is answered with 421`(host: String) async throws {
    let token = try await token("RBD")
    for path in ["/", "/sign-in", "/api/v1/incidents", "/.well-known/security.txt"] {
      let answer = await harness.get(path, host: host, as: token)
      #expect(answer.status == 421, "\(path)")
      #expect(answer.headers[.strictTransportSecurity] != nil)
    }
    let exchange = await harness.send(.post, "/v1/sync", host: host)
    #expect(exchange.status == 421 && exchange.body.contains("unknown-host"))
  }

  @Test func `with one trust any name is answered`() async throws {
    let alone = try HostedHarness("RBD")
    for host in ["localhost", "anything.example", "rcf.candour.example"] {
      #expect(await alone.get("/sign-in", host: host).status == 200)
    }
  }

  @Test func `a trust that is added is served without a restart`() async throws {
    #expect(await harness.get("/sign-in", host: "rdd.candour.example").status == 421)
    try HostedHarness.add("RDD", to: harness.folder)

    harness.application.directory.refresh()

    let page = await harness.get("/sign-in", host: "rdd.candour.example")
    #expect(page.status == 200 && page.body.contains("RDD"))
  }

  // MARK: A damaged trust

  @Test func `a damaged trust is named and the others are served`() async throws {
    try harness.damage("RBD")

    let page = await harness.get("/sign-in", host: rbd)
    let api = await harness.send(.post, "/v1/sync", host: rbd)
    #expect(page.status == 503 && api.status == 503)
    #expect(api.headers[.retryAfter] != nil && api.body.contains("unavailable"))
    #expect(await harness.get("/sign-in", host: rcf).status == 200)
    try await harness.application.check()
  }

  @Test func `a server that could serve nobody does not start`() async throws {
    for code in ["RBD", "RCF"] { try harness.damage(code) }

    let error = await #expect(throws: StoreError.self) {
      try await harness.application.check()
    }
    guard case .damaged = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  // MARK: The process

  @Test func `health, readiness and metrics answer under any name`() async throws {
    _ = try await token("RBD")
    for host in ["localhost", rbd, "192.0.2.9", ""] {
      #expect(await harness.get("/healthz", host: host).status == 200)
      let ready = await harness.get("/readyz", host: host)
      #expect(ready.status == 200 && ready.body.contains("\"unavailable\":[]"))
      let metrics = await harness.get("/metrics", host: host)
      #expect(metrics.body.contains("candour_trusts{state=\"open\"} 1"))
    }
  }

  @Test func `counters name the trust`() async throws {
    _ = await harness.get("/sign-in", host: rbd)
    _ = await harness.get("/sign-in", host: rcf)
    _ = await harness.get("/sign-in", host: rcf)

    let metrics = await harness.get("/metrics", host: "localhost").body

    #expect(
      metrics.contains(
        "candour_http_requests_total{trust=\"RBD\",method=\"GET\",route=\"/sign-in\",status=\"200\"} 1"
      ))
    #expect(
      metrics.contains(
        "candour_http_requests_total{trust=\"RCF\",method=\"GET\",route=\"/sign-in\",status=\"200\"} 2"
      ))
    let types = metrics.split(separator: "\n").filter {
      $0.hasPrefix("# TYPE candour_http_requests_total")
    }
    #expect(types.count == 1)
  }
}

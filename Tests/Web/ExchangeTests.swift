import Aggregation
import HTTPTypes
import IRMER
import Logging
import Replication
import SyncProtocol
import Synchronization
import Testing

@testable import Web

@Suite("The door for sites")
struct ExchangeTests {
  private let harness: WebHarness
  private let key = ReplicaKey()
  private let site = Scope("RBD01")

  init() throws { harness = try WebHarness() }

  private func enrol(
    code: String, site: Scope? = nil, by other: ReplicaKey? = nil
  ) async throws -> WebHarness.Answer {
    let scope = try #require(site ?? self.site)
    let request = try EnrolmentRequest.signed(
      code: code, site: scope, name: "clinic", by: other ?? key)
    return await harness.send(.post, "/v1/enrolments", body: try request.encoded())
  }

  private func makeCode(hours: Int = 1) async throws -> String {
    let scope = try #require(site)
    return try await harness.centre.makeEnrolmentCode(site: scope, role: .site, hours: hours).text
  }

  private func sync(
    nonce: UInt8 = 1, path: String = "/v1/sync", signedBody: [UInt8]? = nil
  ) async throws -> WebHarness.Answer {
    let body = try SyncRequest(frontier: Frontier()).encoded()
    let token = try RequestToken.signed(
      method: "POST", path: path, body: signedBody ?? body, issuedAt: harness.centre.now(),
      nonce: Array(repeating: nonce, count: 16), by: key)
    return await harness.send(
      .post, "/v1/sync", headers: [.authorization: token.authorization], body: body)
  }

  @Test func `a code enrols once, however it is typed`() async throws {
    let code = try await makeCode()

    let first = try await enrol(code: code.lowercased().replacing("-", with: " "))
    let again = try await enrol(code: code)
    let second = try await enrol(code: code, by: ReplicaKey())

    #expect(first.status == 200)
    #expect(again.body == first.body, "the answer was lost on the way; the same device asks again")
    #expect(second.status == 403 && second.body.contains("bad-enrolment-code"))
  }

  @Test func `a device that joins again is named so on its page, in the interface and in the log`()
    async throws
  {
    let lines = Mutex<[String]>([])
    let logger = Logger(label: "test") { label in
      JSONLogHandler(label: label, level: .notice) { line in lines.withLock { $0.append(line) } }
    }
    let session = try await harness.session(.governance)
    let codes = [try await makeCode(), try await makeCode()]
    let scope = try #require(site)

    for code in [codes[0], codes[0], codes[1]] {
      let before = await harness.get("/devices", as: session).body
      #expect(!before.contains("Joined again"), "an answer that was lost is no second time")
      let request = try EnrolmentRequest.signed(code: code, site: scope, name: "", by: key)
      let answer = await harness.send(
        .post, "/v1/enrolments", body: try request.encoded(), logger: logger)
      #expect(answer.status == 200)
    }

    #expect(await harness.get("/devices", as: session).body.contains("<dt>Joined again</dt>"))
    let device = try #require(try await harness.centre.devices(Filter()).items.first)
    #expect(device["joinedAgain"]?.string != nil)
    let said = lines.withLock { $0 }.filter { $0.contains("a device joined again") }
    #expect(said.count == 1 && said[0].contains("\(key.replica)") && said[0].contains("RBD01"))
  }

  @Test
  func
    `of two copies of a store with one code the second is told apart once the first has synchronised`()
    async throws
  {
    let code = try await makeCode()
    let scope = try #require(site)
    var request = try EnrolmentRequest.signed(code: code, site: scope, name: "", by: key)
    request.isFirst = true
    let first = await harness.send(.post, "/v1/enrolments", body: try request.encoded())
    let lost = await harness.send(.post, "/v1/enrolments", body: try request.encoded())
    #expect(try await sync().status == 200)

    let copy = await harness.send(.post, "/v1/enrolments", body: try request.encoded())
    let withKeyOfItsOwn = try await enrol(code: code, by: ReplicaKey())

    #expect(first.status == 200 && lost.body == first.body)
    #expect(copy.status == 403 && copy.body.contains("key-in-use"))
    #expect(withKeyOfItsOwn.status == 403 && withKeyOfItsOwn.body.contains("bad-enrolment-code"))
    #expect(withKeyOfItsOwn.body.contains("was used or has expired. Ask for a new one"))
  }

  @Test
  func `of two copies with one code the second is told apart before either has synchronised`()
    async throws
  {
    let code = try await makeCode()
    let scope = try #require(site)
    var request = try EnrolmentRequest.signed(code: code, site: scope, name: "", by: key)
    request.isFirst = true
    request.attempt = Array(repeating: 1, count: ProtocolLimits.attemptBytes)
    let first = await harness.send(.post, "/v1/enrolments", body: try request.encoded())
    let lost = await harness.send(.post, "/v1/enrolments", body: try request.encoded())

    request.attempt = Array(repeating: 2, count: ProtocolLimits.attemptBytes)
    let copy = await harness.send(.post, "/v1/enrolments", body: try request.encoded())

    #expect(first.status == 200 && lost.body == first.body)
    #expect(copy.status == 403 && copy.body.contains("key-in-use"))
    #expect(try await sync().status == 200, "the first goes on")
  }

  @Test func `a code that is wrong, late or for another site enrols nobody`() async throws {
    let code = try await makeCode()
    let other = try await enrol(code: code, site: Scope("RBD02"))
    #expect(other.status == 403 && other.body.contains("code-for-another-site"))
    #expect(try await enrol(code: "0000-0000").status == 403)

    harness.advance(hours: 2)

    #expect(try await enrol(code: code).status == 403)
  }

  @Test func `nine wrong codes in a minute lock nobody out`() async throws {
    for _ in 0..<9 { #expect(try await enrol(code: "0000-0000").status == 403) }

    #expect(try await enrol(code: try await makeCode()).status == 200)
  }

  @Test func `a request token is good for its request, once`() async throws {
    _ = try await enrol(code: try await makeCode())

    #expect(try await sync().status == 200)
    let replayed = try await sync()
    #expect(replayed.status == 401 && replayed.body.contains("token-replayed"))
    #expect(try await sync(nonce: 2, path: "/v1/enrolments").status == 401)
    #expect(try await sync(nonce: 3, signedBody: [1]).status == 401)
  }

  @Test func `a request token that is too old is refused`() async throws {
    _ = try await enrol(code: try await makeCode())
    let body = try SyncRequest(frontier: Frontier()).encoded()
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: harness.centre.now(),
      nonce: Array(repeating: 9, count: 16), by: key)
    harness.advance(hours: 1)

    let answer = await harness.send(
      .post, "/v1/sync", headers: [.authorization: token.authorization], body: body)

    #expect(answer.status == 401 && answer.body.contains("token-out-of-time"))
  }

  @Test func `a replica that never enrolled is told so`() async throws {
    let answer = try await sync()

    #expect(answer.status == 403 && answer.body.contains("not-enrolled"))
  }

  @Test(arguments: [[], [0xff], Array("not protobuf at all".utf8)] as [[UInt8]])
  func `bytes that are no message are refused with a reason`(body: [UInt8]) async throws {
    let answer = await harness.send(.post, "/v1/enrolments", body: body)

    #expect(answer.status == 400)
    #expect(answer.headers[.contentType] == "application/problem+json")
  }
}

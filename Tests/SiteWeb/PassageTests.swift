import Foundation
import HTTPTypes
internal import IRMER
internal import Records
import SiteClient
internal import TestSupport
import Testing

@testable import SiteWeb

@Suite("Who is let in to the screen")
struct PassageTests {
  private static let pages = ["/", "/incidents", "/log", "/role", "/assets/none.css", "/nowhere"]

  @Test(arguments: pages)
  func `nothing is shown without the cookie`(path: String) async throws {
    let screen = try ScreenHarness()
    _ = try await screen.client.log(
      .incident, ["discoveredOn": "2026-03-01", "narrative": "Secret"])
    for headers: [HTTPField.Name: String] in [[:], [.cookie: "candour-4711=0000"]] {
      let answer = await screen.send(.get, path, headers: headers)
      #expect(answer.status == 403)
      #expect(!answer.body.contains("RBD01") && !answer.body.contains("Secret"))
    }
  }

  @Test func `the token opens one browser, once`() async throws {
    let screen = try ScreenHarness()
    let first = await screen.open(with: screen.door.token)
    let second = await screen.open(with: screen.door.token)

    #expect(first.status == 200)
    let cookie = try #require(first.headers[.setCookie])
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    #expect(second.status == 403)
    #expect(second.headers[.setCookie] == nil)
  }

  @Test func `a wrong token opens nothing and leaves the right one valid`() async throws {
    let screen = try ScreenHarness()
    #expect(await screen.open(with: String(repeating: "0", count: 64)).status == 403)
    #expect(await screen.open(with: "").status == 403)
    #expect(await screen.send(.get, "/open?token=\(screen.door.token)").status == 403)
    #expect(await screen.open(with: screen.door.token).status == 200)
  }

  @Test(arguments: ["evil.example:4711", "localhost:4711", "127.0.0.1:4712", "127.0.0.1"])
  func `another name of this machine gets nothing`(authority: String) async throws {
    let screen = try await ScreenHarness.opened()
    let answer = await screen.send(.get, "/", headers: screen.cookie, authority: authority)
    #expect(answer.status == 421)
    #expect(!answer.body.contains("RBD01"))
  }

  @Test(arguments: ["cross-site", "same-site"])
  func `a page of somebody else reads and sends nothing`(site: String) async throws {
    let screen = try await ScreenHarness.opened()
    let read = await screen.send(
      .get, "/", headers: screen.cookie.merging([.secFetchSite: site]) { $1 })
    let sent = await screen.send(
      .post, "/log/begin",
      headers: screen.cookie.merging([.secFetchSite: site, .origin: "http://127.0.0.1:4712"]) {
        $1
      },
      body: "form-token=\(screen.door.formToken)&what=incident")
    let unnamed = await screen.send(
      .post, "/log/begin", headers: screen.cookie,
      body: "form-token=\(screen.door.formToken)&what=incident")
    #expect(read.status == 403 && sent.status == 403 && unnamed.status == 403)
    #expect(screen.client.answerDraft() == nil)
  }

  @Test func `a form without the page's token changes nothing`() async throws {
    let screen = try await ScreenHarness.opened()
    for token in ["", "0"] {
      let answer = try await screen.post("/log/begin", ["form-token": token, "what": "incident"])
      #expect(answer.status == 403)
    }
    #expect(screen.client.answerDraft() == nil)
  }

  @Test func `every answer has the strict headers`() async throws {
    let screen = try await ScreenHarness.opened()
    for path in ["/", "/log", "/nowhere"] {
      let answer = await screen.get(path)
      let policy = try #require(answer.headers[.contentSecurityPolicy])
      #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(answer.headers[.cacheControl] == "no-store")
    }
  }

  @Test func `other methods and long forms are refused`() async throws {
    let screen = try await ScreenHarness.opened()
    let put = await screen.send(.put, "/", headers: screen.cookie)
    #expect(put.status == 403)
    let long = try await screen.post(
      "/log/begin", ["what": String(repeating: "a", count: ScreenLimits.formBytesMax)])
    #expect(long.status == 413)
  }

  @Test func `the kernel's table says whose connection it is`() async throws {
    let screen = try ScreenHarness()
    let path = screen.folder.path("tcp")
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
         1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1
         2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
      """
    try table.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, table: path) == 1001)
    #expect(PeerUser.identifier(from: 0xC002, to: 8080, table: path) == nil)
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, table: path + "-absent") == nil)
  }
}

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

  @Test func `a second host gets nothing`() async throws {
    let screen = try await ScreenHarness.opened()
    let answer = await screen.send(
      .get, "/", headers: screen.cookie.merging([.furtherHost: "evil.example"]) { $1 })
    #expect(answer.status == 421)
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
    let absent = path + "-absent"
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, tables: [path]) == 1001)
    #expect(PeerUser.identifier(from: 0xC002, to: 8080, tables: [path]) == nil)
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, tables: [absent]) == nil)
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, tables: [absent, path]) == 1001)
  }

  /// The kernel returns its table in pieces of some 27 lines.
  @Test func `whose connection it is is known among hundreds of connections`() throws {
    let listening = try LoopbackConnections(count: 300)
    let users = listening.ports.map { PeerUser.identifier(from: $0, to: listening.port) }
    #expect(users.allSatisfy { $0 == getuid() }, "\(users.count { $0 == nil }) are not found")
    withExtendedLifetime(listening) {}
  }

  @Test func `a browser that connects by an IPv6 socket is known as well`() async throws {
    let screen = try ScreenHarness()
    let path = screen.folder.path("tcp6")
    let mapped = "0000000000000000FFFF0000"
    let table = """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid
         0: \(mapped)0100007F:C001 \(mapped)0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1003        0 2 1
      """
    try table.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(PeerUser.identifier(from: 0xC001, to: 8080, tables: [path]) == 1003)
  }

  @Test func `a shared screen answers its own login, and nobody whom the system does not report`()
    async throws
  {
    let screen = try ScreenHarness()
    let path = screen.folder.path("tcp")
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1
      """
    try table.write(toFile: path, atomically: true, encoding: .utf8)
    let visitor = ScreenVisitor.login(1001)
    #expect(visitor.isAt(0xC001, to: 8080, tables: [path]))
    #expect(!ScreenVisitor.login(1002).isAt(0xC001, to: 8080, tables: [path]))
    #expect(!visitor.isAt(0xC002, to: 8080, tables: [path]))
    #expect(ScreenVisitor.owner.isAt(0xC002, to: 8080, tables: [path]))
  }
}

/// Connections of this process to itself on 127.0.0.1, open as long as this lives.
private final class LoopbackConnections {
  let port: Int
  let ports: [Int]
  private let descriptors: [Int32]

  struct Failed: Error { let number: Int32 }

  init(count: Int) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    guard Self.call(bind, listener, address) == 0, listen(listener, Int32(count)) == 0 else {
      throw Failed(number: errno)
    }
    let server = Self.name(of: listener)
    var (descriptors, ports) = ([listener], [Int]())
    for _ in 0..<count {
      let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      guard Self.call(connect, client, server) == 0 else { throw Failed(number: errno) }
      descriptors.append(client)
      ports.append(Int(Self.name(of: client).sin_port.byteSwapped))
    }
    port = Int(server.sin_port.byteSwapped)
    (self.descriptors, self.ports) = (descriptors, ports)
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  private static func call(
    _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32,
    _ address: sockaddr_in
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func name(of descriptor: Int32) -> sockaddr_in {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(descriptor, $0, &length)
      }
    }
    return address
  }
}

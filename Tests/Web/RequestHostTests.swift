import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import Web

/// What is refused of a request before its endpoint is looked for, and how a connection ends whose
/// client does not read.
@Suite("The host of a request")
struct RequestHostTests {
  private func status(
    _ authority: String?, further: [String] = [], scheme: String = "http", path: String = "/sign-in"
  ) -> Int {
    var fields = HTTPFields()
    for host in further { fields.append(HTTPField(name: .furtherHost, value: host)) }
    let request = Request(
      head: HTTPRequest(
        method: .get, scheme: scheme, authority: authority, path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer()))
    do throws(Problem) {
      try RequestHost.check(request)
      return 200
    } catch {
      return Int(error.status.code)
    }
  }

  @Test(arguments: [
    "localhost", "RBD.Candour.Example", "rbd.candour.example:8443", "192.0.2.1:443", "[::1]",
    "[2001:db8::7]:8443", "name_of.docker", "rbd.candour.example.", "",
  ])
  func `a host is a name or an address, with or without a port, or empty`(host: String) {
    #expect(status(host) == 200)
  }

  @Test(arguments: [
    "a b", "a/b", "a@b", "a,b", "localhost, evil.example", "a:b", "a:123456", ":80", "::1",
    "[::1", "[rbd.candour.example]", "[192.0.2.1]", "[::1]x", "a?b", "ä.example",
    String(repeating: "a", count: 300),
  ])
  func `anything else is refused`(host: String) {
    #expect(status(host) == 400)
  }

  @Test func `a second host is refused, also where it is the same`() {
    #expect(status("localhost", further: ["evil.example"]) == 400)
    #expect(status("localhost", further: ["localhost"]) == 400)
    // HTTP/2 has a field of its own for it.
    #expect(status("localhost", further: ["Localhost"], scheme: "https") == 200)
    #expect(status("localhost", further: ["evil.example"], scheme: "https") == 400)
  }

  @Test func `only a question about the process needs no host`() {
    #expect(status(nil) == 400)
    #expect(status(nil, path: "/healthz") == 200)
    #expect(status(nil, further: ["localhost"], path: "/healthz") == 400)
  }

  @Test func `a connection ends whose client reads nothing, and not one that reads slowly`()
    throws
  {
    for isReading in [false, true] {
      let channel = EmbeddedChannel(handler: RequestGuard(body: .seconds(60)))
      try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
      for _ in 0..<3 {
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(40))
        guard isReading else { continue }
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
      }
      #expect(channel.isActive == isReading)
    }
  }
}

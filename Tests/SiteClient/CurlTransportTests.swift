import SiteClient
import Synchronization
import TestSupport
import Testing

@Suite("Transport over HTTPS")
struct CurlTransportTests {
  @Test func `the body goes out and the answer comes back whole`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }

    let answer = try await transport.post(TransportRequest(path: "/echo", body: body))

    #expect(answer.status == 200)
    #expect(answer.body == body)
    #expect(answer.headers["date"]?.hasSuffix("GMT") == true)
  }

  @Test func `one connection serves all rounds`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)

    var connections: Set<String?> = []
    for _ in 0..<4 {
      let answer = try await transport.post(TransportRequest(path: "/echo", body: [1]))
      connections.insert(answer.headers["x-connection"])
    }

    #expect(connections == ["1"])
  }

  @Test func `a connection that was not used for a while is not used again`() async throws {
    let server = try LoopbackServer()
    var limits = CurlTransport.Limits()
    limits.unusedSecondsMax = 1
    let transport = CurlTransport(
      address: try CentreAddress(server.address), authority: server.authority, limits: limits)

    let first = try await transport.post(TransportRequest(path: "/echo", body: [1]))
    // libcurl counts whole seconds.
    try await Task.sleep(for: .seconds(3))
    let second = try await transport.post(TransportRequest(path: "/echo", body: [1]))

    #expect(first.headers["x-connection"] != second.headers["x-connection"])
  }

  @Test func `headers reach the centre and an empty body is a body`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)

    let answer = try await transport.post(
      TransportRequest(
        path: "/header/Authorization", body: [], headers: [("Authorization", "Candour abc")]))

    #expect(String(decoding: answer.body, as: UTF8.self) == "Candour abc")
  }

  @Test(arguments: [302, 401, 409, 503])
  func `a status is an answer, not an error, and no redirect is followed`(status: Int) async throws
  {
    let server = try LoopbackServer()
    let transport = try transport(to: server)

    let answer = try await transport.post(TransportRequest(path: "/status/\(status)", body: [1]))

    #expect(answer.status == status)
    #expect(answer.body == Array("status".utf8))
  }

  @Test func `a certificate from another authority is not trusted`() async throws {
    let server = try LoopbackServer()
    let other = try LoopbackServer()
    let transport = CurlTransport(
      address: try CentreAddress(server.address), authority: other.authority)

    let error = await error(of: transport, "/echo")

    #expect(error?.code == .untrustedCertificate)
    #expect(error?.isTransient == false)
  }

  @Test func `a private authority is not trusted unless it was given`() async throws {
    let server = try LoopbackServer()
    let transport = CurlTransport(address: try CentreAddress(server.address))

    #expect(await error(of: transport, "/echo")?.code == .untrustedCertificate)
  }

  @Test func `a certificate for another name is not trusted`() async throws {
    let server = try LoopbackServer(certifiedFor: "elsewhere.example")

    #expect(
      await error(of: try transport(to: server), "/echo")?.code == .untrustedCertificate)
  }

  @Test func `nothing listening is unreachable, and may be tried again`() async throws {
    var server: LoopbackServer? = try LoopbackServer()
    let transport = try transport(to: try #require(server))
    server = nil

    let error = await error(of: transport, "/echo")

    #expect(error?.code == .unreachable)
    #expect(error?.isTransient == true)
  }

  @Test func `a centre that ends in the middle of a handshake may be tried again`() async throws {
    let server = try TestReceiver(.smtp)
    try server.fail(["drop-on-greeting"])
    let transport = CurlTransport(address: try CentreAddress("https://localhost:\(server.port)"))

    #expect(await error(of: transport, "/echo")?.isTransient == true)
    #expect(server.seen == 1)
  }

  @Test(arguments: [
    ("/silent", TransportError.Code.timedOut),
    ("/broken", .connectionLost),
    ("/nonsense", .malformedResponse),
    ("/huge/2000000", .responseTooLarge),
  ])
  func `what is not an answer has a name`(path: String, code: TransportError.Code) async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)

    #expect(await error(of: transport, path)?.code == code)
  }

  @Test func `a transport goes on after an error`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)

    #expect(await error(of: transport, "/broken") != nil)
    let answer = try await transport.post(TransportRequest(path: "/echo", body: [9]))

    #expect(answer.body == [9])
  }

  @Test func `a cancelled task ends its request`() async throws {
    let server = try LoopbackServer()
    let transport = CurlTransport(
      address: try CentreAddress(server.address), authority: server.authority)

    let request = Task { await error(of: transport, "/silent") }
    request.cancel()

    #expect(await request.value?.code == .cancelled)
  }

  @Test func `progress ends at the sizes of both bodies`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)
    let last = Mutex(TransportProgress(bytesUp: 0, bytesDown: 0))

    let body = [UInt8](repeating: 7, count: 50_000)
    _ = try await transport.post(
      TransportRequest(path: "/echo", body: body) { progress in last.withLock { $0 = progress } })

    #expect(last.withLock { $0 } == TransportProgress(bytesUp: 50_000, bytesDown: 50_000))
  }

  @Test func `a header with a line break is not sent`() async throws {
    let server = try LoopbackServer()
    let transport = try transport(to: server)
    let request = TransportRequest(path: "/echo", body: [], headers: [("A", "b\r\nC: d")])

    await #expect(throws: TransportError(.unusableRequest, detail: "a header with a line break")) {
      try await transport.post(request)
    }
  }

  private func transport(to server: LoopbackServer) throws -> CurlTransport {
    var limits = CurlTransport.Limits()
    limits.silentSecondsMax = 1
    // Longer than a busy machine makes a test wait between two requests.
    limits.unusedSecondsMax = 600
    limits.responseBytesMax = 1_000_000
    return CurlTransport(
      address: try CentreAddress(server.address), authority: server.authority, limits: limits)
  }

  private func error(of transport: CurlTransport, _ path: String) async -> TransportError? {
    do throws(TransportError) {
      _ = try await transport.post(TransportRequest(path: path, body: [1]))
      return nil
    } catch {
      return error
    }
  }
}

import Synchronization
import TestSupport
import Testing

@testable import SiteClient

@Suite("The connection of one sync after another")
struct ConnectionReuseTests {
  @Test func `the next sync uses the connection of the last one, until the centre moves`()
    async throws
  {
    let trust = try TestTrust()
    _ = try await trust.enrolled("a", code: "CODE-1")
    let made = Mutex<[String]>([])
    var environment = trust.environment()
    let transport = environment.transport
    environment.transport = { address, authority in
      made.withLock { $0.append(address.text) }
      return transport(address, authority)
    }
    let site = try SiteClient.open(in: trust.folder.path("a"), environment: environment)

    _ = try await site.sync()
    _ = try await site.sync()
    let centre = try #require(made.withLock { $0.first })
    #expect(made.withLock { $0 } == [centre])

    let moved = try CentreAddress("https://moved.example")
    _ = await site.connection(to: moved, authority: nil)
    #expect(made.withLock { $0 } == [centre, moved.text])
  }
}

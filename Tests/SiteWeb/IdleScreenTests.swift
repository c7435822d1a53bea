import Foundation
import Logging
import RecordStore
import Replication
import SiteClient
import Synchronization
import TestSupport
import Testing

@testable import SiteWeb

/// A browser that was left open must not show records to whoever comes next.
@Suite("An unused screen")
struct IdleScreenTests {
  /// Passes only when the test says so.
  private final class Time: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock { $0 } }
    func pass(minutes: Int) {
      instant.withLock { $0 = $0.advanced(by: .seconds(60 * minutes)) }
    }
  }

  private let folder: TemporaryFolder
  private let client: SiteClient
  private let time = Time()
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    client = try SiteClient.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD01")), nation: "england",
        author: "radiographer"))
  }

  @Test func `only the browser that was let in keeps it open`() throws {
    let door = Door { [time] in time.now }
    let cookie = try #require(door.open(with: door.token))
    time.pass(minutes: 20)
    #expect(!door.admits(nil) && !door.admits("another") && door.open(with: door.token) == nil)
    #expect(door.unusedFor == .seconds(20 * 60))
    #expect(door.admits(cookie) && door.unusedFor == .zero)
    time.pass(minutes: 30)
    #expect(door.unusedFor == .seconds(30 * 60))
  }

  @Test func `the screen ends after its minutes, and its file goes with it`() async throws {
    let screen = SiteScreen(client: client, idleMinutes: 30, logger: logger) { [time] in time.now }
    let (opened, arrivals) = AsyncStream.makeStream(of: String.self)
    async let running: Void = screen.run { arrivals.yield($0.path) }
    let file = try #require(await opened.first { _ in true })
    #expect(FileManager.default.fileExists(atPath: file))

    time.pass(minutes: 30)
    try await running

    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func `a shared screen ends for its login, and the service goes on for the next`()
    async throws
  {
    let path = folder.path("screen.socket")
    let screen = SharedScreen(
      client: client, idleMinutes: 30, logger: logger, at: path,
      for: try #require(SharedGroup(named: nil))
    ) { [time] in time.now }
    let (listening, announcements) = AsyncStream.makeStream(of: Void.self)
    let service = Task { try await screen.run { announcements.yield() } }
    defer { service.cancel() }
    _ = await listening.first { true }

    for login in ["first", "second"] {
      let home = folder.path(login)
      try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
      var events = visit(path, home).makeAsyncIterator()
      #expect(await events.next() == "opened")
      #expect(FileManager.default.fileExists(atPath: OpeningFile.path(in: home)))

      time.pass(minutes: 30)

      #expect(await events.next() == "ended")
      #expect(!FileManager.default.fileExists(atPath: OpeningFile.path(in: home)))
    }
  }

  /// A login at the socket, in a thread of its own: it waits there until its screen ends.
  private func visit(_ path: String, _ home: String) -> AsyncStream<String> {
    let (events, arrivals) = AsyncStream.makeStream(of: String.self)
    Thread.detachNewThread {
      do {
        try SharedScreenVisit(at: path).stay(openingFrom: home) { _ in arrivals.yield("opened") }
        arrivals.yield("ended")
      } catch {
        arrivals.yield("\(error)")
      }
      arrivals.finish()
    }
    return events
  }
}

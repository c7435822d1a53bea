import Foundation
import RecordStore
import Records
import Replication
import SiteClient
import Synchronization
import TestSupport
import Testing

@testable import candour

@Suite("Watching a centre that comes and goes")
struct WatchTests {
  @Test func `it waits longer while the centre is away, and goes on when it is back`() async throws
  {
    let now = "2026-03-02T12:00:00Z"
    let centre = try RunningCentre(now: now)
    let folder = try TemporaryFolder()
    let client = try SiteClient.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD01")), nation: "england", author: "operator"),
      environment: SiteEnvironment(now: { TestTrust.noon }, clock: ImmediateClock()))
    try await client.enrol(
      server: try CentreAddress(centre.address),
      code: try centre.enrolmentCode(site: "RBD01"),
      authority: Array(try Data(contentsOf: URL(filePath: centre.authority))))
    let clock = ScriptedClock([
      { centre.kill() },
      { try await client.log(.incident, SynchronisingTests.incident) },
      {},
      { try centre.start() },
      {},
    ])
    let reports = Mutex<[SyncReport]>([])
    let failures = Mutex<[(code: String, wait: Duration)]>([])
    let watch = SyncWatch(
      client: client, every: .seconds(300),
      report: { report in reports.withLock { $0.append(report) } },
      failed: { failure, wait in failures.withLock { $0.append((failure.code, wait)) } },
      policy: RetryPolicy(retriesMax: .max, first: .seconds(5), longest: .seconds(900)),
      clock: clock)

    await #expect(throws: SiteError.self) { try await watch.run() }

    let seen = reports.withLock { $0 }
    #expect(seen.map(\.upToDate) == [true, true, true])
    #expect(seen.map(\.sent) == [0, 1, 0])
    let waits = clock.waits.map { $0 / .seconds(1) }
    #expect(failures.withLock { $0.map(\.code) } == ["unreachable", "unreachable", "unreachable"])
    #expect(failures.withLock { $0.map { $0.wait / .seconds(1) } } == Array(waits[1...3]))
    #expect(waits.count == 6 && waits[0] == 300 && waits[4] == 300)
    #expect((2.5...5).contains(waits[1]), "\(waits)")
    #expect((5...10).contains(waits[2]) && (10...20).contains(waits[3]), "\(waits)")
  }
}

/// A clock whose waits end at once, with one step of a story in each; after the last, the waiting
/// task is cancelled.
final class ScriptedClock: Clock {
  typealias Instant = ImmediateClock.Instant
  typealias Step = @Sendable () async throws -> Void

  private let state: Mutex<(now: Instant, waits: [Duration], steps: [Step])>

  init(_ steps: [Step]) { state = Mutex((Instant(), [], steps)) }

  var now: Instant { state.withLock { $0.now } }
  var waits: [Duration] { state.withLock { $0.waits } }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let step = state.withLock { state -> Step? in
      state.waits.append(state.now.duration(to: deadline))
      state.now = deadline
      return state.steps.isEmpty ? nil : state.steps.removeFirst()
    }
    guard let step else { throw CancellationError() }
    try await step()
  }
}

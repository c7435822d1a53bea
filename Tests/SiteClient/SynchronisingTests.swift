import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import SiteClient

@Suite("Synchronising a site")
struct SynchronisingTests {
  static let incident: JSONValue = [
    "discoveredOn": "2026-03-01", "modality": "ct",
    "individuals": [["exposure": "accidental", "effectiveDose": ["total": "4"]]],
  ]

  @Test func `what a site logged is at the centre, and the ledger balances`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    let logged = try await site.log(.incident, Self.incident)

    let report = try await site.sync()

    let status = try await site.status()
    #expect(report.sent == 1 && report.rounds == 1 && report.upToDate)
    #expect((status.written, status.acknowledged, status.pending) == (1, 1, 0))
    #expect(status.causes.isEmpty && status.lastSync != nil)
    #expect(try trust.centre.store.record(logged.snapshot.id) != nil)
  }

  @Test func `nothing to say takes one round and no more bytes than it must`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    try await site.log(.incident, Self.incident)
    _ = try await site.sync()

    let report = try await site.sync()

    #expect(report.rounds == 1 && report.sent == 0)
    #expect(report.bytesUp < 100 && report.bytesDown < 100)
  }

  @Test func `a centre from an older copy is named with what it lacked`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    try await site.log(.incident, Self.incident)
    _ = try await site.sync()
    try FileManager.default.copyItem(
      atPath: trust.folder.path("centre"), toPath: trust.folder.path("older"))
    for _ in 0..<3 { try await site.log(.incident, Self.incident) }
    let before = try await site.sync()
    try trust.centre.restore(trust.folder.path("older"))

    let report = try await site.sync()
    let after = try await site.sync()

    #expect(report.lackedByCentre == 3 && report.sent == 3 && report.upToDate)
    #expect(before.lackedByCentre == 0 && after.lackedByCentre == 0)
  }

  @Test func `an absent centre is named with the time since when, and forgotten once it is back`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    try await site.log(.incident, Self.incident)
    let away = TransportError(.unreachable)
    trust.centre.change { $0.mishaps = [.before(away), .before(away)] }

    #expect(await error(of: site)?.isTransient == true)
    let first = try await site.status()
    #expect(await error(of: site) != nil)
    let second = try await site.status()
    _ = try await site.sync()

    #expect(first.causes.map(\.code) == ["unreachable"] && first.pending == 1)
    #expect(second.causes.first?.since == first.causes.first?.since)
    #expect(try await site.status().causes.isEmpty)
  }

  @Test func `a person is not kept waiting for a centre that is not there`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    trust.centre.change { $0.mishaps = [.before(TransportError(.timedOut))] }

    #expect(await error(of: site) != nil)
    #expect(trust.clock.waits.isEmpty)
  }

  @Test func `an answer that is lost is asked for again, and nothing is sent twice for good`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    try await site.log(.incident, Self.incident)
    trust.centre.change { $0.mishaps = [.after(TransportError(.connectionLost))] }

    let report = try await site.sync()

    #expect(report.upToDate && trust.clock.waits.count == 1)
    #expect(try trust.centre.store.verify().entries == 1)
  }

  @Test func `a centre that answers 503 is tried again and then left in peace`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    let busy = InMemoryCentre.Mishap.answer(InMemoryCentre.problem(503, "unavailable"))
    trust.centre.change { $0.mishaps = [busy, busy, busy, busy] }

    guard case .unavailable(status: 503) = await error(of: site) else {
      return #expect(Bool(false), "unavailable was expected")
    }
    #expect(trust.clock.waits.count == 2)
  }

  @Test(arguments: [-20 * 8760, 0, 20 * 8760] as [Int64])
  func `a clock that is wrong never stops a sync`(hours: Int64) async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1", hoursWrong: hours)
    try await site.log(
      .incident, ["discoveredOn": .string(site.context().now.londonDay.description)])

    #expect(try await site.sync().upToDate)
    let isSkewed = try await site.status().causes.contains { $0.code == "clock-skew" }
    #expect(isSkewed == (hours != 0))
  }

  @Test func `a clock that jumped since is learned again from the refusal`() async throws {
    let trust = try TestTrust()
    _ = try await trust.enrolled("a", code: "CODE-1")
    let later = try SiteClient.open(
      in: trust.folder.path("a"), environment: trust.environment(hoursWrong: 5000))

    #expect(try await later.sync().upToDate)
  }

  /// A difference below two seconds is not noted at each answer, and the answer's time has no fraction.
  @Test(arguments: [0, 900, 1990] as [Int64])
  func `a centre that has just started takes the second token`(ahead: Int64) async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    trust.centre.startAgain(ahead: ahead)

    #expect(try await site.sync().upToDate)
    #expect(trust.clock.waits.isEmpty)
  }

  @Test(arguments: [RetryPolicy.attended, .watching])
  func `a centre that never takes a date is reported, even by a watch`(retry: RetryPolicy)
    async throws
  {
    let trust = try TestTrust()
    _ = try await trust.enrolled("a", code: "CODE-1")
    var environment = trust.environment()
    environment.retry = retry
    let site = try SiteClient.open(in: trust.folder.path("a"), environment: environment)
    let refusal = InMemoryCentre.Mishap.answer(InMemoryCentre.problem(401, "token-out-of-time"))
    trust.centre.change { $0.mishaps = Array(repeating: refusal, count: 50) }

    guard case .refused = await error(of: site) else {
      return #expect(Bool(false), "refused was expected")
    }
    #expect(trust.clock.waits.count == 2)
  }

  @Test func `a store that never enrolled says so and keeps everything`() async throws {
    let trust = try TestTrust()
    let site = try trust.site("a")
    try await site.log(.incident, Self.incident)

    guard case .notEnrolled = await error(of: site) else {
      return #expect(Bool(false), "not enrolled was expected")
    }
    #expect(try await site.status().causes.map(\.code) == ["not-enrolled"])
  }

  @Test func `a wrong or used code is refused by name`() async throws {
    let trust = try TestTrust()
    _ = try await trust.enrolled("a", code: "CODE-1")
    let other = try trust.site("b")

    do throws(SiteError) {
      try await other.enrol(server: try! CentreAddress("https://c.example"), code: "CODE-1")
      Issue.record("a used code was taken")
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      #expect(refusal.status == 403 && refusal.code == "bad-code")
    }
    #expect(try await other.enrolment() == nil)
  }

  @Test func `a reader's entries wait at the centre, and the sync says so`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    trust.centre.change { _ = $0.readers.insert(site.identity.replica) }
    try await site.log(.incident, Self.incident)

    let report = try await site.sync()

    #expect(report.quarantined == 1 && !report.upToDate)
    let status = try await site.status()
    #expect(status.pending == 1)
    #expect(status.causes.map(\.code) == ["quarantined"])
    #expect(
      status.causes.contains {
        $0.code == "quarantined" && $0.text.contains("by a device that may only read")
      })
    #expect(try await site.recordsHeld(status.held).count == 1)
    #expect(try await site.recordsHeld([]).isEmpty)
  }

  @Test func `a revoked device delivers, receives nothing and is told`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    trust.centre.change { _ = $0.revoked.insert(site.identity.replica) }
    try await site.log(.incident, Self.incident)

    guard case .revoked = await error(of: site) else {
      return #expect(Bool(false), "revoked was expected")
    }
    #expect(try trust.centre.store.quarantine().count == 1)
    let status = try await site.status()
    #expect(status.pending == 1 && status.causes.contains { $0.code == "revoked" })
  }

  @Test func `one synchronisation of a store runs at a time`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    let lock = try SyncLock(folder: site.folder)

    guard case .syncInProgress = await error(of: site) else {
      return #expect(Bool(false), "a sync in progress was expected")
    }
    withExtendedLifetime(lock) {}
  }

  @Test func `an interrupted sync goes on where it was`() async throws {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    for _ in 0..<3 {
      _ = try await site.log(
        try (0..<400).map { _ in try site.draft(.incident, Self.incident) })
    }
    let broken = TransportError(.timedOut)
    let counter = Rounds(centre: trust.centre, breakAfter: 1, with: broken)

    #expect(await error(of: site, onProgress: { _ in counter.tick() }) != nil)
    let acknowledged = try await site.status().acknowledged
    let report = try await site.sync()

    #expect(acknowledged > 0 && acknowledged < 1200)
    #expect(report.sent == 1200 - acknowledged && report.upToDate)
  }

  private func error(
    of site: SiteClient, onProgress: (@Sendable (SyncProgress) -> Void)? = nil
  ) async -> SiteError? {
    do throws(SiteError) {
      _ = try await site.sync(onProgress: onProgress)
      return nil
    } catch {
      return error
    }
  }
}

/// Breaks the connection after this many rounds that were stored.
private final class Rounds: Sendable {
  private let centre: InMemoryCentre
  private let limit: Int
  private let error: TransportError

  init(centre: InMemoryCentre, breakAfter limit: Int, with error: TransportError) {
    (self.centre, self.limit, self.error) = (centre, limit, error)
  }

  func tick() {
    let (limit, error) = (limit, error)
    centre.change { state in
      // The first request of a sync is not the first of the test: enrolment came before.
      if state.requests > limit, state.mishaps.isEmpty { state.mishaps = [.before(error)] }
    }
  }
}

import CentreStore
import Dispatch
import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// The cost that one device, one page and one session may cause at the centre, measured at ten
/// times what an honest one needs.
@Suite("Bounded centre")
struct BoundedCentreTests {
  let harness: CentreHarness
  var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  func caller(_ log: WrittenLog, isRevoked: Bool = false) -> SyncExchange.Caller {
    SyncExchange.Caller(
      replica: log.key.replica, scopes: [log.descriptor.scope], isRevoked: isRevoked)
  }

  func enrol(_ log: WrittenLog) async throws {
    let secret = try await centre.makeEnrolmentCode(site: log.descriptor.scope, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(
        code: secret.text, site: log.descriptor.scope, name: "", by: log.key))
  }

  // MARK: A day of a device

  @Test func `a revoked device fills no disk: its day has an end, and the next one begins`()
    async throws
  {
    var log = WrittenLog(seed: 1)
    try await enrol(log)
    _ = try await centre.revokeDevice(log.key.replica, why: "lost")
    let text = String(repeating: "x", count: 200_000)
    let allowance = Administration.Allowance().asideBytes
    var taken = 0

    var refusal: SyncRefusal?
    do {
      for number in 1...10 * allowance / text.utf8.count {
        log.write(text)
        let request = SyncRequest(
          frontier: log.frontier, segments: [try log.segment(number...number)])
        _ = try await centre.exchange(request, from: caller(log, isRevoked: true))
        taken += text.utf8.count
      }
    } catch let error as SyncRefusal {
      refusal = error
    }

    guard case .overQuota = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }

    #expect(taken >= allowance - text.utf8.count && taken <= allowance + text.utf8.count)
    let question = SyncRequest(frontier: log.frontier)
    let answer = try await centre.exchange(question, from: caller(log, isRevoked: true))
    #expect(answer.response.revoked, "one that only asks is answered")
    let tomorrow = try centre.administration.usage(
      of: log.key.replica, at: CentreHarness.noon + 86_400_000)
    #expect(tomorrow == Administration.DayUsage())
  }

  @Test func `what a stick brings counts in the day of its writer`() async throws {
    var log = WrittenLog(seed: 1)
    try await enrol(log)
    log.write(String(repeating: "x", count: 100_000))
    let path = harness.folder.path("stick")
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: log.key.publicBytes, site: log.descriptor.scope, trust: nil, writtenAt: 0,
        isFromCentre: false, frontier: log.frontier)
    ) { file += $0 }
    try writer.append([try log.segment()])
    try writer.finish(signedBy: log.key)
    try Data(file).write(to: URL(filePath: path))

    for _ in 0..<2 { _ = try await centre.importBundle(from: path) }

    let usage = try centre.administration.usage(of: log.key.replica, at: CentreHarness.noon)
    #expect(usage.mergedBytes + usage.asideBytes > 100_000, "\(usage)")
    #expect(usage.mergedBytes + usage.asideBytes < 200_000, "what was there counts once")
    #expect(usage.logs == 1)
  }

  @Test func `a revocation's reason that names somebody is refused, and nothing is revoked`()
    async throws
  {
    let log = WrittenLog(seed: 1)
    try await enrol(log)

    await #expect(throws: EditRefusal.self) {
      try await centre.revokeDevice(log.key.replica, why: "lost by Dr Jane Smith")
    }

    #expect(try await centre.devices().allSatisfy { $0.revokedAt == nil })
  }

  @Test func `a log too many is refused with the name of the limit`() async throws {
    let device = WrittenLog(seed: 1)
    try await enrol(device)
    let logs = try (0..<IntakeLimits().logsPerReplicaMax).map { try device.sibling(number: $0) }
    let request = SyncRequest(frontier: Frontier(), segments: try logs.map { try $0.segment() })
    _ = try await centre.exchange(request, from: caller(device))

    await #expect {
      let further = SyncRequest(
        frontier: Frontier(), segments: [try device.sibling(number: 1000).segment()])
      _ = try await centre.exchange(further, from: caller(device))
    } throws: { error in
      guard case SyncRefusal.overQuota = error else { return false }
      return true
    }
  }

  // MARK: What a device announces

  @Test func `logs that never came are announced a few times, and add up to a number`()
    async throws
  {
    var log = WrittenLog(seed: 1)
    log.write("CT 1")
    try await enrol(log)
    var frontier = log.frontier
    for number in 1...8000 {
      frontier[LogID(high: 9, low: UInt64(number))] = Frontier.Position(
        sequence: EntryLimits.sequenceMax, check: 0)
      frontier[LogID(high: 8, low: UInt64(number))] = Frontier.Position(
        sequence: 1 << 40, check: 0)
    }

    for _ in 0..<2 {
      _ = try await centre.exchange(
        SyncRequest(frontier: frontier, segments: [try log.segment()]), from: caller(log))
    }

    let sites = try await centre.coverage()
    #expect(sites.map(\.site) == ["RBD02"])
    #expect(sites.first?.behind == 64 << 40)
  }

  // MARK: Waiting entries

  @Test
  func `what one request brings back from waiting has an end, and the rest waits for a person`()
    async throws
  {
    let most = IntakeLimits().waitingPerReplicaMax
    var device = HostileDevice(seed: 1, scope: "RBD02")
    try await enrol(device.log)
    let record = RecordID(high: 1, low: 1)
    for number in 0..<most + 600 {
      device.write([HostileDevice.set("room", .text("CT \(number)"))], to: record)
    }
    for start in stride(from: 1, through: most + 600, by: 500) {
      let segment = try device.log.segment(start...min(start + 499, most + 600))
      _ = try await centre.exchange(
        SyncRequest(frontier: device.log.frontier, segments: [segment]), from: caller(device.log))
    }
    func waiting(_ reason: String) throws -> Int {
      var filter = WaitingFilter()
      filter.reason = reason
      return try centre.store.waitingCount(filter, most: 10 * most)
    }
    #expect(try waiting("rests-on-waiting") == most && waiting("over-quota") == 600)

    var founding = WrittenLog(seed: 3)
    try await enrol(founding)
    founding.write([HostileDevice.set("recordedAt", .text("2026-03-01T12:00:00Z"))], to: record)
    let request = SyncRequest(frontier: Frontier(), segments: [try founding.segment()])
    let tally = try await centre.exchange(request, from: caller(founding)).tally

    #expect(tally.merged == most + 1, "with the one that founds it")
    #expect(try waiting("over-quota") == 600)
    #expect(try centre.store.verify().isSound)
  }

  @Test func `entries that a fork made move wait within the same limit`() async throws {
    let most = IntakeLimits().waitingPerReplicaMax
    var device = HostileDevice(seed: 1, scope: "RBD02")
    try await enrol(device.log)
    let colleague = WrittenLog(seed: 2)
    try await enrol(colleague)
    var copy = device
    device.found(RecordID(high: 1, low: 9))
    for number in 0..<most + 600 {
      copy.write([HostileDevice.set("room", .text("CT \(number)"))], to: RecordID(high: 1, low: 1))
    }

    var segments = [try device.log.segment()]
    for start in stride(from: 1, through: most + 600, by: 500) {
      segments.append(try copy.log.segment(start...min(start + 499, most + 600)))
    }
    for segment in segments {
      _ = try await centre.exchange(
        SyncRequest(frontier: Frontier(), segments: [segment]), from: caller(colleague))
    }

    func waiting(_ reason: String) throws -> Int {
      var filter = WaitingFilter()
      filter.reason = reason
      return try centre.store.waitingCount(filter, most: 10 * most)
    }
    #expect(try waiting("rests-on-waiting") == most)
    #expect(try waiting("over-quota") == 600)
    #expect(try centre.store.verify().isSound)
  }

  @Test func `what waited for a device to be known comes in with its enrolment and its exchanges`()
    async throws
  {
    let most = RecordStore.releasedAtOnceMax
    let colleague = WrittenLog(seed: 2)
    try await enrol(colleague)
    var stranger = WrittenLog(seed: 1)
    for number in 0..<most + 100 { stranger.write("\(number)") }
    for start in stride(from: 1, through: most + 100, by: 500) {
      let segment = try stranger.segment(start...min(start + 499, most + 100))
      _ = try await centre.exchange(
        SyncRequest(frontier: Frontier(), segments: [segment]), from: caller(colleague))
    }
    func unknown() throws -> Int {
      var filter = WaitingFilter()
      filter.reason = "unknown-replica"
      return try centre.store.waitingCount(filter, most: 2 * most)
    }
    #expect(try unknown() == most + 100)

    try await enrol(stranger)
    #expect(try unknown() == 100)
    _ = try await centre.exchange(
      SyncRequest(frontier: stranger.frontier), from: caller(stranger))

    #expect(try unknown() == 0)
  }

}

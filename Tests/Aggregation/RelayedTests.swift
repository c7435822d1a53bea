import CentreStore
import Foundation
import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// What a device brings of others, from a stick, against what it writes itself.
@Suite("Entries that a device relays")
struct RelayedTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }
  private var device = WrittenLog(seed: 1)

  init() async throws {
    harness = try CentreHarness()
    let secret = try await centre.makeEnrolmentCode(site: device.descriptor.scope, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(
        code: secret.text, site: device.descriptor.scope, name: "", by: device.key))
    device.write("CT 1")
  }

  private func exchange(
    _ segments: [LogSegment]
  ) async throws -> (response: SyncResponse, tally: SyncTally) {
    let caller = SyncExchange.Caller(
      replica: device.key.replica, scopes: [device.descriptor.scope], isRevoked: false)
    return try await centre.exchange(
      SyncRequest(frontier: device.frontier, segments: segments), from: caller)
  }

  @Test func `what is not taken of others does not keep a device from its answer`() async throws {
    let stranger = WrittenLog(seed: 2)
    let logs = try (0...IntakeLimits().logsPerReplicaMax).map {
      try stranger.sibling(number: $0).segment()
    }
    _ = try await exchange(Array(logs.dropLast()))

    let answered = try await exchange(Array(logs.suffix(1)))

    #expect(answered.tally.merged == 0 && answered.tally.quarantined == 0)
    #expect(answered.response.frontier.sequence(of: logs[logs.count - 1].log) == 0)
    let named = try #require(answered.response.held.first { $0.log == logs[logs.count - 1].log })
    #expect((named.first, named.last) == (1, 1) && named.reason == "not-taken: too-many-logs")
  }

  @Test func `what fails verification of others is named, and the device gets its answer`()
    async throws
  {
    var stranger = WrittenLog(seed: 2)
    stranger.write("CT 1")
    let whole = try stranger.segment()
    let altered = LogSegment(
      log: whole.log, descriptor: whole.descriptor, first: 1, entries: whole.entries,
      signature: Array(repeating: 0, count: 64))

    let answered = try await exchange([altered])

    #expect(answered.response.held.map(\.reason) == ["not-taken: bad-signature"])
    #expect(try centre.store.descriptor(of: stranger.log) == nil)
  }

  @Test func `what is not taken of its own is refused`() async throws {
    for number in 0..<IntakeLimits().logsPerReplicaMax {
      _ = try await exchange([try device.sibling(number: number).segment()])
    }

    await #expect(throws: SyncRefusal.self) {
      _ = try await exchange([try device.sibling(number: 1000).segment()])
    }
  }

  @Test func `a stick full of others' entries leaves a device its day`() async throws {
    let logs = Administration.Allowance().logs
    for start in stride(from: 0, to: logs + 60, by: 60) {
      let stranger = WrittenLog(seed: UInt64(1000 + start))
      _ = try await exchange(
        (0..<60).map { try stranger.sibling(number: $0).segment() })
    }
    let late = try WrittenLog(seed: 5).sibling(number: 1)

    let answered = try await exchange([try device.segment(), try late.segment()])

    #expect(answered.response.frontier.sequence(of: device.log) == 1)
    #expect(answered.response.frontier.sequence(of: late.log) == 0, "tomorrow")
    #expect(
      answered.response.held.filter { $0.log == late.log }.map(\.reason)
        == ["not-taken: too-much-relayed"])
    #expect(
      try centre.administration.usage(of: device.key.replica, at: CentreHarness.noon).logs == 1)
  }

  @Test func `a run larger than a segment may be is not taken: nobody could send it on`()
    async throws
  {
    var log = device
    for _ in 0..<3 { log.write(String(repeating: "x", count: 200_000)) }

    await #expect(throws: SyncRefusal.self) { _ = try await exchange([try log.segment()]) }
    let parts = try await exchange([try log.segment(1...2), try log.segment(3...4)])

    #expect(parts.tally.merged + parts.tally.quarantined == 4)
  }

  @Test func `a header that could not be moved to another log is none`() async throws {
    var log = device
    let header = EntryHeader(
      time: HybridTime(milliseconds: 1_770_000_000_000), record: RecordID(high: 1, low: 2),
      kind: "incident", author: "operator")
    // Field 9 of a later version, with bytes up to the limit.
    let padding = EntryLimits.headerBytesMax - header.encoded().count - 4
    let long =
      header.encoded() + [0x4a] + [UInt8(padding & 0x7f | 0x80), UInt8(padding >> 7)]
      + [UInt8](repeating: 1, count: padding)
    #expect(throws: MalformedBytes.self) { try EntryHeader(decoding: long) }
    let short = header.encoded() + [0x4a, 100] + [UInt8](repeating: 1, count: 100)
    let moved = try EntryHeader(decoding: short)
      .moved(
        from: EntryReference(
          log: log.log, sequence: EntryLimits.sequenceMax, check: .max))

    #expect(moved.encoded().count - short.count <= EntryLimits.originBytesMax)
    log.append(SealedEntry(header: long, body: .payload([])))
    _ = try await exchange([try log.segment()])
    #expect(try centre.store.quarantine().map(\.reason).contains("malformed-payload"))
  }

  @Test func `what is not taken leaves no waiting entry out of the list`() throws {
    let waiting = try (0..<3).map { try WrittenLog(seed: 2).sibling(number: $0) }
    _ = try centre.store.ingest(try waiting.map { try $0.segment() }, onFork: .refuse) { _ in
      .quarantine(reason: "unknown-replica")
    }
    let others = try (10..<12).map { try WrittenLog(seed: 3).sibling(number: $0) }
    var ingested = Ingested()
    for log in others { ingested.refused[log.log] = .tooManyLogs }
    let caller = SyncExchange.Caller(
      replica: device.key.replica, scopes: [device.descriptor.scope], isRevoked: false)
    let request = SyncRequest(
      frontier: device.frontier, segments: try others.map { try $0.segment() })
    let exchange = SyncExchange(store: centre.store) { _ in .merge }

    let few = try exchange.held(for: caller, request, after: ingested, runsMax: 4)
    let all = try exchange.held(for: caller, request, after: ingested)

    #expect(few.prefix(3).map(\.log) == waiting.map(\.log).sorted())
    #expect(few.count == 4 && others.map(\.log).contains(few[3].log))
    #expect(all.count == 5)
  }
}

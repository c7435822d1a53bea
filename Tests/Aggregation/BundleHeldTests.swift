import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// What a centre's bundle says of waiting entries, which its header names before the batches are read.
@Suite("What waits, in a centre's bundle")
struct BundleHeldTests {
  private let harness: CentreHarness
  private let scope: Scope
  private var log = WrittenLog(seed: 1)

  init() throws {
    harness = try CentreHarness()
    scope = log.descriptor.scope
    for number in 0..<6 { log.write("\(number)") }
  }

  private func listed(waiting range: ClosedRange<Int>) throws -> [SyncResponse.Held] {
    _ = try harness.centre.store.ingest([try log.segment(range)], onFork: .refuse) { _ in
      .quarantine(reason: "unknown-replica")
    }
    return try CentreBundle(store: harness.centre.store).held(for: scope)
  }

  @Test func `what came to wait since is found out`() throws {
    let none = try CentreBundle(store: harness.centre.store).held(for: scope)
    let few = try listed(waiting: 1...2)
    let more = try listed(waiting: 3...4)

    #expect(none.isEmpty && none.covers(none))
    #expect(few.covers(few) && more.covers(few), "what was decided meanwhile may be listed")
    #expect(!none.covers(few) && !few.covers(more))
  }

  @Test func `a bundle has none of the entries that it lists`() throws {
    let waiting = try listed(waiting: 1...6)
    let folder = try TemporaryFolder()
    let path = folder.path("stick.candour")

    let written = try CentreBundle(store: harness.centre.store).export(
      site: scope, to: path, now: 0)

    #expect(written.entries == 0)
    #expect(waiting.map(\.first) == [1] && waiting.map(\.last) == [6])
  }
}

import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

@Suite("What rests on an entry that waits")
struct RestingEntryTests {
  let harness: CentreHarness
  var centre: Centre { harness.centre }

  init() async throws { harness = try CentreHarness() }

  /// A device that logs an incident while it is revoked, enrols again and edits the incident.
  private func readmitted() async throws -> (device: HostileDevice, record: RecordID) {
    var device = HostileDevice(seed: 70, scope: "RBD01")
    try await harness.enrol(device, site: "RBD01")
    _ = try await centre.revokeDevice(device.key.replica, why: "lost")
    let record = RecordID(high: 3, low: 3)
    device.found(record, reference: "RBD01-2026-123456789", [("modality", .text("ct"))])
    try await harness.deliver(device, isRevoked: true)
    try await harness.enrol(device, site: "RBD01", again: true)
    device.write([HostileDevice.set("room", .text("2"))], to: record)
    let base = OperationID(
      entry: EntryReference(
        log: device.log.log, sequence: 2, check: device.log.hashes[2].check), index: 0)
    device.write([HostileDevice.set("room", .text("3"), over: [base])], to: record)
    try await harness.deliver(device)
    return (device, record)
  }

  private func entries() async throws -> [JSONObject] {
    try await centre.quarantine(Filter()).items
  }

  private func decide(
    _ release: Bool, _ number: Int, of device: HostileDevice, _ resting: RestingEntries = .all
  ) async throws {
    let decided = try await centre.decide(
      release: release, entry: "\(device.log.log):\(number)", resting: resting, why: "checked",
      by: harness.governance)
    #expect(decided)
  }

  @Test func `revoked, logged, enrolled again, edited: nothing is due in the year 1`() async throws
  {
    let (_, record) = try await readmitted()

    #expect(try await harness.waiting() == ["revoked", "rests-on-waiting", "rests-on-waiting"])
    #expect(try await centre.notifications(Filter()).items.isEmpty)
    await #expect(throws: UnknownRecord.self) { try await centre.snapshot(named: "\(record)") }
    #expect(try centre.store.verify().problems == [])
  }

  @Test func `a decision shows what rests on the entry, and releases all of it`() async throws {
    let (device, record) = try await readmitted()
    let first = try #require(try await entries().first)
    let log = device.log.log
    #expect(first["resting"] == JSONValue(["\(log):2", "\(log):3"]))

    try await decide(true, 1, of: device)

    #expect(try await entries().isEmpty)
    #expect(try await centre.snapshot(named: "\(record)").text("room") == "3")
    #expect(try centre.store.verify().problems == [])
  }

  @Test func `or only some of it: the rest waits for a decision of its own`() async throws {
    let (device, record) = try await readmitted()

    try await decide(true, 1, of: device, .only(["\(device.log.log):2"]))

    #expect(try await centre.snapshot(named: "\(record)").text("room") == "2")
    #expect(try await entries().count == 1)
    try await decide(true, 3, of: device)
    #expect(try await centre.snapshot(named: "\(record)").text("room") == "3")
  }

  @Test func `what is kept out keeps out what rests on it`() async throws {
    let (device, record) = try await readmitted()

    try await decide(false, 1, of: device)

    #expect(try await entries().isEmpty)
    await #expect(throws: UnknownRecord.self) { try await centre.snapshot(named: "\(record)") }
    #expect(try centre.store.ledger().allSatisfy { $0.keptOut == 3 && $0.isBalanced })
  }

  @Test func `what rests on a waiting entry is not released before it`() async throws {
    let (device, _) = try await readmitted()

    await #expect(throws: EditRefusal.self) { try await decide(true, 3, of: device) }

    #expect(try await entries().count == 3)
  }

  @Test func `an entry of another kind is never released, and a kind never changes`() async throws {
    var device = HostileDevice(seed: 71, scope: "RBD01")
    try await harness.enrol(device, site: "RBD01")
    let record = RecordID(high: 3, low: 4)
    device.found(record)
    device.write([HostileDevice.set("room", .text("2"))], to: record, kind: "a")
    try await harness.deliver(device)
    let sent = device

    await #expect(throws: EditRefusal.self) { try await decide(true, 2, of: sent) }
    try await decide(false, 2, of: sent)

    #expect(try await centre.snapshot(named: "\(record)").kind == .incident)
  }

  @Test func `a device's record for the whole trust is withheld from nobody`() async throws {
    var device = HostileDevice(seed: 73, scope: "RBD")
    let other = try await harness.site("RBD02")
    try await harness.enrol(device, site: "RBD01")
    device.found(RecordID(high: 3, low: 6), kind: "theme", [("title", .text("everywhere"))])
    try await harness.deliver(device)
    let sent = device
    _ = try await centre.revokeDevice(sent.key.replica, why: "lost")
    device.found(RecordID(high: 3, low: 7), kind: "theme", [("title", .text("again"))])
    try await harness.deliver(device)

    #expect(try await harness.waiting() == ["wrong-scope", "revoked"])
    for number in 1...2 {
      let refusal = await #expect(throws: EditRefusal.self) {
        try await decide(true, number, of: sent)
      }
      guard case .invalid(let error) = refusal else { throw refusal ?? .changedMeanwhile }
      #expect(error.message.contains("not released into the trust's"))
    }
    #expect(try await harness.waiting() == ["wrong-scope", "revoked"])
    let scopes: Set<Scope> = [other.identity.scope, centre.trust]
    #expect(try centre.store.heldHere(in: scopes, and: []).isEmpty)
    #expect(try centre.store.heldHere(in: scopes, and: [device.log.log]).count == 2)
    #expect(try centre.store.heldHere().count == 2)
  }

  @Test func `a site's record is not released into the trust's scope`() async throws {
    var device = HostileDevice(seed: 72, scope: "RBD")
    try await harness.enrol(device, site: "RBD01")
    device.found(RecordID(high: 3, low: 5), kind: "theme", [("title", .text("everywhere"))])
    try await harness.deliver(device)
    #expect(try await harness.waiting() == ["wrong-scope"])
    let sent = device

    await #expect(throws: EditRefusal.self) { try await decide(true, 1, of: sent) }

    #expect(try await harness.waiting() == ["wrong-scope"])
    try await decide(false, 1, of: sent)
    #expect(try await harness.waiting() == [])
  }

  @Test func `an entry with two faults is judged again after its first is settled`() async throws {
    var device = HostileDevice(seed: 73, scope: "RBD01")
    device.found(RecordID(high: 3, low: 6), reference: "RBD02-2026-123456789")
    try await harness.enrol(HostileDevice(seed: 74, scope: "RBD01"), site: "RBD01")
    try await harness.deliver(device)
    #expect(try await harness.waiting() == ["unknown-replica"])

    try await harness.enrol(device, site: "RBD01")

    #expect(try await harness.waiting() == ["foreign-reference"])
  }
}

import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

/// A second device of the site writes operations that hide what others wrote.
@Suite("Values that an entry replaces")
struct ReplacedValueTests {
  private let harness: CentreHarness
  private let victim: String
  private var colleague = HostileDevice(seed: 71, scope: "RBD01")
  private let governance = Principal(id: "p", role: .governance, kind: .program(name: "test"))
  private var centre: Centre { harness.centre }

  init() async throws {
    harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    victim = try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-27"), at: site)
    try await harness.enrol(colleague, site: "RBD01")
  }

  private var record: RecordID { RecordID(text: victim) ?? RecordID(high: 0, low: 0) }

  private func live(_ path: String) async throws -> [OperationID] {
    let path = try #require(FieldPath(path))
    return try await centre.snapshot(named: victim).state.operations(at: path).map(\.id)
  }

  /// Sends one entry and expects that it waits, whatever a person decides, and that the record is
  /// as it was.
  private mutating func expectHeldBack(
    _ operations: [Replication.Operation], as reason: String
  ) async throws {
    let before = try await centre.snapshot(named: victim).state
    colleague.write(operations, to: record)
    try await harness.deliver(colleague)
    #expect(try await harness.waiting() == [reason])
    let listed = try await centre.quarantine(Filter()).items
    let entry = try #require(listed.first?["entry"]?.string)
    await #expect(throws: EditRefusal.self) {
      try await centre.decide(release: true, entry: entry, why: "it looks right", by: governance)
    }
    #expect(try await centre.snapshot(named: victim).state == before)
    #expect(try centre.store.verify().problems == [])
  }

  @Test(arguments: ["status", "discoveredOn", "modality"])
  mutating func `a note does not replace a value at another path`(path: String) async throws {
    let targets = try await live(path)
    try #require(!targets.isEmpty)
    try await expectHeldBack(
      [HostileDevice.set("room", .text("Reviewed."), over: targets)], as: "malformed-payload")
  }

  @Test mutating func `a removed field does not take along what is beside it`() async throws {
    let targets = try await live("modality") + live("status")
    try await expectHeldBack(
      [HostileDevice.set("modality", nil, over: targets)], as: "malformed-payload")
  }

  @Test mutating func `a value that was replaced long ago is not replaced at another path either`()
    async throws
  {
    let first = try await live("modality")
    try await harness.set(victim, "modality=fluoroscopy", why: "read again")
    try await expectHeldBack(
      [HostileDevice.set("room", .text("CT 1"), over: first)], as: "malformed-payload")
  }

  @Test mutating func `an operation that the entry does not have is not replaced`() async throws {
    let first = try #require(try await live("modality").first)
    let none = OperationID(entry: first.entry, index: 4_000)
    try await expectHeldBack(
      [HostileDevice.set("modality", .text("ct"), over: [none])], as: "malformed-payload")
  }

  @Test mutating func `only a redaction hides a value`() async throws {
    let targets = try await live("modality")
    try await expectHeldBack(
      [HostileDevice.set("modality", .redacted, over: targets)], as: "unproven-origin")
  }

  /// In one request, where what was read of an entry before its redaction might be used after it.
  @Test mutating func `what a redaction has just hidden may be written as hidden`() async throws {
    let replaced = colleague.write(
      [HostileDevice.set("modality", .text("fluoroscopy"), over: try await live("modality"))],
      to: record)
    let written = try EntryHeader(decoding: try #require(colleague.log.entries.last).header)
    let target = OperationID(entry: replaced, index: 0)
    let said = [HostileDevice.set("modality", .redacted, over: try await live("modality"))]
    colleague.write([HostileDevice.set("modality", .text("ct"), over: [target])], to: record)
    // Before the redaction it hides a value without one, so that it waits for it.
    colleague.write([HostileDevice.set("modality", .redacted, over: [target])], to: record)
    colleague.write(
      [], to: record, reason: "typed by mistake",
      redaction: Redaction(
        target: replaced, time: written.time, author: written.author, operations: said))
    colleague.write([HostileDevice.set("modality", .redacted, over: [target])], to: record)

    try await harness.deliver(colleague)

    #expect(try await harness.waiting() == [])
    #expect(try centre.store.verify().problems == [])
  }

  @Test(arguments: [nil, "RBD01-2026-999999999"] as [String?])
  mutating func `a reference is neither removed nor changed`(reference: String?) async throws {
    let targets = try await live("reference")
    try #require(!targets.isEmpty)
    try await expectHeldBack(
      [HostileDevice.set("reference", reference.map { .text($0) }, over: targets)],
      as: "foreign-reference")
  }

  @Test mutating func `a second reference is not added`() async throws {
    try await expectHeldBack(
      [HostileDevice.set("reference", .text("RBD01-2026-999999999"))], as: "foreign-reference")
  }

  @Test mutating func `what was there at the same path is replaced`() async throws {
    let targets = try await live("modality")
    colleague.write(
      [HostileDevice.set("modality", .text("fluoroscopy"), over: targets)], to: record)
    try await harness.deliver(colleague)
    #expect(try await harness.waiting() == [])
    #expect(try await centre.snapshot(named: victim).text("modality") == "fluoroscopy")
  }

  @Test mutating func `an element is removed with everything below it`() async throws {
    let state = try await centre.snapshot(named: victim).state
    let element = try #require(state.live.first { $0.path.isElement }).path
    colleague.write([state.removing(element)], to: record)
    try await harness.deliver(colleague)
    #expect(try await harness.waiting() == [])
    let after = try await centre.snapshot(named: victim).state
    #expect(after.operations(below: element).isEmpty)
  }
}

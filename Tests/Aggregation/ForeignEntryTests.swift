import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// An enrolled device that writes entries that our programs would not.
extension CentreHarness {
  func enrol(_ device: HostileDevice, site: String, again: Bool = false) async throws {
    let scope = try #require(Scope(site))
    let secret = try await centre.makeEnrolmentCode(
      site: scope, role: .site, readmits: again ? device.key.replica : nil)
    _ = try await centre.enrol(
      EnrolmentRequest.signed(code: secret.text, site: scope, name: "", by: device.key))
  }

  func deliver(_ device: HostileDevice, isRevoked: Bool = false) async throws {
    let caller = SyncExchange.Caller(
      replica: device.key.replica, scopes: [device.log.descriptor.scope, centre.trust],
      isRevoked: isRevoked)
    _ = try await centre.exchange(
      SyncRequest(frontier: device.log.frontier, segments: [try device.log.segment()]),
      from: caller)
  }

  func waiting() async throws -> [String] {
    try await centre.quarantine(Filter()).items.compactMap { $0["reason"]?.string }
  }
}

@Suite("Entries that are not in order")
struct ForeignEntryTests {
  let harness: CentreHarness
  let site: RecordStore
  let victim: String
  var centre: Centre { harness.centre }

  init() async throws {
    harness = try CentreHarness()
    site = try await harness.site("RBD01")
    victim = try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-27"), at: site)
  }

  func device(_ site: String, seed: UInt64 = 40) async throws -> HostileDevice {
    let device = HostileDevice(seed: seed, scope: site)
    try await harness.enrol(device, site: site)
    return device
  }

  var record: RecordID { RecordID(text: victim) ?? RecordID(high: 0, low: 0) }

  /// Reads every list, opens every incident and verifies the store.
  func expectEverythingOpens() async throws {
    for item in try await centre.incidents(Filter()).items {
      _ = try await centre.incidentDocument(try #require(item["id"]?.string))
    }
    _ = try await centre.notifications(Filter())
    _ = try await centre.conflicts(Filter())
    _ = try await centre.duplicates(Filter())
    _ = try await centre.employerReport().item
    _ = try await centre.audits(Filter())
    _ = try await centre.search("ct")
    #expect(try centre.store.verify().problems == [])
    #expect(try centre.store.ledger().allSatisfy(\.isBalanced))
  }

  // MARK: Identifier

  @Test func `another site's entry with an incident's UUID waits, and the incident opens`()
    async throws
  {
    var stranger = try await device("RBD02")
    stranger.write([HostileDevice.set("status", .text("void"))], to: record)

    try await harness.deliver(stranger)

    #expect(try await harness.waiting() == ["foreign-identifier"])
    let document = try await centre.incidentDocument(victim)
    #expect(document["site"] == "RBD01" && document["status"] == "logged")
    try await expectEverythingOpens()
  }

  @Test func `the same UUID in two scopes leaves both readable, each by its own name`()
    async throws
  {
    var stranger = try await device("RBD02")
    stranger.found(record, [("modality", .text("dental"))])

    try await harness.deliver(stranger)

    #expect(try await harness.waiting() == [])
    let names = try await centre.incidents(Filter()).items.compactMap { $0["id"]?.string }
    #expect(names.sorted() == ["RBD01:\(victim)", "RBD02:\(victim)"])
    let sites = try await names.sorted().asyncMap {
      try await centre.incidentDocument($0)["site"]?.string
    }
    #expect(sites == ["RBD01", "RBD02"])
    let error = await #expect(throws: AmbiguousRecord.self) {
      try await centre.incidentDocument(victim)
    }
    #expect(error?.names == names.sorted())
    try await harness.set("RBD01:\(victim)", "modality=fluoroscopy", why: "read again")
    #expect(try await centre.snapshot(named: "RBD02:\(victim)").text("modality") == "dental")
    try await expectEverythingOpens()
  }

  @Test func `a record of another kind under the same UUID does not hide an incident`()
    async throws
  {
    var stranger = try await device("RBD02")
    stranger.found(record, kind: "audit", [("title", .text("x"))])

    try await harness.deliver(stranger)

    #expect(try await centre.incidentDocument(victim)["site"] == "RBD01")
    try await expectEverythingOpens()
  }

  @Test func `an entry that supersedes another scope's work is foreign, founded or not`()
    async throws
  {
    let name = try #require(try site.history(of: record).first?.reference)
    var stranger = try await device("RBD02")
    let mine = RecordID(high: 1, low: 9)
    stranger.found(mine)
    let taken = (0..<20 as Range<UInt32>).map { OperationID(entry: name, index: $0) }
    stranger.write([HostileDevice.set("modality", .text("ct"), over: taken)], to: mine)

    try await harness.deliver(stranger)

    #expect(try await harness.waiting() == ["foreign-identifier"])
    try await expectEverythingOpens()
  }

  // MARK: Kind

  @Test(arguments: [true, false])
  func `an incident stays an incident, whoever names another kind and whenever`(
    isFounding: Bool
  ) async throws {
    for comesFirst in [true, false] {
      let other = RecordID(high: 7, low: comesFirst ? 1 : 2)
      var honest = try await device("RBD01", seed: comesFirst ? 50 : 60)
      honest.found(other, [("modality", .text("ct"))])
      var hostile = try await device("RBD01", seed: comesFirst ? 51 : 61)
      if isFounding {
        hostile.found(other, kind: "a", [("modality", .text("dental"))])
      } else {
        hostile.write([HostileDevice.set("modality", .text("dental"))], to: other, kind: "a")
      }

      for device in comesFirst ? [hostile, honest] : [honest, hostile] {
        try await harness.deliver(device)
      }

      let document = try await centre.incidentDocument("\(other)")
      #expect(document["kind"] == "incident")
      #expect(try await centre.snapshot(named: "\(other)").conflicts.isEmpty)
    }
    #expect(try await harness.waiting() == ["other-kind", "other-kind"])
    try await expectEverythingOpens()
  }

  // MARK: Reference

  @Test(arguments: ["RBD01-2026-484172109", "RBD02 2026", "", "rbd02-2026-1234"])
  func `a reference of another site, or none, is not taken`(reference: String) async throws {
    var stranger = try await device("RBD02")
    stranger.found(RecordID(high: 1, low: 3), reference: reference)
    try await harness.deliver(stranger)

    #expect(try await harness.waiting() == ["foreign-reference"])
    try await expectEverythingOpens()
  }

  @Test func `two records of a site that meet under one reference both keep it and are named`()
    async throws
  {
    let reference = try #require(try await centre.snapshot(named: victim).reference)
    var colleague = try await device("RBD01")
    let other = RecordID(high: 1, low: 4)
    colleague.found(other, reference: reference)

    try await harness.deliver(colleague)

    #expect(try await harness.waiting() == [])
    let error = await #expect(throws: AmbiguousRecord.self) {
      try await centre.snapshot(named: reference)
    }
    #expect(error?.names == ["\(other)", victim].sorted())
    let verification = try centre.store.verify()
    #expect(verification.remarks.map(\.code) == ["ambiguous-identifier"])
    #expect(verification.remarks.first?.text.contains(victim) == true)
    try await expectEverythingOpens()
  }

}

extension [String] {
  fileprivate func asyncMap<T>(_ body: (String) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await body(element)) }
    return result
  }
}

import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

extension BundleTests {
  // MARK: Between sites

  @Test
  func `entries of a replica that nobody vouched for wait until the centre shows it has them`()
    throws
  {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    let record = try log(site, "CT 1")

    let read = try carry(site, to: desk)
    #expect((read.entries, read.new, read.quarantined) == (1, 1, 1))
    #expect(try value(desk, record) == nil)
    #expect(try desk.quarantine().map(\.reason) == ["unknown-replica"])

    try trust.sync(desk)
    #expect(try value(trust.centre, record) == "CT 1")
    #expect(try value(desk, record) == "CT 1")
    #expect(try desk.quarantine().isEmpty)
    try expectBalanced(desk, trust.centre)
  }

  @Test func `what the centre keeps apart stays apart at the site that carried it`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    let record = try log(site, "CT 1")
    trust.unknown = [site.identity.replica]
    try carry(site, to: desk)

    try trust.sync(desk)

    #expect(try value(desk, record) == nil)
    #expect(try desk.quarantine().count == 1)
    #expect(try trust.centre.quarantine().count == 1)
    try expectBalanced(desk, trust.centre)
  }

  @Test func `what waits at the centre waits here, although the centre knows its replica`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    let record = try log(site, "CT 1")
    try carry(site, to: desk)
    let entry = try #require(try desk.quarantine().first)
    try desk.endorse(for: [entry.log])
    try desk.acknowledge(
      Frontier(),
      held: [
        HeldEntries(
          log: entry.log, first: entry.sequence, last: entry.sequence, reason: "over-quota",
          since: 0)
      ])

    let early = try desk.releaseVouched()
    let before = try value(desk, record)
    try desk.acknowledge(Frontier(), held: [])
    let late = try desk.releaseVouched()

    #expect(early == 0 && before == nil)
    #expect(late == 1)
    #expect(try value(desk, record) == "CT 1")
  }

  @Test func `entries of a replica that the centre vouched for merge from a stick`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    try log(site, "early")
    try trust.sync(site)
    try trust.sync(desk)
    let late = try log(site, "late")

    let read = try carry(site, to: desk)

    #expect((read.new, read.quarantined) == (1, 0))
    #expect(try value(desk, late) == "late")
    try expectBalanced(desk)
  }

  @Test func `a foreign site's entries are carried unread and forwarded by the next sync`() throws {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    let record = try log(far, "CT 9")

    let read = try carry(far, to: site)
    #expect((read.new, read.quarantined) == (1, 0))
    #expect(try value(site, record) == nil)
    #expect(try site.records(kind: "incident").isEmpty)

    try trust.sync(site)
    #expect(try value(trust.centre, record) == "CT 9")
    #expect(try pending(site) == 0)
    try expectBalanced(site, trust.centre)
  }

  @Test func `a foreign site's entries travel on by stick and are acknowledged by stick`() throws {
    try enrol(site)
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    let record = try log(far, "CT 9")
    try carry(far, to: site)

    try toCentre(site, .pending)
    try fromCentre(site)

    #expect(try value(trust.centre, record) == "CT 9")
    #expect(try pending(site) == 0)
    #expect(try site.record(record) == nil)
  }

  // MARK: Forks

  @Test func `a stick brings both lines of a forked log together, longer than a batch`() throws {
    let shared = try log(site, "shared")
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    for number in 0..<3 { try log(site, "ours \(number)") }
    for number in 0..<700 { try log(twin, "theirs \(number)") }

    let read = try carry(twin, to: site)
    #expect(read.forked.count == 1)
    #expect(read.new == 700)
    try carry(site, to: twin)

    for store in [site, twin] {
      #expect(try store.records(kind: "incident").count == 704)
      #expect(try value(store, shared) == "shared")
      #expect(try store.forks().count == 1)
    }
    #expect(try carry(twin, to: site).new <= 3)
    #expect(try carry(site, to: twin).new == 0)
    try expectBalanced(site, twin)
  }

  @Test func `a fork in a foreign log is never written again in our name`() throws {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    try log(far, "shared")
    let twin = try trust.twin(of: "far", as: "twin", seed: 9)
    try log(far, "one line")
    try log(twin, "another line")

    try carry(far, to: site)
    let read = try carry(twin, to: site)

    #expect(read.new == 0 && read.forked.count == 1)
    #expect(try site.ledger().allSatisfy { $0.replica != site.identity.replica })
    #expect(try site.records(kind: "incident").isEmpty)
    try expectBalanced(site)
  }

  // MARK: Another trust

  @Test func `a bundle of another trust that can be read is refused, and nothing of it is kept`()
    throws
  {
    let other = try TrustHarness(of: Scope("RCF")!)
    let stranger = try other.makeSite("clinic", scope: "RCF02", seed: 7)
    try log(stranger, "CT 1")
    try SiteBundle(store: stranger).export(
      to: stick, .everything, existing: .replacedIfOurs, now: trust.clock.milliseconds)

    #expect(throws: BundleError.otherTrust(other.centre.identity.scope)) {
      try CentreBundle(store: trust.centre).import(from: stick) { _ in .merge }
    }
    #expect(throws: BundleError.otherTrust(other.centre.identity.scope)) {
      try SiteBundle(store: site).import(from: stick)
    }
    #expect(try trust.centre.ledger().isEmpty && site.ledger().isEmpty)
    #expect(
      try CentreBundle(store: other.centre).import(from: stick) { _ in .merge }.new == 1)
  }

  // MARK: Damage

  @Test func `a damaged stick changes nothing`() throws {
    try log(site, "CT 1")
    try SiteBundle(store: site).export(
      to: stick, .everything, existing: .replacedIfOurs, now: trust.clock.milliseconds)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: stick)))
    bytes[bytes.count - 100] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: stick))

    #expect(throws: BundleError.self) {
      try CentreBundle(store: trust.centre).import(from: stick) { _ in .merge }
    }
    #expect(try trust.centre.ledger().isEmpty)
  }

  @Test func `a bundle that cannot be written leaves nothing behind`() throws {
    try log(site, "CT 1")
    let nowhere = trust.folder.path("absent/stick.candour")

    #expect(throws: StoreError.self) {
      try SiteBundle(store: site).export(to: nowhere, .everything, now: 0)
    }
    #expect(throws: BundleError.self) { try SiteBundle(store: site).import(from: nowhere) }
  }
}

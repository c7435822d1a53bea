import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// Two stores wrote under one number. Each story is something that once failed, in a simulated
/// trust or in a review.
@Suite("Stories of forks")
struct ForkStories {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    try trust.enrol(site)
  }

  @Test func `a fork far back in a long log is found by a few claims`() throws {
    for number in 0..<1300 { try trust.log(site, "shared \(number)") }
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    for number in 0..<150 { try trust.log(site, "ours \(number)") }
    for number in 0..<120 { try trust.log(twin, "theirs \(number)") }
    try trust.sync(site)

    let outcome = try trust.sync(twin)

    #expect(outcome.ending == .agreed)
    #expect(outcome.rounds <= 16)
    #expect(outcome.received == 150)
    try trust.expectAgreement(site, twin)
    #expect(try trust.centre.records(kind: "theme").count == 1570)
  }

  /// A bundle's header may report a line that the bundle itself does not contain.
  @Test func `a centre that has another entry under a number has acknowledged nothing of ours`()
    throws
  {
    try trust.log(site, "ours")
    let (log, head) = try #require(try site.frontier().positions.first)
    let theirs = Frontier.Position(sequence: head.sequence, check: head.check ^ 1)

    let disagreeing = try site.acknowledge(Frontier([log: theirs]), held: [])

    #expect(disagreeing == [log])
    #expect(try site.ledger().map(\.pending) == [1])
    try trust.expectAgreement(site)
  }

  @Test func `a store whose file was copied goes on in a log of its own before any sync`() throws {
    let first = try trust.log(site, "shared")
    try trust.copy("clinic", to: "copy")
    let copy = try trust.reopen("copy", seed: 5)

    let after = try trust.log(copy, "after the copy")

    let old = try #require(try copy.history(of: first).first?.reference.log)
    let new = try #require(try copy.history(of: after).first?.reference.log)
    #expect(old != new)
    #expect(try copy.forks().map(\.log) == [old])
  }

  @Test func `a store that finds entries of its own that it does not know leaves that log`() throws
  {
    try trust.log(site, "before the image")
    try trust.sync(site)
    let restored = try trust.twin(of: "clinic", as: "restored", seed: 5)
    let later = try trust.log(site, "after the image")
    try trust.sync(site)
    try trust.sync(restored)

    let after = try trust.log(restored, "after the restore")

    let old = try #require(try restored.history(of: later).first?.reference.log)
    #expect(try restored.history(of: after).first?.reference.log != old)
    try trust.expectAgreement(restored, site)
  }

  @Test func `three copies that wrote under one number all keep their work`() throws {
    let shared = try trust.log(site, "shared")
    try trust.sync(site)
    let second = try trust.twin(of: "clinic", as: "second", seed: 5)
    let third = try trust.twin(of: "clinic", as: "third", seed: 6)
    let stores = [site, second, third]
    for (number, store) in stores.enumerated() { try trust.set(store, shared, "\(number)") }

    try trust.expectAgreement(site, second, third)

    for store in stores + [trust.centre] {
      #expect(try trust.values(store, shared) == ["0", "1", "2"])
    }
  }

  @Test func `a centre put back under itself gets back what it wrote before`() throws {
    let record = try trust.log(trust.centre, "first", in: TrustHarness.trust)
    try trust.sync(site)
    let snapshot = try DiskImage(of: trust.centre.folder)
    let later = try trust.log(
      trust.centre, "before the snapshot was put back", in: TrustHarness.trust)
    try trust.sync(site)
    try trust.putBack(snapshot)
    try trust.set(trust.centre, record, "after", in: TrustHarness.trust)

    try trust.expectAgreement(site)

    for store in [site, trust.centre] {
      #expect(try trust.values(store, record) == ["after"])
      #expect(try trust.values(store, later) == ["before the snapshot was put back"])
    }
    // The centre's own people wrote it: none of it waits, and the site did not write it again.
    #expect(try trust.centre.quarantine().isEmpty)
    #expect(try site.ledger().allSatisfy { $0.replica != site.identity.replica })
  }

  /// Simulated: each of two stores has one of the two lines that the centre wrote in one log.
  @Test func `a store that has the line which the centre gave up gets the other one too`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 4)
    try trust.enrol(desk)
    let record = try trust.log(trust.centre, "first", in: TrustHarness.trust)
    for store in [site, desk] { try trust.sync(store) }
    let snapshot = try DiskImage(of: trust.centre.folder)
    let before = try trust.log(trust.centre, "before", in: TrustHarness.trust)
    try trust.sync(site)
    try trust.putBack(snapshot)
    try trust.set(trust.centre, record, "after", in: TrustHarness.trust)
    try trust.sync(desk)
    try trust.sync(site)

    try trust.expectAgreement(site, desk)

    for store in [site, desk, trust.centre] {
      #expect(try trust.values(store, before) == ["before"])
      #expect(try trust.values(store, record) == ["after"])
    }
    #expect(try desk.frontier() == trust.centre.frontier())
    // The centre wrote all of it, and nobody else wrote it again.
    #expect(try desk.ledger().allSatisfy { $0.replica == trust.centre.identity.replica })
  }

  @Test func `a revoked copy's fork ends in quarantine, not in endless rounds`() throws {
    try trust.log(site, "shared")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    try trust.log(site, "ours")
    try trust.sync(site)
    let record = try trust.log(twin, "theirs")
    trust.revoked = [site.identity.replica]

    let outcome = try trust.sync(twin)

    #expect(outcome.ending == .revoked)
    #expect(try trust.centre.record(record) == nil)
    #expect(try trust.centre.quarantine().count == 1)
  }

  @Test func `a fork is healed though the centre withholds its own line`() throws {
    try trust.log(site, "shared")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    let ours = try trust.log(site, "ours")
    trust.revoked = [site.identity.replica]
    try trust.sync(site)
    trust.revoked = []
    let theirs = try trust.log(twin, "theirs")

    #expect(try trust.sync(twin).ending == .agreed)
    #expect(try trust.values(trust.centre, theirs) == ["theirs"])

    try trust.releaseAll()
    try trust.expectAgreement(site, twin)
    for store in [site, twin] { #expect(try trust.values(store, ours) == ["ours"]) }
  }

  @Test func `a carrier agrees though the log that it carries has gone on`() throws {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    try trust.enrol(far)
    try trust.log(far, "carried")
    try trust.carry(far, to: site)
    try trust.log(far, "not carried")
    try trust.sync(far)

    #expect(try trust.sync(site).ending == .agreed)
    try trust.expectAgreement(site, far)
  }

  @Test func `another line that a foreign site brings is kept by the centre`() throws {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    try trust.enrol(far)
    try trust.log(far, "shared")
    let twin = try trust.twin(of: "far", as: "twin", seed: 5)
    let lost = try trust.log(twin, "on a laptop that was then lost")
    try trust.carry(twin, to: site)
    try trust.log(far, "the same number")
    try trust.sync(far)

    try trust.expectAgreement(site, far)

    for store in [far, trust.centre] {
      #expect(try trust.values(store, lost) == ["on a laptop that was then lost"])
    }
  }

  @Test func `what a revoked copy wrote is not admitted through a colleague's log`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 4)
    try trust.enrol(desk)
    try trust.log(site, "shared")
    try trust.sync(site)
    try trust.sync(desk)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    let stolen = try trust.log(twin, "after the theft")
    try trust.carry(twin, to: desk)
    try trust.log(site, "the same number")
    try trust.sync(site)
    trust.revoked = [site.identity.replica]

    try trust.sync(desk)
    try trust.sync(desk)

    #expect(try trust.centre.record(stolen) == nil)
    #expect(Set(try trust.centre.quarantine().map(\.reason)) == ["revoked"])
  }

  @Test func `a colleague's fork is listed as the colleague's, and one's own as own`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 4)
    try trust.enrol(desk)
    try trust.log(desk, "shared")
    try trust.sync(desk)
    try trust.sync(site)
    let twin = try trust.twin(of: "desk", as: "twin", seed: 5)
    try trust.log(desk, "ours")
    try trust.log(twin, "theirs")

    try trust.carry(desk, to: site)
    try trust.carry(twin, to: site)
    try trust.carry(twin, to: desk)

    let (ofSite, ofDesk) = (try site.forks(), try desk.forks())
    #expect(ofSite.map(\.isOwn) == [false] && ofDesk.map(\.isOwn) == [true])
    for fork in ofSite + ofDesk {
      #expect(fork.replica == desk.identity.replica && fork.scope == desk.identity.scope)
    }
  }

  @Test func `two lines that meet on a stick both leave the log`() throws {
    try trust.log(site, "shared")
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    try trust.log(site, "ours")
    try trust.log(twin, "theirs")

    try trust.carry(twin, to: site)
    let after = try trust.log(site, "after")

    // What the site writes now is not in a log that the twin writes too.
    let log = try #require(try site.history(of: after).first?.reference.log)
    #expect(try twin.frontier()[log] == nil)
    try trust.expectAgreement(site, twin)
    #expect(try twin.records(kind: "theme").count == 4)
  }

  @Test func `a release in the middle of a segment leaves nobody stuck`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 4)
    try trust.enrol(desk)
    for number in 0..<6 { try trust.log(site, "\(number)") }
    trust.revoked = [site.identity.replica]
    try trust.sync(site)
    trust.revoked = []
    let waiting = try trust.centre.quarantine()

    try trust.centre.decide(
      .released, on: waiting.prefix(3).map { ($0.log, $0.sequence) }, by: "governance", why: "")

    #expect(try trust.sync(desk).ending == .agreed)
    try trust.releaseAll()
    try trust.expectAgreement(site, desk)
    #expect(try desk.records(kind: "theme").count == 6)
  }
}

import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// Sites and a centre that exchange only by stick.
@Suite("Bundles between stores")
struct BundleTests {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
  }

  var stick: String { trust.folder.path("stick.candour") }

  @discardableResult
  func log(
    _ store: RecordStore, _ value: String, scope: Scope? = nil
  ) throws -> RecordID {
    var random = SystemRandomNumberGenerator()
    let record = RecordID.make(using: &random)
    try store.write([
      Change(
        record: record, kind: "incident", scope: scope ?? store.identity.scope,
        author: "operator",
        operations: [
          Operation(path: FieldPath(literal: "equipmentId"), value: .text(value)),
          Operation(
            path: FieldPath(literal: "recordedAt"), value: .text("2026-03-01T12:00:00Z")),
        ], referenceYear: 2026)
    ])
    return record
  }

  func value(_ store: RecordStore, _ record: RecordID) throws -> String? {
    try store.record(record)?.state.value(at: FieldPath(literal: "equipmentId"))?.text
  }

  func pending(_ store: RecordStore) throws -> UInt64 {
    try store.ledger().reduce(0) { $0 + $1.pending }
  }

  func enrol(_ store: RecordStore) throws {
    try store.enrol(
      Enrolment(
        server: "https://localhost:1", authority: nil, role: "site",
        centrePublicKey: trust.centre.identity.publicKey, enrolledAt: 0),
      trust: TrustHarness.trust)
  }

  @discardableResult
  func toCentre(
    _ store: RecordStore, _ contents: BundleContents = .everything
  ) throws -> CentreBundle.Report {
    let written = try SiteBundle(store: store).export(
      to: stick, contents, existing: .replacedIfOurs, now: trust.clock.milliseconds)
    let (revoked, unknown) = (trust.revoked, trust.unknown)
    let read = try CentreBundle(store: trust.centre).import(from: stick) { log in
      if revoked.contains(log.replica) { return .quarantine(reason: "revoked") }
      if unknown.contains(log.replica) { return .quarantine(reason: "unknown-replica") }
      return .merge
    }
    #expect(written.entries == read.entries)
    return read
  }

  @discardableResult
  func fromCentre(_ store: RecordStore) throws -> BundleReport {
    trust.clock.milliseconds += 1000
    let written = try CentreBundle(store: trust.centre).export(
      site: store.identity.scope, to: stick, existing: .replacedIfOurs,
      now: trust.clock.milliseconds)
    let read = try SiteBundle(store: store).import(from: stick)
    #expect(written.entries == read.entries)
    return read
  }

  @discardableResult
  func carry(_ from: RecordStore, to other: RecordStore) throws -> BundleReport {
    try SiteBundle(store: from).export(
      to: stick, .everything, existing: .replacedIfOurs, now: trust.clock.milliseconds)
    return try SiteBundle(store: other).import(from: stick)
  }

  func expectBalanced(_ stores: RecordStore...) throws {
    for store in stores {
      for log in try store.ledger() { #expect(log.isBalanced) }
      #expect(try store.verify().problems == [])
    }
  }

  // MARK: Site and centre

  @Test func `a stick there and a stick back leave nothing pending`() throws {
    try enrol(site)
    let record = try log(site, "CT 1")

    let there = try toCentre(site)
    #expect((there.entries, there.new, there.quarantined) == (1, 1, 0))
    #expect(try value(trust.centre, record) == "CT 1")
    #expect(try pending(site) == 1)

    let back = try fromCentre(site)
    #expect(back.isAcknowledgement)
    #expect((back.entries, back.new) == (1, 0))
    #expect(try pending(site) == 0)
    #expect(try toCentre(site, .pending).entries == 0)
    try expectBalanced(site, trust.centre)
  }

  @Test func `the same stick twice brings nothing new`() throws {
    try log(site, "CT 1")
    try toCentre(site)

    #expect(try toCentre(site).new == 0)
    try expectBalanced(site, trust.centre)
  }

  @Test func `only what is pending goes on a stick that is to be small`() throws {
    try enrol(site)
    try log(site, "early")
    try toCentre(site)
    try fromCentre(site)
    let late = try log(site, "late")

    let there = try toCentre(site, .pending)

    #expect((there.entries, there.new) == (1, 1))
    #expect(try value(trust.centre, late) == "late")
    try expectBalanced(site, trust.centre)
  }

  @Test func `a pending run that follows on nothing here is named, and nothing of it is kept`()
    throws
  {
    try enrol(site)
    try log(site, "early")
    try trust.sync(site)
    try log(site, "late")
    try SiteBundle(store: site).export(
      to: stick, .pending, existing: .replacedIfOurs, now: trust.clock.milliseconds)
    let fresh = try trust.makeSite("fresh", scope: "RBD02", seed: 30)

    let read = try SiteBundle(store: fresh).import(from: stick)

    #expect((read.entries, read.new, read.missing) == (1, 0, 1))
    try expectBalanced(fresh)
  }

  @Test func `the centre gives a site what other stores of the site wrote`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    let record = try log(site, "CT 1")
    try log(try trust.makeSite("far", scope: "RBD07", seed: 4), "elsewhere")
    try toCentre(site)

    let read = try fromCentre(desk)

    #expect((read.entries, read.new, read.quarantined) == (1, 1, 0))
    #expect(try value(desk, record) == "CT 1")
    try expectBalanced(desk, trust.centre)
  }

  @Test func `a site that never enrolled learns what waits there, and counts nothing as received`()
    throws
  {
    try log(site, "CT 1")
    trust.unknown = [site.identity.replica]
    let there = try toCentre(site)
    #expect((there.new, there.quarantined) == (1, 1))

    try fromCentre(site)
    #expect(try site.held().map(\.reason) == ["unknown-replica"])
    #expect(try pending(site) == 1)

    try trust.centre.decide(
      .released, on: try trust.centre.quarantine().map { ($0.log, $0.sequence) },
      by: "governance", why: "known by telephone")
    let back = try fromCentre(site)
    #expect(!back.isAcknowledgement && back.isUnprovenReceipt)
    #expect(try pending(site) == 1 && site.held().isEmpty)

    try enrol(site)
    #expect(try fromCentre(site).isAcknowledgement)
    #expect(try pending(site) == 0)
    try expectBalanced(site, trust.centre)
  }

  @Test func `what waits there of a log that the site never had is named by the centre's stick`()
    throws
  {
    try enrol(site)
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    let other = try trust.makeSite("ward", scope: "RBD03", seed: 4)
    trust.unknown = [desk.identity.replica, other.identity.replica]
    try log(desk, "CT 1")
    try log(other, "CT 2")
    try toCentre(desk)
    try toCentre(other)

    try fromCentre(site)

    let log = try #require(try desk.frontier().positions.keys.first)
    #expect(try site.held().map(\.log) == [log], "of its own site, and of no other")
    #expect(try site.held().map(\.reason) == ["unknown-replica"])
  }

  @Test func `a stick from a drawer takes no acknowledgement back`() throws {
    try enrol(site)
    try log(site, "early")
    try toCentre(site)
    try CentreBundle(store: trust.centre).export(
      site: site.identity.scope, to: stick, existing: .replacedIfOurs, now: trust.clock.milliseconds
    )
    try log(site, "late")
    trust.clock.milliseconds += 60_000
    try trust.sync(site)
    try site.noteSync(at: trust.clock.milliseconds)

    try SiteBundle(store: site).import(from: stick)

    #expect(try pending(site) == 0)
  }

  @Test func `a centre that was restored from an older copy is made whole by a stick`() throws {
    try enrol(site)
    try log(site, "early")
    try toCentre(site)
    try trust.copy("centre", to: "backup")
    let late = try log(site, "late")
    try toCentre(site)
    try fromCentre(site)
    #expect(try pending(site) == 0)

    let restored = try trust.reopen("backup", seed: 40)
    trust.clock.milliseconds += 1000
    try CentreBundle(store: restored).export(
      site: site.identity.scope, to: stick, existing: .replacedIfOurs, now: trust.clock.milliseconds
    )
    try SiteBundle(store: site).import(from: stick)
    #expect(try pending(site) == 1)

    try SiteBundle(store: site).export(
      to: stick, .pending, existing: .replacedIfOurs, now: trust.clock.milliseconds)
    try CentreBundle(store: restored).import(from: stick) { _ in .merge }
    #expect(try value(restored, late) == "late")
    try expectBalanced(site, restored)
  }

}

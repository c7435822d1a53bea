import Aggregation
import GRDB
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// Entries that are not merged somewhere are counted and named at both ends, until they are.
@Suite("Stories of what is kept apart")
struct KeptApartStories {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
  }

  private func total(_ store: RecordStore, _ figure: (LogLedger) -> UInt64) throws -> UInt64 {
    try store.ledger().reduce(0) { $0 + figure($1) }
  }

  private func decide(_ decision: QuarantineDecision) throws {
    let waiting = try trust.centre.quarantine()
    try trust.centre.decide(
      decision, on: waiting.map { ($0.log, $0.sequence) }, by: "governance", why: "checked")
  }

  private func expectSound(_ stores: RecordStore...) throws {
    for store in stores {
      #expect(try store.verify().problems == [])
      #expect(try store.ledger().allSatisfy(\.isBalanced))
    }
  }

  // MARK: Waiting

  /// It may relay a stick; how much another site writes remains private to that site.
  @Test func `of another site's log nobody is told more than they have shown to know`() throws {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 44)
    try trust.enrol(far)
    try trust.log(far, "first")
    try trust.sync(far)
    let (log, first) = try #require(try far.frontier().positions.first)
    for _ in 0..<5 { try trust.log(far, "more") }
    try trust.sync(far)
    let own: Set<Scope> = [site.identity.scope, TrustHarness.trust]

    for claim in [
      Frontier.Position(sequence: 1_000_000, check: 0),
      Frontier.Position(sequence: 3, check: first.check),
      Frontier.Position(sequence: 1, check: first.check ^ 1),
    ] {
      let answer = try trust.centre.answer(to: Frontier([log: claim]), scopes: own)
      #expect(answer.frontier[log] == nil)
    }
    let known = try trust.centre.answer(to: Frontier([log: first]), scopes: own)
    #expect(known.frontier[log] == first)
  }

  @Test func `what waits at the centre reaches no other store before somebody releases it`() throws
  {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.log(site, "before")
    try trust.sync(site)
    try trust.sync(desk)
    trust.revoked = [site.identity.replica]
    let record = try trust.log(site, "after the theft")
    try trust.sync(site)

    #expect(try trust.sync(desk).ending == .agreed)
    #expect(try desk.record(record) == nil)
    #expect(try total(desk, \.entries) == 1)

    try trust.releaseAll()
    try trust.sync(desk)
    #expect(try trust.values(desk, record) == ["after the theft"])
    try expectSound(desk, trust.centre)
  }

  // MARK: Kept out for good

  @Test func `an entry that a person keeps out is settled, and the site that wrote it is told`()
    throws
  {
    try trust.enrol(site)
    try trust.log(site, "before")
    try trust.sync(site)
    trust.unknown = [site.identity.replica]
    let record = try trust.log(site, "kept out")
    try trust.sync(site)
    #expect(try total(site, \.pending) == 1)

    try decide(.keptOut)
    #expect(try trust.sync(site).ending == .agreed)

    #expect(try total(site, \.pending) == 0)
    #expect(try total(site, \.acknowledged) == 2)
    #expect(try total(site, \.keptOutThere) == 1)
    #expect(try site.held().map(\.isDecided) == [true])
    #expect(try site.held().map(\.reason) == ["kept-out: unknown-replica"])
    #expect(try total(trust.centre, \.keptOut) == 1 && total(trust.centre, \.merged) == 1)
    #expect(try trust.values(site, record) == ["kept out"])
    try expectSound(site, trust.centre)
  }

  @Test func `a store that carried what the centre keeps out stops waiting, and keeps it whole`()
    throws
  {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.enrol(desk)
    let record = try trust.log(site, "on a stick")
    trust.unknown = [site.identity.replica]
    try trust.carry(site, to: desk)
    try trust.sync(desk)
    #expect(try desk.quarantine().count == 1)

    try decide(.keptOut)
    try trust.sync(desk)

    #expect(try desk.quarantine().isEmpty)
    #expect(try total(desk, \.keptOut) == 1 && total(desk, \.pending) == 0)
    #expect(try desk.record(record) == nil)
    try expectSound(desk, trust.centre)
  }

  @Test func `what a person keeps out reaches no other store, and its chain still verifies`() throws
  {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    trust.unknown = [site.identity.replica]
    let record = try trust.log(site, "kept out")
    try trust.sync(site)
    try decide(.keptOut)
    trust.unknown = []
    let after = try trust.log(site, "after")
    try trust.sync(site)

    #expect(try trust.sync(desk).ending == .agreed)

    #expect(try desk.record(record) == nil)
    #expect(try trust.values(desk, after) == ["after"])
    let sent = try desk.outgoing(after: Frontier()).segments.flatMap(\.entries)
    #expect(sent.map { $0.payload == nil } == [true, false])
    try expectSound(site, desk, trust.centre)
  }

  // MARK: Verify sees it

  @Test(arguments: [
    "DELETE FROM quarantine", "UPDATE entry SET state = 3",
    "UPDATE quarantine SET log = log + 0, sequence = 9",
    "UPDATE quarantine SET decision = 'kept-out'",
  ])
  func `verify names an entry that is apart and not listed as what it is`(damage: String) throws {
    trust.unknown = [site.identity.replica]
    try trust.log(site, "waits")
    try trust.sync(site)
    try trust.centre.close()
    let path = trust.folder.path("centre") + "/" + RecordStore.fileName
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: damage) }
    try queue.close()

    let damaged = try trust.reopen("centre", seed: 8)

    #expect(try damaged.verify().problems.map(\.code).contains("ledger"))
  }

  // MARK: A wider scope

  @Test(arguments: [false, true])
  func `what was carried of a scope is merged as soon as the store may read it`(
    isReopened: Bool
  ) throws {
    let loose = try RecordStore.create(
      in: trust.folder.path("loose"),
      NewStoreOptions(side: .site, scope: site.identity.scope, nation: "england"),
      environment: trust.clock.environment(seed: 6))
    let record = try trust.log(trust.centre, "for everybody", in: TrustHarness.trust)
    try carryUnread(to: loose)
    #expect(try total(loose, \.relayed) == 1)
    #expect(try loose.record(record) == nil)

    try trust.enrol(loose)
    var store = loose
    if isReopened {
      try loose.close()
      store = try trust.reopen("loose", seed: 7)
    }

    #expect(try trust.values(store, record) == ["for everybody"])
    #expect(try total(store, \.relayed) == 0)
    try trust.expectAgreement(store)
  }

  @Test func `what was carried and nobody vouches for waits until the centre shows it`() throws {
    let loose = try RecordStore.create(
      in: trust.folder.path("loose"),
      NewStoreOptions(side: .site, scope: site.identity.scope, nation: "england"),
      environment: trust.clock.environment(seed: 6))
    let record = try trust.log(site, "of the trust", in: TrustHarness.trust)
    try site.signHeads()
    _ = try loose.ingest(try site.outgoing(after: Frontier()).segments, onFork: .refuse) { _ in
      .relay
    }

    try trust.enrol(loose)
    #expect(try loose.quarantine().map(\.reason) == ["unknown-replica"])
    #expect(try loose.record(record) == nil)
    try trust.sync(loose)

    #expect(try trust.values(loose, record) == ["of the trust"])
    #expect(try loose.quarantine().isEmpty)
    try trust.expectAgreement(loose)
  }

  @Test func `a redaction among what was carried takes its words away when it is read`() throws {
    let loose = try RecordStore.create(
      in: trust.folder.path("loose"),
      NewStoreOptions(side: .site, scope: site.identity.scope, nation: "england"),
      environment: trust.clock.environment(seed: 6))
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(trust.centre, record, "Mrs Example", in: TrustHarness.trust)
    let kept = try #require(try trust.centre.history(of: record).first)
    let redaction = MergedRecord.redaction(
      of: Entry(header: kept.header, payload: try #require(kept.payload)), named: written.entry
    ) { _ in true }
    // Relayed with its payload first, then the redaction.
    try carryUnread(to: loose)
    try trust.centre.write([
      Change(
        record: record, kind: "theme", scope: TrustHarness.trust, author: "governance",
        operations: [], redaction: redaction)
    ])
    try carryUnread(to: loose)

    try trust.enrol(loose)

    #expect(try loose.record(record)?.state.value(at: TrustHarness.path) == .redacted)
    #expect(try loose.history(of: record).filter { $0.payload == nil }.count == 1)
    try trust.expectAgreement(loose)
  }

  /// A bundle of the centre at a store that does not belong to its trust yet.
  private func carryUnread(to store: RecordStore) throws {
    try trust.centre.signHeads()
    _ = try store.ingest(
      try trust.centre.outgoing(after: try store.frontier()).segments, onFork: .refuse
    ) { $0.scope == store.identity.scope ? .merge : .relay }
  }
}

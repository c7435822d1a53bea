import Aggregation
import GRDB
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

@testable import RecordStore
@testable import Storage

/// The cost of a round of the exchange for a store: its transactions, and their flushes.
@Suite("Transactions of a round")
struct RoundTransactionTests {
  private let trust: TrustHarness
  private let site: RecordStore
  private let machine: Machine

  init() throws {
    trust = try TrustHarness()
    machine = try Machine.made(in: trust.folder.path("clinic"))
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    try trust.enrol(site)
  }

  private func commits(of store: RecordStore, _ work: () throws -> Void) throws -> Int {
    let counter = try store.database.outsideTransaction { db in
      guard case .sqlite(let connection) = db.kind else { throw StoreError.busy }
      let counter = CommitCounter(connection.database)
      connection.database.add(transactionObserver: counter)
      return counter
    }
    try work()
    return counter.commits
  }

  /// The centre's answer to a site, and its cost for the centre.
  private func answer(to request: SyncRequest, from store: RecordStore) throws -> SyncResponse {
    let unknown = trust.unknown
    let exchange = SyncExchange(store: trust.centre) {
      unknown.contains($0.replica) ? .quarantine(reason: "unknown-replica") : .merge
    }
    let caller = SyncExchange.Caller(
      replica: store.identity.replica, scopes: [store.identity.scope, TrustHarness.trust],
      isRevoked: false)
    let ingested = try exchange.take(request, from: caller)
    return try exchange.respond(to: request, from: caller, after: ingested)
  }

  private func request(of store: RecordStore) throws -> SyncRequest {
    let prepared = try SiteExchange(store: store).prepare(ForkPlan())
    return SyncRequest(
      frontier: prepared.frontier, segments: prepared.segments, readsPacked: true)
  }

  @Test func `getting ready and taking the answer in are one flush each, and idle rounds none`()
    throws
  {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.enrol(desk)
    try trust.log(desk, "theirs")
    try trust.sync(desk)
    for number in 0..<5 { try trust.log(site, "ours \(number)") }
    let exchange = SiteExchange(store: site)
    var before = machine.flushes

    let request = try request(of: site)
    _ = try exchange.encoded(request, leavingOut: true)
    #expect(machine.flushes - before == 1)

    var response = try answer(to: request, from: site)
    response.held = [.init(log: request.segments[0].log, first: 1, last: 1, reason: "x", since: 1)]
    before = machine.flushes
    #expect(try exchange.take(response).received == 1)
    #expect(machine.flushes - before == 1)

    try trust.sync(site)
    before = machine.flushes
    try trust.sync(site)
    #expect(machine.flushes == before)
  }

  /// A fork, a redaction, waiting entries and relayed entries, in one answer and one request.
  @Test func `a round with all that may happen in it is one transaction on each side`() throws {
    let record = try trust.log(site, "Mrs Example fell")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    try trust.log(site, "ours, first at the centre")
    try trust.sync(site)
    let stranger = try trust.makeSite("stranger", scope: "RBD02", seed: 5)
    try trust.log(stranger, "nobody knows me")
    trust.unknown = [stranger.identity.replica]
    try trust.carry(stranger, to: twin)
    let named = try #require(try trust.centre.history(of: record).first)
    let redaction = MergedRecord.redaction(
      of: Entry(header: named.header, payload: try #require(named.payload)), named: named.reference
    ) { _ in true }
    try trust.centre.write([
      Change(
        record: record, kind: "theme", scope: site.identity.scope, author: "governance",
        operations: [], redaction: redaction)
    ])
    try trust.log(twin, "theirs, on the same numbers")
    let exchange = SiteExchange(store: twin)

    var request: SyncRequest?
    #expect(try commits(of: twin) { request = try self.request(of: twin) } == 1)
    let sent = try #require(request)
    #expect(sent.segments.count == 2)
    var response: SyncResponse?
    #expect(try commits(of: trust.centre) { response = try answer(to: sent, from: twin) } == 1)
    var answered = try #require(response)
    #expect(try trust.centre.quarantine().count == 1)
    #expect(answered.forked.isEmpty == false)
    answered.isBehind = true
    #expect(try commits(of: twin) { _ = try exchange.take(answered) } == 1)

    trust.unknown = []
    try trust.releaseAll()
    try trust.expectAgreement(site, twin)
    #expect(try twin.record(record)?.state.value(at: TrustHarness.path) == .redacted)
    #expect(try twin.forks().isEmpty == false)
  }

  @Test func `an answer that fails half-way is as if it had been lost`() throws {
    try trust.log(trust.centre, "from the trust", in: TrustHarness.trust)
    try trust.log(site, "ours")
    let request = try request(of: site)
    let response = try answer(to: request, from: site)
    try site.write { db in
      try db.script(
        """
        CREATE TEMP TRIGGER hindrance BEFORE UPDATE OF acknowledged ON log
        BEGIN SELECT RAISE(ABORT, 'hindered'); END
        """)
    }
    let before = try (site.frontier(), site.ledger())

    #expect(throws: StoreError.self) { try SiteExchange(store: site).take(response) }
    #expect(try site.frontier() == before.0)
    #expect(try site.ledger() == before.1)

    try site.write { try $0.script("DROP TRIGGER hindrance") }
    try trust.expectAgreement(site)
  }
}

/// Counts the transactions that changed something.
private final class CommitCounter: TransactionObserver {
  private var changes: Int
  private(set) var commits = 0

  init(_ db: GRDB.Database) { changes = db.totalChangesCount }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
  func databaseDidChange(with event: DatabaseEvent) {}
  func databaseDidCommit(_ db: GRDB.Database) {
    if db.totalChangesCount != changes { commits += 1 }
    changes = db.totalChangesCount
  }
  func databaseDidRollback(_ db: GRDB.Database) { changes = db.totalChangesCount }
}

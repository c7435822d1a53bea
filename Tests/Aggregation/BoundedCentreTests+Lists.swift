import CentreStore
import Dispatch
import Foundation
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

extension BoundedCentreTests {
  // MARK: Duplicates and themes

  @Test func `sixteen hundred like incidents make a page of a hundred pairs, and no more`()
    async throws
  {
    let clinic = try await harness.site("RBD01")
    for _ in 0..<1600 { try write(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic) }
    try await sendAll(clinic)

    let page = try await centre.possibleDuplicates()
    let place = try #require(page.next)
    let next = try await centre.possibleDuplicates(after: place)

    #expect(page.pairs.count == Filter.limitStandard && page.isBounded)
    #expect(next.pairs.count == Filter.limitStandard)
    #expect(Set(page.pairs.map(key)).isDisjoint(with: next.pairs.map(key)))
    let one = try #require(page.pairs.first?.first.id)
    let twins = try await centre.incident(named: one).twins
    #expect(twins.count <= RecordStore.alikePerDayMax)
    let themes = try await centre.themeProposals()
    #expect(themes.total <= 3, "one for each ground")
    #expect(
      themes.proposals.allSatisfy { $0.proposal.incidents.count <= ProposedTheme.incidentsMax })
  }

  @Test func `page after page every pair is found once`() async throws {
    let clinic = try await harness.site("RBD01")
    for day in 10..<28 {
      for _ in 0..<3 {
        try write(Facts.accidentalCT(discoveredOn: "2026-01-\(day)"), at: clinic)
      }
    }
    try await sendAll(clinic)

    var found: [String] = []
    var filter = Filter()
    filter.limit = 7
    repeat {
      let listing = try await centre.duplicates(filter)
      #expect(listing.items.count <= 7)
      found += listing.items.map { $0["incidents"]?.serialized() ?? "" }
      filter.cursor = listing.next
    } while filter.cursor != nil

    // Three a day: three pairs within a day, nine with each of the next two days.
    let expected: Int = 54 + 153 + 144
    #expect(found.count == expected)
    #expect(Set(found).count == found.count)
  }

  fileprivate func key(_ pair: PossibleDuplicate) -> String { pair.first.id + pair.second.id }

  fileprivate func write(_ facts: JSONValue, at store: RecordStore) throws {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    let draft = try Draft(
      .incident, document: facts, id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: CentreHarness.noon)), using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
  }

  fileprivate func sendAll(_ store: RecordStore) async throws {
    try store.signHeads()
    var reached = Frontier()
    while reached.positions != (try store.frontier()).positions {
      let outgoing = try store.outgoing(after: reached)
      let caller = SyncExchange.Caller(
        replica: store.identity.replica, scopes: [store.identity.scope, centre.trust],
        isRevoked: false)
      let answer = try await centre.exchange(
        SyncRequest(frontier: try store.frontier(), segments: outgoing.segments), from: caller)
      reached = answer.response.frontier
    }
  }

  // MARK: Sessions and the access log

  @Test func `a session is looked up while the writer is busy`() async throws {
    let hash = "scrypt$2$1$1$00$00"
    try await centre.addPerson(email: "a@example.test", role: .reader, password: hash)
    let person = try #require(try await centre.credentials(email: "a@example.test")).person
    let session = try await centre.beginSession(person: person).text
    let held = DispatchSemaphore(value: 0)
    async let writing: Void = centre.writing { _ in held.wait() }

    // While another write transaction stays open.
    for _ in 0..<20 { #expect(try await centre.principal(session: session) != nil) }

    held.signal()
    try await writing
    #expect(try await centre.principal(session: "cs_nobody") == nil)
  }

  @Test func `the access log forgets what is older than it is kept`() async throws {
    let reader = harness.governance
    let store = centre.store
    let day: Int64 = 86_400_000
    let old = (0..<50).map { number in
      Administration.Access(
        at: CentreHarness.noon - Int64(3000 + number) * day, who: "p", role: "reader",
        action: "read", subject: "x")
    }
    try Administration(store).note(old)

    centre.note(reader, "read", "y")
    try await centre.writeAccesses()

    let kept = try await centre.accesses(Centre.AccessQuery(), limit: 100).rows
    #expect(kept.map(\.subject) == ["y"])
  }
}

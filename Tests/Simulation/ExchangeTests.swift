import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestStores
import TestSupport
import Testing

@Suite("Exchange")
struct ExchangeTests {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
  }

  @discardableResult
  private func log(_ store: RecordStore, _ value: String) throws -> RecordID {
    var random = SystemRandomNumberGenerator()
    let record = RecordID.make(using: &random)
    try set(store, record, "equipmentId", value, year: 2026)
    return record
  }

  @discardableResult
  private func set(
    _ store: RecordStore, _ record: RecordID, _ path: String, _ value: String, year: Int? = nil
  ) throws -> Written {
    let state = try store.record(record)?.state ?? MergedRecord()
    let operation = state.writing(.text(value), at: FieldPath(path)!)
    let change = Change(
      record: record, kind: "incident", scope: store.identity.scope, author: "operator",
      operations: [operation], referenceYear: year)
    return try store.write([change])[0]
  }

  private func values(_ store: RecordStore, _ record: RecordID, _ path: String) throws -> Set<
    String
  > {
    let state = try store.record(record)?.state
    return Set(state?.candidates(at: FieldPath(path)!).compactMap { $0.value?.text } ?? [])
  }

  private func expectBalanced(_ stores: RecordStore...) throws {
    for store in stores {
      for log in try store.ledger() { #expect(log.isBalanced) }
      #expect(try store.verify().problems == [])
    }
  }

  @Test func `what a site logged off line is at the centre after one round`() throws {
    let record = try log(site, "CT 1")

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(outcome.sent == 1 && outcome.rounds == 1)
    #expect(try values(trust.centre, record, "equipmentId") == ["CT 1"])
    #expect(try trust.sync(site).sent == 0)
    try expectBalanced(site, trust.centre)
  }

  @Test func `what was sent is pending until the centre has said that it holds it`() throws {
    try log(site, "CT 1")
    let exchange = SiteExchange(store: site)

    let prepared = try exchange.prepare(ForkPlan())
    #expect(try site.ledger().map(\.pending) == [1])
    // The connection ends here: whether anything arrived is unknown.
    #expect(try exchange.prepare(ForkPlan()).segments == prepared.segments)
    #expect(try site.ledger().map(\.pending) == [1])

    #expect(try trust.sync(site).sent == 1)
    #expect(try site.ledger().map(\.pending) == [0])
  }

  @Test func `two replicas of a site that edit one field unseen both see both`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    let record = try log(site, "CT 1")
    try trust.sync(site)
    try trust.sync(desk)

    try set(site, record, "equipmentId", "CT 2")
    try set(desk, record, "equipmentId", "CT 3")
    try trust.sync(site)
    try trust.sync(desk)
    try trust.sync(site)

    for store in [site, desk, trust.centre] {
      #expect(try values(store, record, "equipmentId") == ["CT 2", "CT 3"])
    }
    try expectBalanced(site, desk, trust.centre)
  }

  @Test func `a copied store that goes on is a fork, and both lines of work are kept`() throws {
    let first = try log(site, "before the copy")
    try trust.sync(site)
    try site.close()
    try trust.copy("clinic", to: "copy")
    let site = try trust.reopen("clinic", seed: 5)
    let copy = try trust.reopen("copy", seed: 6)

    let here = try log(site, "here")
    let there = try log(copy, "there")
    for store in [site, copy, site, copy] { #expect(try trust.sync(store).ending == .agreed) }

    for store in [site, copy, trust.centre] {
      #expect(try values(store, first, "equipmentId") == ["before the copy"])
      #expect(try values(store, here, "equipmentId") == ["here"])
      #expect(try values(store, there, "equipmentId") == ["there"])
    }
    #expect(try copy.forks().count == 1)
    try expectBalanced(site, copy, trust.centre)
  }

  @Test func `a log that two stores wrote on heals at the next sync`() throws {
    let shared = try log(site, "shared")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    for number in 0..<3 { try log(site, "ours \(number)") }
    for number in 0..<5 { try log(twin, "theirs \(number)") }
    try set(site, shared, "equipmentId", "ours")
    try set(twin, shared, "equipmentId", "theirs")

    #expect(try trust.sync(site).ending == .agreed)
    #expect(try trust.sync(twin).ending == .agreed)
    #expect(try trust.sync(site).ending == .agreed)

    for store in [site, twin, trust.centre] {
      #expect(try store.records(kind: "incident").count == 9)
      #expect(try values(store, shared, "equipmentId") == ["ours", "theirs"])
    }
    #expect(try twin.forks().count == 1)
    #expect(try twin.forks()[0].continuedAs != nil)
    try expectBalanced(site, twin, trust.centre)
  }

  @Test(.enabled(if: TestStores.place == .file, "copies a folder"))
  func `a centre restored from an older copy is made whole by its sites`() throws {
    for number in 0..<5 { try log(site, "early \(number)") }
    try trust.sync(site)
    try trust.copy("centre", to: "backup")
    for number in 0..<5 { try log(site, "late \(number)") }
    try trust.sync(site)

    let restored = try trust.reopen("backup", seed: 11)
    #expect(try restored.records(kind: "incident").count == 5)
    #expect(try trust.sync(site, with: restored).ending == .agreed)

    #expect(try restored.records(kind: "incident").count == 10)
    try expectBalanced(site, restored)
  }

  @Test(.enabled(if: TestStores.place == .file, "copies a folder"))
  func `a restored centre gets what a request took for known there`() throws {
    let record = try log(site, "early")
    try trust.copy("centre", to: "backup")
    try trust.sync(site)
    try set(site, record, "equipmentId", "late")

    let restored = try trust.reopen("backup", seed: 11)
    #expect(try trust.sync(site, with: restored).ending == .agreed)

    #expect(try values(restored, record, "equipmentId") == ["late"])
    try expectBalanced(site, restored)
  }

  @Test func `a revoked replica's entries wait at the centre until somebody releases them`() throws
  {
    let record = try log(site, "CT 1")
    trust.revoked = [site.identity.replica]

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .revoked)
    #expect(try trust.centre.record(record) == nil)
    #expect(try trust.centre.quarantine().map(\.reason) == ["revoked"])
    #expect(try site.held().map(\.count) == [1])
    #expect(try site.ledger().reduce(0) { $0 + $1.pending } == 1)

    let waiting = try trust.centre.quarantine()
    try trust.centre.decide(
      .released, on: waiting.map { ($0.log, $0.sequence) }, by: "governance", why: "checked")
    #expect(try values(trust.centre, record, "equipmentId") == ["CT 1"])
    try expectBalanced(site, trust.centre)
  }

  @Test func `a history longer than a batch takes several rounds and arrives whole`() throws {
    for start in stride(from: 0, to: 2500, by: 500) {
      var random = SystemRandomNumberGenerator()
      let changes = (start..<start + 500).map { number in
        Change(
          record: RecordID.make(using: &random), kind: "incident", scope: site.identity.scope,
          author: "operator",
          operations: [
            Operation(path: FieldPath(literal: "equipmentId"), value: .text("\(number)"))
          ], referenceYear: 2026)
      }
      try site.write(changes)
    }

    let outcome = try trust.sync(site)
    let fresh = try trust.makeSite("fresh", scope: "RBD02", seed: 21)
    let fetched = try trust.sync(fresh)

    #expect(outcome.sent == 2500 && outcome.rounds >= 3)
    #expect(fetched.received == 2500)
    #expect(Set(try fresh.records(kind: "incident").map(\.id)).count == 2500)
    try expectBalanced(site, fresh, trust.centre)
  }
}

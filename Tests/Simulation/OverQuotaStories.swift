import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

/// An edit has no room in its record at the centre. Its writer may write, so what it wrote after that
/// must reach its colleagues.
@Suite("Stories of records without room")
struct OverQuotaStories {
  private let trust: TrustHarness
  private let site: RecordStore
  private let full = RecordID(high: 0x4000, low: 1)
  private let next = RecordID(high: 0x4000, low: 2)
  private let log: WrittenLog

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    try trust.enrol(site)
    var log = WrittenLog(seed: 5)
    let founding = Operation(
      path: FieldPath(literal: "recordedAt"), value: .text("2026-03-01T12:00:00Z"))
    log.write([founding, Self.narrative("first")], to: full)
    log.write(
      [Operation(path: FieldPath(literal: "room"), value: .text("CT 1"))], to: full)
    log.write([founding, Self.narrative("another incident")], to: next)
    self.log = log
    var limits = IntakeLimits()
    limits.recordOperationsMax = 2
    for number in 1...3 {
      _ = try trust.centre.ingest(
        [try log.segment(number...number)], onFork: { _ in .refuse }, limits: limits
      ) { _ in .merge }
    }
  }

  private static func narrative(_ text: String) -> Replication.Operation {
    Operation(path: TrustHarness.path, value: .text(text))
  }

  private func room() throws -> String? {
    try site.record(full)?.state.value(at: FieldPath(literal: "room"))?.text
  }

  @Test func `what follows in the log is served, and the edit itself waits at both`() throws {
    #expect(try trust.centre.quarantine().map(\.sequence) == [2])

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(try trust.values(site, next) == ["another incident"])
    #expect(try room() == nil)
    #expect(try site.quarantine().map(\.reason) == ["over-quota"])
    #expect(try site.frontier() == trust.centre.frontier())
    #expect(try site.verify().problems == [])
  }

  @Test func `once a person releases it, it is released at the site, too`() throws {
    try trust.sync(site)
    try trust.releaseAll()

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(try room() == "CT 1")
    #expect(try site.quarantine().isEmpty)
  }

  @Test func `once a person keeps it out, it is kept out at the site, too`() throws {
    try trust.sync(site)
    try trust.centre.decide(
      .keptOut, on: [(log.log, 2)], by: "governance", why: "a program that ran wild")

    try trust.sync(site)

    #expect(try room() == nil && site.quarantine().isEmpty)
    #expect(try site.ledger().map(\.keptOut).reduce(0, +) == 1)
  }
}

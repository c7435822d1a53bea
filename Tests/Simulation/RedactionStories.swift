import RecordStore
import Replication
import TestSupport
import Testing

/// What a redaction affects, and what it can never be made to affect.
@Suite("Stories of redactions")
struct RedactionStories {
  let trust: TrustHarness
  let site: RecordStore
  let other: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    other = try trust.makeSite("other", scope: "RBD03", seed: 3)
    try trust.enrol(site, other)
  }

  private func redact(
    _ target: EntryReference, of record: RecordID, at store: RecordStore, in scope: Scope,
    as written: RecordID? = nil
  ) throws {
    let entry = try #require(
      try trust.centre.history(of: record).first {
        ($0.header.origin ?? $0.reference) == target
      })
    let redaction = MergedRecord.redaction(
      of: Entry(header: entry.header, payload: try #require(entry.payload)), named: target
    ) { _ in true }
    try store.write([
      Change(
        record: written ?? record, kind: "theme", scope: scope, author: "governance",
        operations: [], redaction: redaction)
    ])
  }

  @Test func `a name that was typed by mistake is gone everywhere after the next sync`() throws {
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(site, record, "Mrs Example fell")
    try trust.sync(site)

    try redact(written.entry, of: record, at: trust.centre, in: site.identity.scope)
    try trust.expectAgreement(site)

    for store in [site, trust.centre] {
      #expect(try store.record(record)?.state.value(at: TrustHarness.path) == .redacted)
      #expect(try store.history(of: record).contains { $0.payload == nil })
    }
  }

  @Test func `a redacted payload that comes later is not taken back`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 7)
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(site, record, "Mrs Example")
    try trust.sync(site)
    try redact(written.entry, of: record, at: trust.centre, in: site.identity.scope)
    try trust.centre.signHeads()
    // The redaction arrives first, and then the log as its writer still has it.
    let early = try trust.centre.outgoing(after: try site.frontier()).segments
    _ = try desk.ingest(early, onFork: .refuse) { _ in .merge }

    _ = try desk.ingest(try site.outgoing(after: Frontier()).segments, onFork: .refuse) { _ in
      .merge
    }

    #expect(try desk.record(record)?.state.value(at: TrustHarness.path) == .redacted)
    let standing = try desk.outgoing(after: Frontier()).segments.flatMap(\.entries)
    #expect(standing.count { $0.payload == nil } == 1)
    #expect(try desk.verify().problems == [])
  }

  @Test func `a redaction on a line that has to move takes its words away all the same`() throws {
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(site, record, "Mrs Example")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    try redact(written.entry, of: record, at: twin, in: site.identity.scope)
    try trust.log(site, "the same number")

    try trust.carry(twin, to: site)

    #expect(try site.record(record)?.state.value(at: TrustHarness.path) == .redacted)
    #expect(try site.history(of: record).contains { $0.payload == nil })
    try trust.expectAgreement(site, twin)
  }

  @Test func `a site takes nothing away from another site's records`() throws {
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(site, record, "an incident")
    try trust.sync(site)

    try redact(written.entry, of: record, at: other, in: other.identity.scope)
    try trust.expectAgreement(other, site)

    let kept = try trust.centre.history(of: record).filter { $0.reference == written.entry }
    #expect(kept.count == 1 && kept[0].payload != nil)
    #expect(try trust.values(site, record) == ["an incident"])
  }

  @Test func `a redaction about another record takes nothing away`() throws {
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(site, record, "an incident")
    let stranger = try trust.log(site, "another")
    try trust.sync(site)

    try redact(
      written.entry, of: record, at: trust.centre, in: site.identity.scope, as: stranger)
    try trust.expectAgreement(site)

    #expect(try trust.values(site, record) == ["an incident"])
    #expect(try trust.values(trust.centre, record) == ["an incident"])
  }

  @Test func `a redaction reaches an entry that a fork has moved and that waits`() throws {
    try trust.log(site, "shared")
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 5)
    try trust.log(site, "ours")
    let record = RecordID.make(using: &trust.random)
    let written = try trust.set(twin, record, "Mr Example")
    try trust.sync(site)
    trust.revoked = [site.identity.replica]
    try trust.sync(twin)
    trust.revoked = []

    let entry = try #require(try twin.history(of: record).first)
    let redaction = MergedRecord.redaction(
      of: Entry(header: entry.header, payload: try #require(entry.payload)), named: written.entry
    ) { _ in true }
    try trust.centre.write([
      Change(
        record: record, kind: "theme", scope: site.identity.scope, author: "governance",
        operations: [], redaction: redaction)
    ])
    try trust.releaseAll()
    try trust.expectAgreement(site, twin)

    for store in [site, twin, trust.centre] {
      #expect(try store.record(record)?.state.value(at: TrustHarness.path) == .redacted)
      #expect(
        try store.history(of: record).allSatisfy {
          $0.payload == nil || $0.payload?.redaction != nil
        })
    }
  }
}

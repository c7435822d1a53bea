import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// A store that lacks entries waiting at the centre is informed: it never assumes that it has
/// everything.
@Suite("Stories of what is withheld")
struct WithheldStories {
  let trust: TrustHarness
  let site: RecordStore
  let desk: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.enrol(site, desk)
  }

  @Test func `what a colleague wrote and the centre keeps apart is counted here, too`() throws {
    trust.unknown = [site.identity.replica]
    try trust.log(site, "waits")
    try trust.sync(site)

    try trust.sync(desk)

    #expect(try desk.held().map(\.count) == [1])
    #expect(try desk.ledger().allSatisfy { $0.isBalanced && $0.pending == 0 })
    try trust.releaseAll()
    try trust.sync(desk)
    #expect(try desk.held().isEmpty)
  }

  @Test func `what waits of another site is none of this store's business`() throws {
    let stranger = try trust.makeSite("stranger", scope: "RBD03", seed: 4)
    trust.unknown = [stranger.identity.replica]
    try trust.log(stranger, "waits")
    try trust.sync(stranger)

    try trust.sync(desk)

    #expect(try desk.held().isEmpty)
  }

  @Test func `what a colleague brings on a stick waits for the centre where it is not in order`()
    throws
  {
    let record = try trust.log(site, "of the site")
    try trust.sync(site)
    try trust.sync(desk)
    // A device of the site that follows no rule, known to the desk from an earlier exchange.
    var hostile = HostileDevice(seed: 9, scope: "RBD02")
    hostile.found(RecordID(high: 1, low: 1))
    _ = try trust.centre.ingest([try hostile.log.segment()], onFork: .refuse) { _ in .merge }
    try trust.sync(desk)
    hostile.write(
      [HostileDevice.set("narrative", .text("taken away"))], to: record, kind: "a")

    _ = try desk.ingest([try hostile.log.segment()], onFork: .adopt, rules: .checked) { _ in .merge
    }

    #expect(try desk.quarantine().map(\.reason) == ["rests-on-waiting"])
    #expect(try trust.values(desk, record) == ["of the site"])
    // The centre has judged it by now: the desk follows.
    _ = try trust.centre.ingest([try hostile.log.segment()], onFork: .refuse) { _ in .merge }
    try trust.sync(desk)
    #expect(try desk.quarantine().isEmpty)
    #expect(try desk.record(record)?.kind == "theme")
  }
}

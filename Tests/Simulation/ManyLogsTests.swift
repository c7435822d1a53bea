import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// What a side sends stays within what the other side reads, however many logs it has: a replica begins
/// another one whenever its store was restored, and a hostile one as often as it may.
@Suite("Many logs")
struct ManyLogsTests {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
  }

  /// Logs of one entry each, by a replica for every sixty.
  private func logs(_ count: Int, from seed: UInt64 = 100) throws -> [LogSegment] {
    var device = WrittenLog(seed: seed)
    return try (0..<count).map { number in
      if number % 60 == 0 { device = WrittenLog(seed: seed + UInt64(number)) }
      return try device.sibling(number: number).segment()
    }
  }

  @Test func `more of them than a message has segments come in several answers`() throws {
    let count = LogSegment.perMessageMax + 100
    _ = try trust.centre.ingest(try logs(count), onFork: .refuse) { _ in .merge }

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed && outcome.rounds == 2)
    #expect(outcome.received == count)
    #expect(try site.frontier() == trust.centre.frontier())
  }

  @Test func `what two sites' worth of logs and a stick can begin fits into one request`() {
    let limits = IntakeLimits()
    #expect(
      2 * limits.logsPerScopeMax + IntakeLimits.strangersAtSiteMax + limits.logsPerReplicaMax
        <= ProtocolLimits.positionsMax)
  }

  @Test func `a stick begins so many logs of strangers, and the site goes on`() throws {
    let count = IntakeLimits.strangersAtSiteMax + 10
    let path = trust.folder.path("stick.candour")
    try write(try logs(count), to: path)

    let report = try SiteBundle(store: site).import(from: path)
    let again = try SiteBundle(store: site).import(from: path)
    let outcome = try trust.sync(site)

    for report in [report, again] {
      #expect(report.refused.count == 10)
      #expect(Set(report.refused.values) == ["one log more than a replica or a site may have"])
    }
    #expect((report.new, again.new) == (count - 10, 0))
    #expect(try site.frontier().positions.count == count - 10)
    #expect(outcome.ending == .agreed)
  }

  @Test func `another line of a stranger's log begins no log of this replica`() throws {
    let path = trust.folder.path("stick.candour")
    var log = WrittenLog(seed: 5)
    var twin = log
    log.write("one line")
    try write([try log.segment()], to: path)
    _ = try SiteBundle(store: site).import(from: path)
    for number in 0..<10 { twin.write("another \(number)") }
    try write(try (1...10).map { try twin.segment($0...$0) }, to: path)

    _ = try SiteBundle(store: site).import(from: path)

    #expect(try site.descriptors().map(\.id) == [log.log])
    #expect(try site.frontier() == log.frontier)
  }

  @Test func `a replica that the centre vouches for begins so many logs by stick and no more`()
    throws
  {
    let device = WrittenLog(seed: 5)
    _ = try trust.centre.ingest([try device.sibling(number: 0).segment()], onFork: .refuse) { _ in
      .merge
    }
    try trust.sync(site)
    let path = trust.folder.path("stick.candour")
    try write(try (1...100).map { try device.sibling(number: $0).segment() }, to: path)

    let report = try SiteBundle(store: site).import(from: path)

    #expect(report.refused.count == 101 - IntakeLimits().logsPerReplicaMax)
    #expect(report.new == IntakeLimits().logsPerReplicaMax - 1)
  }

  @Test func `sticks bring so many entries of strangers, and the same again changes nothing`()
    throws
  {
    let path = trust.folder.path("stick.candour")
    let device = WrittenLog(seed: 5)
    let logs = try (0..<40).map { number in
      var log = try device.sibling(number: number)
      for word in 1..<500 { log.write("\(word)") }
      return try log.segment()
    }
    try write(logs, to: path)

    let report = try SiteBundle(store: site).import(from: path)
    let again = try SiteBundle(store: site).import(from: path)

    let taken = IntakeLimits.strangersEntriesAtSiteMax / 500 + 1
    #expect(report.new == 500 * taken && again.new == 0)
    #expect(report.refused.count == 40 - taken && again.refused.count == 40 - taken)
  }

  @Test func `a receipt that cannot be proven leaves nothing out of the next stick`() throws {
    try trust.log(site, "CT 1")
    try site.signHeads()
    let path = trust.folder.path("receipt.candour")
    let key = ReplicaKey()
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: key.publicBytes, site: site.identity.scope, trust: try site.trust(),
        writtenAt: 0, isFromCentre: true, frontier: try site.frontier())
    ) { file += $0 }
    try writer.finish(signedBy: key)
    try Data(file).write(to: URL(filePath: path))
    let read = try SiteBundle(store: site).import(from: path)

    let next = try SiteBundle(store: site).export(
      to: trust.folder.path("next.candour"), .pending, now: 0)

    #expect(next.entries == 1)
    #expect(read.isUnprovenReceipt && !read.isAcknowledgement)
    #expect(try site.ledger().map(\.acknowledged) == [0], "nothing counts as received")
  }

  @Test func `a stick still brings what the centre vouches for`() throws {
    let path = trust.folder.path("stick.candour")
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.log(desk, "CT 1")
    try trust.sync(desk)
    try trust.sync(site)
    try write(try logs(IntakeLimits.strangersAtSiteMax), to: path)
    _ = try SiteBundle(store: site).import(from: path)
    try trust.log(desk, "CT 2")
    let other = trust.folder.path("other.candour")
    try SiteBundle(store: desk).export(to: other, .everything, now: 0)

    let report = try SiteBundle(store: site).import(from: other)

    #expect(report.refused.isEmpty && report.new == 1)
  }

  @Test func `a bundle names the logs of its site, and of others as many as it has room for`()
    throws
  {
    let elsewhere = WrittenLog(seed: 7, scope: "RBD03")
    let others = try (0..<5).map { try elsewhere.sibling(number: $0).segment() }
    _ = try trust.centre.ingest(
      try logs(3) + others, onFork: .refuse, admission: { _ in .merge })

    let named = try trust.centre.frontier(of: [site.identity.scope], andOthersUpTo: 6)
    let few = try trust.centre.frontier(of: [site.identity.scope], andOthersUpTo: 1)

    let own = try trust.centre.frontier(of: [site.identity.scope])
    #expect(own.positions.count == 3 && few == own)
    #expect(named.positions.count == 6)
    #expect(own.positions.allSatisfy { named[$0.key] == $0.value })
    #expect(
      try trust.centre.frontier(of: [site.identity.scope], andOthersUpTo: 100)
        == trust.centre.frontier())
  }

  /// Writes a bundle that is signed by an unknown device.
  func write(_ segments: [LogSegment], to path: String) throws {
    let key = ReplicaKey()
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: key.publicBytes, site: site.identity.scope, trust: TrustHarness.trust,
        writtenAt: 0, isFromCentre: false, frontier: Frontier())
    ) { file += $0 }
    for start in stride(from: 0, to: segments.count, by: 500) {
      try writer.append(Array(segments[start..<min(start + 500, segments.count)]))
    }
    try writer.finish(signedBy: key)
    try Data(file).write(to: URL(filePath: path))
  }
}

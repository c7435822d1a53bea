import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

extension BundleTests {
  // MARK: Bundles inside a bundle

  /// A site whose bundles are sealed to the centre and to some of its other devices.
  private func seals(_ store: RecordStore, to others: [RecordStore] = []) throws {
    try enrol(store)
    try store.noteRecipients(
      SealingRecipients(try ([trust.centre] + others).map { try $0.sealingRecipient() }))
  }

  /// Puts a file among the bundles that a store carries for others.
  private func plant(_ bytes: [UInt8], as name: String, at store: RecordStore) throws {
    let folder = store.folder + "/sealed"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: "\(folder)/\(name).bundle"))
  }

  /// A bundle of another site, which the centre alone can open.
  private func foreign() throws -> (record: RecordID, file: [UInt8]) {
    let far = try trust.makeSite("far", scope: "RBD07", seed: 4)
    try seals(far)
    let record = try log(far, "CT 9")
    try SiteBundle(store: far).export(to: stick, .everything, existing: .replacedIfOurs, now: 0)
    return (record, Array(try Data(contentsOf: URL(filePath: stick))))
  }

  /// The clinic's stick: its own incident, and around another site's bundle two that are none.
  private func stickWithJunk(
    for others: [RecordStore] = []
  ) throws -> (own: RecordID, foreign: RecordID) {
    let foreign = try foreign()
    var altered = foreign.file
    altered[altered.count - 1] ^= 1
    try plant([1, 2, 3], as: "0", at: site)
    try plant(altered, as: "1", at: site)
    try plant(foreign.file, as: "2", at: site)
    try seals(site, to: others)
    let own = try log(site, "CT 1")
    try SiteBundle(store: site).export(to: stick, .everything, existing: .replacedIfOurs, now: 0)
    return (own, foreign.record)
  }

  @Test func `a bad bundle inside a stick holds back none behind it`() throws {
    let (own, foreign) = try stickWithJunk()

    for new in [2, 0] {
      let read = try CentreBundle(store: trust.centre).import(from: stick) { _ in .merge }
      #expect(read.new == new)
      #expect(read.enclosedRefused.map(\.code) == ["not-a-bundle", "bundle-altered"])
    }
    #expect(try value(trust.centre, own) == "CT 1")
    #expect(try value(trust.centre, foreign) == "CT 9")
  }

  @Test func `nor does it at a site, which keeps the others whole`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    _ = try stickWithJunk(for: [desk])

    let read = try SiteBundle(store: desk).import(from: stick)

    #expect(read.new == 1 && read.sealedToOthers == 1)
    #expect(read.enclosedRefused.map(\.code) == ["not-a-bundle", "bundle-altered"])
    #expect(SealedBundles(store: desk.folder).all().count == 1)
  }

  @Test func `a store that carries enough already takes in its own part`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try enrol(desk)
    _ = try stickWithJunk(for: [desk])
    for number in 0..<SealedBundles.countMax { try plant([1], as: "carried-\(number)", at: desk) }

    let read = try SiteBundle(store: desk).import(from: stick)

    #expect(read.new == 1 && read.sealedToOthers == 0)
    #expect(
      read.enclosedRefused.map(\.code) == ["not-a-bundle", "bundle-altered", "bundle-not-kept"])
  }

  @Test func `a device that relays it is refused after the rest was taken in, and keeps it`() throws
  {
    let (own, foreign) = try stickWithJunk()

    #expect(throws: BundleError.notABundle) {
      try CentreBundle(store: trust.centre).import(
        from: stick, by: .network(site.identity.replica)
      ) { _ in .merge }
    }

    #expect(try value(trust.centre, own) == "CT 1")
    #expect(try value(trust.centre, foreign) == "CT 9")
  }

  /// Writes a bundle that is signed by an unknown device.
  private func write(_ segments: [LogSegment], to path: String) throws {
    let key = ReplicaKey()
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: key.publicBytes, site: site.identity.scope, trust: TrustHarness.trust,
        writtenAt: 0, isFromCentre: false, frontier: Frontier())
    ) { file += $0 }
    try writer.append(segments)
    try writer.finish(signedBy: key)
    try Data(file).write(to: URL(filePath: path))
  }

  @Test func `a device keeps one of which the centre does not take every log`() throws {
    let device = WrittenLog(seed: 5)
    let known = try (0..<IntakeLimits().logsPerReplicaMax).map {
      try device.sibling(number: $0).segment()
    }
    _ = try trust.centre.ingest(known, onFork: .refuse) { _ in .merge }
    var other = WrittenLog(seed: 6)
    other.write("CT 1")
    try write([try device.sibling(number: 1000).segment(), try other.segment()], to: stick)

    for _ in 0..<2 {
      #expect(throws: CentreBundle.NotTaken.entriesLeft) {
        try CentreBundle(store: trust.centre).import(
          from: stick, by: .network(site.identity.replica)
        ) { _ in .merge }
      }
    }

    #expect(try trust.centre.frontier().sequence(of: other.log) == 1)
    let read = try CentreBundle(store: trust.centre).import(from: stick) { _ in .merge }
    #expect(read.refused.count == 1 && read.new == 0)
  }

  @Test func `a device keeps one that follows what the centre lacks, until that is there`() throws {
    var log = WrittenLog(seed: 6)
    for number in 0..<4 { log.write("\(number)") }
    try write([try log.segment(3...4)], to: stick)
    let take = {
      try CentreBundle(store: trust.centre).import(
        from: stick, by: .network(site.identity.replica)
      ) { _ in .merge }
    }

    #expect(throws: CentreBundle.NotTaken.entriesLeft) { try take() }
    _ = try trust.centre.ingest([try log.segment(1...2)], onFork: .refuse) { _ in .merge }
    let taken = try take()

    #expect(taken.new == 2)
  }
}

import Foundation
import GRDB
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Packed bytes")
struct PackedBytesTests {
  private static let payload = GoldenFile("packed-payload-1")

  /// Texts, repeated bytes and bytes of chance, of every small size and some large ones.
  private static func samples(_ seed: UInt64) -> [[UInt8]] {
    var generator = SeededGenerator(seed: seed)
    let sizes = Array(0...40) + [255, 256, 4_096, 70_000, 256 * 1024]
    return sizes.flatMap { size -> [[UInt8]] in
      let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = Array("classification/tiers/tier\(size) the detector gave no signal".utf8)
      return [
        noise, [UInt8](repeating: 0, count: size), [0, 0] + noise, [0, 1] + noise, [0, 2] + noise,
        Array((0..<max(1, size / text.count)).map { _ in text }.joined()),
      ]
    }
  }

  /// `nil` for damage, the only error there is.
  private static func unpacked(_ stored: [UInt8]) -> [UInt8]? {
    do {
      return try PackedBytes.unpacked(stored)
    } catch {
      guard case .damaged = error else {
        Issue.record(error)
        return nil
      }
      return nil
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `whatever was packed is unpacked to the same bytes`(seed: UInt64) throws {
    for sample in Self.samples(seed) {
      let packed = PackedBytes.packed(sample)
      #expect(try PackedBytes.unpacked(packed) == sample)
      #expect(packed.count <= sample.count + 2)
    }
  }

  @Test func `bytes of a version that did not pack are read as they are`() throws {
    for sample in Self.samples(4) where sample.first != 0 {
      #expect(try PackedBytes.unpacked(sample) == sample)
    }
  }

  @Test func `altered packed bytes end in bytes or in damage`() throws {
    let packed = PackedBytes.packed(GoldenEntries.payload.encoded(in: GoldenEntries.log))
    try #require(packed.starts(with: [0, 1]))
    var refused = 0
    for place in packed.indices {
      for bit in 0..<8 {
        var altered = packed
        altered[place] ^= 1 << bit
        if Self.unpacked(altered) == nil { refused += 1 }
      }
    }
    for end in 1..<packed.count {
      #expect(Self.unpacked(Array(packed[..<end])) == nil, "cut at \(end)")
    }
    #expect(refused > 10)
  }

  @Test func `a frame that says it is larger than any state is not unpacked`() {
    // A frame header of RFC 8878 with a content size of eight bytes: 2^40.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 1, 0, 0]
    #expect(Self.unpacked([0, 1] + frame) == nil)
  }

  @Test func `the first dictionary unpacks what it packed in November 2026`() throws {
    let bytes = GoldenEntries.payload.encoded(in: GoldenEntries.log)
    if GoldenFile.isUpdating { try Self.payload.write(PackedBytes.packed(bytes)) }
    #expect(try PackedBytes.unpacked(Self.payload.bytes()) == bytes)
  }

  @Test func `a payload that began with a zero before payloads were packed is still the same`()
    throws
  {
    let folder = try TemporaryFolder()
    let store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
    try store.write([
      Change(
        record: RecordID(high: 0x4000, low: 0x8000_0000_0000_0001), kind: "incident",
        scope: store.identity.scope, author: "operator",
        operations: [Operation(path: FieldPath(literal: "room"), value: .text("CT 1"))])
    ])
    try store.close()
    let earlier: [UInt8] = [0, 1, 2, 3]
    let queue = try DatabaseQueue(path: folder.path("site") + "/" + RecordStore.fileName)
    try queue.write { db in
      try db.execute(sql: "UPDATE entry SET payload = ?", arguments: [Data(earlier)])
      try db.execute(
        sql: "DELETE FROM grdb_migrations WHERE identifier = ?",
        arguments: ["0120 payloads may be packed"])
    }
    try queue.close()

    let migrated = try RecordStore.open(
      in: folder.path("site"), environment: StoreEnvironment(now: { 1_770_000_000_000 }))
    try migrated.close()
    let stored = try DatabaseQueue(path: folder.path("site") + "/" + RecordStore.fileName).read {
      try Data.fetchOne($0, sql: "SELECT payload FROM entry")
    }
    #expect(try PackedBytes.unpacked(Array(#require(stored))) == earlier)
  }
}

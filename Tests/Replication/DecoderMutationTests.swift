import Replication
import TestSupport
import Testing

/// Bytes from outside never trap: they decode or they throw. What decodes is written and read back
/// to the same value.
@Suite("Damaged entries")
struct DecoderMutationTests {
  private static let seeds = 0..<8 as Range<UInt64>
  private static let rounds = 1500

  private func damage(
    _ names: [String], seed: UInt64, _ read: ([UInt8]) throws -> Void
  ) throws {
    var random = SeededGenerator(seed: seed)
    for name in names {
      let golden = try GoldenFile(name).bytes()
      for _ in 0..<Self.rounds {
        let bytes = Mutation.of(golden, using: &random)
        do { try read(bytes) } catch is MalformedBytes {}
      }
    }
  }

  @Test(arguments: seeds) func `headers`(seed: UInt64) throws {
    try damage(
      ["entry-header", "entry-header-moved", "entry-header-later"], seed: seed
    ) { bytes in
      let header = try EntryHeader(decoding: bytes)
      if header.encoded().count <= EntryLimits.headerBytesMax {
        #expect(try EntryHeader(decoding: header.encoded()) == header)
      }
    }
  }

  @Test(arguments: seeds) func `payloads`(seed: UInt64) throws {
    try damage(["entry-payload", "entry-redaction"], seed: seed) { bytes in
      let payload = try EntryPayload(decoding: bytes, in: GoldenEntries.log)
      let written = payload.encoded(in: GoldenEntries.log)
      #expect(try EntryPayload(decoding: written, in: GoldenEntries.log) == payload)
      var record = MergedRecord()
      record.apply(
        Entry(header: GoldenEntries.header, payload: payload),
        at: EntryReference(log: GoldenEntries.log, sequence: 1, check: 1))
      #expect(try MergedRecord(decoding: record.encoded()) == record)
    }
  }

  @Test(arguments: seeds) func `logs and records`(seed: UInt64) throws {
    try damage(["log-descriptor"], seed: seed) { bytes in
      let descriptor = try LogDescriptor(decoding: bytes[...])
      #expect(try LogDescriptor(decoding: descriptor.encoded()[...]) == descriptor)
    }
    try damage(["merged-record"], seed: seed) { bytes in
      let record = try MergedRecord(decoding: bytes)
      _ = record.conflicts
      _ = record.elements(of: FieldPath(literal: "individuals"))
      _ = record.merged(with: GoldenEntries.merged).encoded()
    }
  }
}

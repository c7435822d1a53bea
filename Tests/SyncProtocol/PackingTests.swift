import Foundation
import Replication
import TestSupport
import Testing

@testable import SyncProtocol

/// Packed segments are the same segments, to the byte.
@Suite("Packed segments")
struct PackingTests {
  private func packed(_ segment: LogSegment, knowing known: KnownEntries = [:]) throws -> [UInt8] {
    try SyncRequest(frontier: Frontier(), segments: [segment]).encoded { places in
      known.filter { places.contains($0.key) }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `entries of any form come out as they went in`(seed: UInt64) throws {
    var made = OddEntries(seed: seed)
    let segment = try made.log(entries: 40).segment()

    let read = try SyncRequest(decoding: try packed(segment))

    #expect(read.segments == [segment])
  }

  /// The packer and its reader have the same limits: an entry beyond them is sent as it is, and nothing
  /// beside it is lost.
  @Test(
    arguments: [
      1, EntryLimits.sequenceMax, EntryLimits.sequenceMax + 1, 1 << 60, 1 << 61, .max,
    ] as [UInt64])
  func `a reference to any number comes out as it went in`(sequence: UInt64) throws {
    let (own, other) = (WrittenLog(seed: 71), WrittenLog(seed: 72))
    for target in [own.log, other.log] {
      var log = own
      let name = EntryReference(log: target, sequence: sequence, check: 7)
      log.write([
        Operation(
          path: FieldPath(literal: "equipmentId"), value: .text("Room"),
          supersedes: [OperationID(entry: name, index: 0)])
      ])
      let segment = try log.segment()
      var frontier = own.frontier
      frontier[other.log] = Frontier.Position(sequence: 1, check: 1)
      let request = SyncRequest(frontier: frontier, segments: [segment])

      for isAcross in [false, true] {
        let bytes = try request.encoded(packingAcross: isAcross) { _ in [:] }
        #expect(try SyncRequest(decoding: bytes).segments == [segment])
      }
      let (frame, _) = try PortableSegment.frame(of: segment) { _ in [:] }
      let portable = PortableSegment.kept(frame: frame, entries: 1)
      #expect(try portable.unpacked { _ in [:] } == segment)
    }
  }

  @Test func `what a site writes day by day leaves nothing whole`() throws {
    let segment = try PackedStory().log.segment()

    let wire = try #require(try SyncProtocol.packed([segment], knowing: { _ in [:] }).first)

    #expect(wire.packed.plain.isEmpty)
    #expect(wire.packed.shapes.count == 2)
    #expect(wire.packed.salts.count == 8 * segment.entries.count)
  }

  @Test func `what both sides have does not travel`() throws {
    let story = try PackedStory()
    let segment = try story.log.segment(3...4)

    let alone = try packed(segment)
    let known = try packed(segment, knowing: story.known)

    // For each edit: the record's name and the check of what it supersedes.
    #expect(alone.count - known.count >= 2 * (16 + 4))
    let read = try SyncRequest(decoding: known) { places in
      #expect(places == Set(story.known.keys))
      return story.known
    }
    #expect(read.segments == [segment])
    #expect(
      try segment.verified(after: story.log.hashes[2], descriptor: story.log.descriptor).count == 2)
  }

  @Test(.enabled(if: IndependentClient.isThere, "python3 is not installed"))
  func `somebody else unpacks them from the document alone`() throws {
    for seed in 0..<10 as Range<UInt64> {
      var made = OddEntries(seed: seed)
      let segment = try made.log(entries: 40).segment()
      #expect(
        try UnpackedElsewhere.entries(try packed(segment)) == UnpackedElsewhere.plain([segment]),
        "seed \(seed)")
    }
    let story = try PackedStory()
    let segment = try story.log.segment(3...4)
    let bytes = try packed(segment, knowing: story.known)
    #expect(
      try UnpackedElsewhere.entries(bytes, knowing: story.known)
        == UnpackedElsewhere.plain([segment]))
  }

  @Test func `what is not here cannot be put in, and the segment waits`() throws {
    let story = try PackedStory()
    let bytes = try packed(try story.log.segment(3...4), knowing: story.known)

    #expect(try SyncRequest(decoding: bytes).segments.isEmpty)
  }

  @Test func `what is known otherwise here does not verify`() throws {
    let story = try PackedStory()
    let bytes = try packed(try story.log.segment(3...4), knowing: story.known)
    var random = SeededGenerator(seed: 9)
    let other = RecordID.make(using: &random)

    let read = try SyncRequest(decoding: bytes) { _ in
      story.known.mapValues { KnownEntry(record: other, check: $0.check) }
    }

    let segment = try #require(read.segments.first)
    #expect(throws: LogSegment.VerificationFailure.badSignature) {
      try segment.verified(after: story.log.hashes[2], descriptor: story.log.descriptor)
    }
  }

  @Test func `a few bytes that unpack to many are refused`() throws {
    var log = WrittenLog(seed: 3)
    let path = try #require(
      FieldPath("notes" + String(repeating: "/@0123456789", count: FieldPath.depthMax - 1)))
    for _ in 0..<LogSegment.entriesMax {
      log.write((0..<100).map { _ in Operation(path: path, value: .flag(true)) })
    }
    let body = BodyCompression.compressed(try packed(try log.segment()))
    #expect(body.count < 64 * 1024)

    var refusal: ProtocolViolation?
    do {
      _ = try SyncRequest(decoding: try BodyCompression.decompressed(body))
    } catch { refusal = error }
    #expect(refusal == .tooLarge("packed entries"))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `damaged ones decode or throw`(seed: UInt64) throws {
    let story = try PackedStory()
    var random = SeededGenerator(seed: seed)
    var made = OddEntries(seed: seed)
    let whole = [
      try packed(try made.log(entries: 12).segment()),
      try packed(try story.log.segment(3...4), knowing: story.known),
    ]
    var decoded = 0
    for round in 0..<1500 {
      let bytes = Mutation.of(whole[round % 2], using: &random)
      do {
        let request = try SyncRequest(decoding: bytes) { places in
          story.known.filter { places.contains($0.key) }
        }
        decoded += 1
        #expect(try SyncRequest(decoding: request.encoded()) == request)
        #expect(try SyncRequest(decoding: request.encoded { _ in [:] }) == request)
      } catch is ProtocolViolation {}
    }
    #expect(decoded > 10)
  }
}

/// Two records and an edit of each, as a site writes them.
private struct PackedStory {
  let log: WrittenLog
  /// The first two entries, as a receiver that has them knows them.
  let known: KnownEntries

  init() throws {
    var log = WrittenLog(seed: 5)
    var known: KnownEntries = [:]
    var names: [OperationID] = []
    for number in 1...2 {
      let path = try #require(FieldPath("individuals/@0123456789/kind"))
      log.write([
        Operation(path: FieldPath(literal: "room"), value: .text("Room \(number)")),
        Operation(path: path, value: .text("patient")),
        Operation(path: FieldPath(literal: "individuals/@0123456789"), value: .element),
      ])
      let check = log.hashes[number].check
      let header = try EntryHeader(decoding: log.entries[number - 1].header)
      let sequence = UInt64(number)
      known[EntryPlace(log: log.log, sequence: sequence)] = KnownEntry(
        record: header.record, check: check)
      names.append(
        OperationID(
          entry: EntryReference(log: log.log, sequence: sequence, check: check), index: 0))
    }
    for (number, name) in names.enumerated() {
      let header = try EntryHeader(decoding: log.entries[number].header)
      let edit = EntryHeader(
        time: HybridTime(bits: header.time.bits + 1 << 30), record: header.record,
        kind: "incident", author: "operator")
      let payload = EntryPayload(
        salt: [UInt8](repeating: UInt8(number), count: 8),
        operations: [
          Operation(path: FieldPath(literal: "room"), value: .text("9"), supersedes: [name])
        ])
      log.append(
        SealedEntry(header: edit.encoded(), body: .payload(payload.encoded(in: log.log))))
    }
    (self.log, self.known) = (log, known)
  }
}

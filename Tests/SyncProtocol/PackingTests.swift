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

  @Test func `what a site writes day by day leaves nothing whole`() throws {
    let segment = try PackedStory().log.segment()

    let wire = try SegmentPacker(segment).packed(knowing: [:])

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

  /// Each entry's header and payload, as `independent/unpack_request.py` puts them together.
  private func unpackedElsewhere(
    _ request: [UInt8], knowing known: KnownEntries = [:]
  ) throws -> [[String?]] {
    let folder = try TemporaryFolder()
    let lines = known.map { place, entry in
      (
        "\(place.log.hexadecimal)/\(place.sequence)",
        [entry.record.hexadecimal, entry.check] as [any Sendable]
      )
    }
    let (file, knowledge) = (folder.path("request"), folder.path("known"))
    try Data(request).write(to: URL(fileURLWithPath: file))
    try JSONSerialization.data(withJSONObject: Dictionary(uniqueKeysWithValues: lines))
      .write(to: URL(fileURLWithPath: knowledge))
    let (status, output) = try IndependentClient.run("unpack_request.py", file, knowledge)
    #expect(status == 0)
    return try JSONDecoder().decode([[String?]].self, from: output)
  }

  private func plain(_ segment: LogSegment) -> [[String?]] {
    segment.entries.map { [Hexadecimal.text($0.header), $0.payload.map { Hexadecimal.text($0) }] }
  }

  @Test(.enabled(if: IndependentClient.isThere, "python3 is not installed"))
  func `somebody else unpacks them from the document alone`() throws {
    for seed in 0..<10 as Range<UInt64> {
      var made = OddEntries(seed: seed)
      let segment = try made.log(entries: 40).segment()
      #expect(try unpackedElsewhere(try packed(segment)) == plain(segment), "seed \(seed)")
    }
    let story = try PackedStory()
    let segment = try story.log.segment(3...4)
    let bytes = try packed(segment, knowing: story.known)
    #expect(try unpackedElsewhere(bytes, knowing: story.known) == plain(segment))
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

/// Entries that a present, a later or a malicious site may write.
private struct OddEntries {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func log(entries count: Int) throws -> WrittenLog {
    var log = WrittenLog(seed: random.next())
    for _ in 0..<count { log.append(entry(in: log)) }
    return log
  }

  private mutating func entry(in log: WrittenLog) -> SealedEntry {
    let header = EntryHeader(
      time: HybridTime(bits: random.next() >> UInt64.random(in: 0..<64, using: &random)),
      record: RecordID.make(using: &random),
      kind: ["incident", "audit", "é"].randomElement(using: &random)!,
      author: ["operator", "", "Ärztin"].randomElement(using: &random)!,
      origin: once(in: 8) ? reference(log.log) : nil,
      laterFields: once(in: 8) ? [0x78, 1] : [])
    let payload = EntryPayload(
      salt: once(in: 8) ? [1, 2] : EntryPayload.salt(using: &random),
      reason: once(in: 3) ? "because" : "",
      operations: (0..<Int.random(in: 0...6, using: &random)).map { _ in operation(log.log) })
    var bytes = payload.encoded(in: log.log)
    if once(in: 8) { bytes = Mutation.of(bytes, using: &random) }
    if once(in: 10) {
      return SealedEntry(header: header.encoded(), body: .redacted(Digest(of: bytes)))
    }
    return SealedEntry(header: header.encoded(), body: .payload(bytes))
  }

  private mutating func operation(_ log: LogID) -> Replication.Operation {
    let element = FieldPath.elementIdentifier(using: &random)
    let paths = ["room", "notes/\(element)", "notes/\(element)/text", "a/@short/é", "x@0123456789"]
    let path = FieldPath(paths.randomElement(using: &random)!)!
    let values: [Value?] = [
      nil, .text(""), .text("naïve"), .number("22.40"), .flag(true), .flag(false), .element,
      .redacted, .unknown([0x32, 1, 7]),
    ]
    let supersedes = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      OperationID(entry: reference(log), index: UInt32.random(in: 0...2, using: &random))
    }
    return Operation(
      path: path, value: values.randomElement(using: &random)!, supersedes: supersedes)
  }

  private mutating func reference(_ log: LogID) -> EntryReference {
    EntryReference(
      log: once(in: 4) ? LogID.random(using: &random) : log,
      sequence: UInt64.random(in: 1...300, using: &random),
      check: once(in: 5) ? 0 : UInt32.random(in: 0...UInt32.max, using: &random))
  }

  private mutating func once(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }
}

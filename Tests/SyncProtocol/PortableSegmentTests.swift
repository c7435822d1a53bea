import Replication
import TestSupport
import Testing

@testable import SyncProtocol

/// Segments in bytes that are the same for every receiver come out to the byte, whoever packed them.
@Suite("Portable segments")
struct PortableSegmentTests {
  /// The records of a log's entries, as a receiver that has them knows them.
  private func records(of log: WrittenLog) throws -> [EntryPlace: RecordID] {
    var records: [EntryPlace: RecordID] = [:]
    for (index, entry) in log.entries.enumerated() {
      let place = EntryPlace(log: log.log, sequence: UInt64(index + 1))
      records[place] = try EntryHeader(decoding: entry.header).record
    }
    return records
  }

  private func kept(
    _ segment: LogSegment, of log: WrittenLog
  ) throws -> (PortableSegment, bytes: Int) {
    let records = try records(of: log)
    let (frame, bytes) = try PortableSegment.frame(of: segment) { places in
      records.filter { places.contains($0.key) }
    }
    return (.kept(frame: frame, entries: segment.entries.count), bytes)
  }

  /// As it arrives in an answer.
  private func arrived(_ portable: [PortableSegment]) throws -> [PortableSegment] {
    var response = SyncResponse()
    response.portable = portable
    let answer = try response.answer { _ in [:] }
    let body = try BodyCompression.decompressed(answer.compressed())
    #expect(try body == answer.plain())
    return try SyncResponse(decoding: body).portable
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `entries of any form come out as they went in`(seed: UInt64) throws {
    let authors = (0..<3).map { WrittenLog(seed: 1000 * seed + $0) }
    var log = authors[0]
    var made = OddEntries(seed: seed, naming: authors.map(\.log))
    for entry in try made.log(entries: 20, of: log.log) { log.append(entry) }
    let segments = [try log.segment(1...8), try log.segment(9...20)]
    let known = try records(of: log)

    let read = try arrived(try segments.map { try kept($0, of: log).0 }).map {
      try $0.unpacked { places in known.filter { places.contains($0.key) } }
    }

    #expect(read == segments)
  }

  /// The reader in another language, written from the protocol's page.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func `another reader puts the same entries together`(seed: UInt64) throws {
    let authors = (0..<3).map { WrittenLog(seed: 2000 * seed + $0) }
    var log = authors[0]
    var made = OddEntries(seed: seed, naming: authors.map(\.log))
    for entry in try made.log(entries: 20, of: log.log) { log.append(entry) }
    let segments = [try log.segment(1...8), try log.segment(9...20)]
    var response = SyncResponse()
    response.portable = try segments.map { try kept($0, of: log).0 }

    let read = try UnpackedElsewhere.entries(try response.answer { _ in [:] }.plain())

    #expect(read == UnpackedElsewhere.plain(segments))
  }

  @Test func `an edit of another's record names its log in the segment's table`() throws {
    let story = try AcrossStory()
    let segment = try story.theirs.segment(2...4)

    let (portable, bytes) = try kept(segment, of: story.theirs)
    let one = try #require(try arrived([portable]).first)

    #expect(
      try one.unpacked { _ in
        Issue.record("nothing is left out"); return [:]
      } == segment)
    guard case .arrived(let message) = one else {
      Issue.record("it is as it was kept")
      return
    }
    let wire: WirePortableSegment = try parsed(message)
    #expect(wire.segment.packed.plain.isEmpty)
    #expect(wire.logs.map(Array.init) == [story.ours.log.bytes])
    // The tag, the length in two bytes, the message.
    #expect(bytes == message.count + 3)
  }

  @Test func `what is left out is the record of an earlier entry, and has to be known`() throws {
    var log = WrittenLog(seed: 61)
    log.write("Room 1")
    let record = try EntryHeader(decoding: log.entries[0].header).record
    let name = EntryReference(log: log.log, sequence: 1, check: log.hashes[1].check)
    log.write(
      [
        Operation(
          path: FieldPath(literal: "equipmentId"), value: .text("Room 2"),
          supersedes: [OperationID(entry: name, index: 0)])
      ], to: record)
    let segment = try log.segment(2...2)

    let portable = try arrived([try kept(segment, of: log).0])[0]

    #expect(try portable.unpacked { _ in [:] } == nil)
    #expect(
      try portable.unpacked { Dictionary(uniqueKeysWithValues: $0.map { ($0, record) }) } == segment
    )
  }

  @Test func `more logs than its table takes leave the rest of the entries unpacked`() throws {
    let others = (0..<UInt64(PortableSegment.logsMax + 5)).map { WrittenLog(seed: 7000 + $0).log }
    var log = WrittenLog(seed: 62)
    for other in others {
      let name = EntryReference(log: other, sequence: 1, check: 7)
      log.write(
        [
          Operation(
            path: FieldPath(literal: "equipmentId"), value: .text("Room"),
            supersedes: [OperationID(entry: name, index: 0)])
        ], to: RecordID(high: 1, low: 1))
    }
    let segment = try log.segment(1...others.count)

    let portable = try arrived([try kept(segment, of: log).0])[0]

    #expect(try portable.unpacked { _ in [:] } == segment)
  }

  @Test func `damaged bytes are refused or read, and never trap`() throws {
    let story = try AcrossStory()
    guard
      case .arrived(let message) = try arrived([
        try kept(try story.theirs.segment(2...4), of: story.theirs).0
      ])[0]
    else { return }
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      var bytes = message
      let place = Int.random(in: bytes.indices, using: &random)
      bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      _ = try? PortableSegment.arrived(bytes).unpacked { _ in [:] }
    }
  }

  @Test func `a table of more logs than that is refused before it is read`() throws {
    var writer = WireWriter()
    for _ in 0...PortableSegment.logsMax {
      writer.present(2, bytes: [UInt8](repeating: 7, count: 16))
    }

    #expect(throws: ProtocolViolation.self) {
      try PortableSegment.arrived(writer.bytes).unpacked { _ in [:] }
    }
  }

  @Test func `a body of several frames is what they hold, one after the other`() throws {
    let frames = [[1, 2, 3], [], [4, 5]] as [[UInt8]]

    #expect(
      try BodyCompression.decompressed(frames.flatMap(BodyCompression.compressed)) == [
        1, 2, 3, 4, 5,
      ])
    #expect(throws: ProtocolViolation.self) {
      try BodyCompression.decompressed(BodyCompression.compressed([1]) + [0])
    }
    #expect(throws: ProtocolViolation.self) {
      try BodyCompression.decompressed(frames.flatMap(BodyCompression.compressed), bytesMax: 4)
    }
  }

  /// The bytes that centres keep and send.
  @Test func `golden bytes`() throws {
    let story = try AcrossStory()
    let segment = try story.theirs.segment(2...4)
    var response = try GoldenMessages.response()
    response.portable = [try kept(segment, of: story.theirs).0]

    let written = try response.answer { _ in [:] }.plain()
    let golden = try GoldenFile("sync-response-portable").expected(updatingTo: written)

    #expect(written == golden)
    let read = try SyncResponse(decoding: golden)
    #expect(try read.portable.map { try $0.unpacked { _ in [:] } } == [segment])
    #expect(read.frontier == response.frontier)
  }
}

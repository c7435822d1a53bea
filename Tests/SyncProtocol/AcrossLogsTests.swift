import Replication
import TestSupport
import Testing

@testable import SyncProtocol

/// Segments whose entries refer to other logs are packed too, and come out to the byte.
@Suite("Segments packed across logs")
struct AcrossLogsTests {
  private func packed(
    _ segments: [LogSegment], _ frontier: Frontier, knowing known: KnownEntries = [:]
  ) throws -> [UInt8] {
    try SyncRequest(frontier: frontier, segments: segments).encoded(packingAcross: true) { places in
      known.filter { places.contains($0.key) }
    }
  }

  /// Three logs whose entries refer to one another, and to logs that neither side has.
  private func odd(_ seed: UInt64) throws -> (segments: [LogSegment], frontier: Frontier) {
    let authors = (0..<3).map { WrittenLog(seed: 1000 * seed + $0) }
    var frontier = Frontier()
    var segments: [LogSegment] = []
    for (number, author) in authors.enumerated() {
      var made = OddEntries(seed: seed + UInt64(number), naming: authors.map(\.log))
      var log = author
      for entry in try made.log(entries: 20, of: log.log) { log.append(entry) }
      segments += [try log.segment(1...8), try log.segment(9...20)]
      frontier[log.log] = Frontier.Position(sequence: 20, check: log.hashes[20].check)
    }
    return (segments, frontier)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `entries of any form come out as they went in`(seed: UInt64) throws {
    let (segments, frontier) = try odd(seed)

    let bytes = try packed(segments, frontier)

    #expect(try SyncRequest(decoding: bytes).segments == segments)
    let response = SyncResponse(frontier: frontier, segments: segments)
    let answer = try response.answer(packingAcross: true) { _ in [:] }.plain()
    #expect(try SyncResponse(decoding: answer) == response)
  }

  @Test func `an edit of another's record is packed`() throws {
    let story = try AcrossStory()

    let wire: WireSyncRequest = try parsed(
      packed([try story.theirs.segment(2...4)], story.frontier, knowing: story.known))

    let segment = try #require(wire.across.first)
    #expect(wire.segments.isEmpty && segment.packed.plain.isEmpty)
    // Both records and all checks are known; the third edit is of the second's record.
    #expect(segment.packed.records.isEmpty)
    #expect(segment.packed.checks.count == 4)
    #expect(segment.packed.logs.count == 3)
    #expect(try serialised(segment).count == 207)
  }

  @Test func `what both sides have is asked for once`() throws {
    let story = try AcrossStory()
    let segments = [try story.theirs.segment(2...4)]
    let bytes = try packed(segments, story.frontier, knowing: story.known)

    var asked: [Set<EntryPlace>] = []
    let read = try SyncRequest(decoding: bytes) { places in
      asked.append(places)
      return story.known
    }

    #expect(read.segments == segments)
    #expect(asked == [Set(story.known.keys)])
  }

  @Test func `a message's own entries are not looked up`() throws {
    let story = try AcrossStory()
    let segments = [try story.ours.segment(), try story.theirs.segment(2...4)]
    let request = SyncRequest(frontier: story.frontier, segments: segments)

    let bytes = try request.encoded(packingAcross: true) { _ in
      Issue.record("the message brings all that it refers to")
      return [:]
    }

    let wire: WireSyncRequest = try parsed(bytes)
    #expect(wire.across.map(\.packed.records.count) == [32, 0])
    #expect(try SyncRequest(decoding: bytes).segments == segments)
  }

  @Test func `the first segment of a log rests on no other store`() throws {
    let story = try AcrossStory()

    let wire: WireSyncRequest = try parsed(
      packed([try story.theirs.segment()], story.frontier, knowing: story.known))

    #expect(wire.across.first?.packed.checks.count == 12)
  }

  @Test func `what is not here cannot be put in, and the segment waits`() throws {
    let story = try AcrossStory()
    let bytes = try packed(
      [try story.theirs.segment(2...4)], story.frontier, knowing: story.known)

    #expect(try SyncRequest(decoding: bytes).segments.isEmpty)
  }

  @Test func `a log that the frontier does not name is refused`() throws {
    let story = try AcrossStory()
    let bytes = try packed([try story.theirs.segment()], story.frontier)
    var wire: WireSyncRequest = try parsed(bytes)
    wire.frontier.removeAll()

    let without = try serialised(wire)
    #expect(throws: ProtocolViolation.malformed("packed entries")) {
      try SyncRequest(decoding: without)
    }
  }

  @Test func `the columns of one form are refused in the other`() throws {
    let story = try AcrossStory()
    var wire: WireSyncRequest = try parsed(
      packed([try story.theirs.segment()], story.frontier))
    (wire.segments, wire.across) = (wire.across, [])

    let swapped = try serialised(wire)
    #expect(throws: ProtocolViolation.malformed("a packed segment")) {
      try SyncRequest(decoding: swapped)
    }
  }

  /// A receiver of an earlier version skips the field, and asks again.
  @Test func `nothing of it is where an earlier version reads segments`() throws {
    let story = try AcrossStory()
    let request = SyncRequest(
      frontier: story.frontier, segments: [try story.theirs.segment()], readsPacked: true)

    var wire: WireSyncRequest = try parsed(try request.encoded(packingAcross: true) { _ in [:] })
    wire.across = []

    let earlier = try SyncRequest(decoding: try serialised(wire))
    #expect(earlier == SyncRequest(frontier: story.frontier, readsPacked: true))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `damaged ones decode or throw`(seed: UInt64) throws {
    let story = try AcrossStory()
    let (segments, frontier) = try odd(seed)
    var random = SeededGenerator(seed: seed)
    let whole = [
      try packed(segments, frontier),
      try packed([try story.theirs.segment(2...4)], story.frontier, knowing: story.known),
    ]
    var decoded = 0
    for round in 0..<1000 {
      let bytes = Mutation.of(whole[round % 2], using: &random)
      do {
        let request = try SyncRequest(decoding: bytes) { places in
          story.known.filter { places.contains($0.key) }
        }
        decoded += 1
        #expect(try SyncRequest(decoding: request.encoded()) == request)
        let again = try request.encoded(packingAcross: true) { _ in [:] }
        #expect(try SyncRequest(decoding: again) == request)
      } catch is ProtocolViolation {}
    }
    #expect(decoded > 10)
  }

  @Test(.enabled(if: IndependentClient.isThere, "python3 is not installed"))
  func `somebody else unpacks them from the document alone`() throws {
    for seed in 0..<6 as Range<UInt64> {
      let (segments, frontier) = try odd(seed)
      #expect(
        try UnpackedElsewhere.entries(try packed(segments, frontier))
          == UnpackedElsewhere.plain(segments), "seed \(seed)")
    }
    let story = try AcrossStory()
    let segments = [try story.theirs.segment(2...4)]
    let bytes = try packed(segments, story.frontier, knowing: story.known)
    #expect(
      try UnpackedElsewhere.entries(bytes, knowing: story.known)
        == UnpackedElsewhere.plain(segments))
    let carrying = [try story.ours.segment()] + segments
    #expect(
      try UnpackedElsewhere.entries(try packed(carrying, story.frontier))
        == UnpackedElsewhere.plain(carrying))
  }
}

/// Two records of one replica, and what another writes: a record, an edit of each of the two, and
/// another edit of the second.
struct AcrossStory {
  let ours: WrittenLog
  let theirs: WrittenLog
  /// The first log's entries, as a receiver that has them knows them.
  let known: KnownEntries

  var frontier: Frontier {
    Frontier(ours.frontier.positions.merging(theirs.frontier.positions) { one, _ in one })
  }

  init() throws {
    var (ours, theirs) = (WrittenLog(seed: 51), WrittenLog(seed: 52))
    var known: KnownEntries = [:]
    for number in 1...2 {
      ours.write("Room \(number)")
      known[EntryPlace(log: ours.log, sequence: UInt64(number))] = KnownEntry(
        record: try EntryHeader(decoding: ours.entries[number - 1].header).record,
        check: ours.hashes[number].check)
    }
    theirs.write("CT 1")
    let targets = [(ours, 1), (ours, 2), (theirs, 3)]
    for (log, number) in targets {
      let log = log.log == theirs.log ? theirs : log
      let record = try EntryHeader(decoding: log.entries[number - 1].header).record
      let name = EntryReference(
        log: log.log, sequence: UInt64(number), check: log.hashes[number].check)
      theirs.write(
        [
          Operation(
            path: FieldPath(literal: "equipmentId"), value: .text("CT \(number + 1)"),
            supersedes: [OperationID(entry: name, index: 0)])
        ], to: record)
    }
    (self.ours, self.theirs, self.known) = (ours, theirs, known)
  }
}

import CentreStore
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// A record has room for so much; whoever fills it does so for themselves alone.
@Suite("Room in a record")
struct RecordRoomTests {
  private let folder: TemporaryFolder
  private let centre: RecordStore
  private let record = RecordID(high: 0x4000, low: 1)
  private var limits = IntakeLimits()

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    centre = try NewStore.centre(in: folder)
    // The share of a replica that wrote little is 10 then, and the reserve 40.
    limits.recordOperationsMax = 160
  }

  @discardableResult
  private func take(_ log: WrittenLog, _ range: ClosedRange<Int>) throws -> Ingested {
    try centre.ingest([try log.segment(range)], onFork: { _ in .refuse }, limits: limits) { _ in
      .merge
    }
  }

  /// A device that writes as much as the record has room for, and one entry more, in two requests.
  private func filled() throws -> WrittenLog {
    var log = WrittenLog(seed: 1)
    for number in 0..<16 { log.write(try Self.notes(10, from: 10 * number), to: record) }
    log.write(try Self.notes(1, from: 1000), to: record)
    #expect(try take(log, 1...16).merged == 16)
    #expect(try take(log, 17...17).quarantined == 1)
    return log
  }

  private static func notes(
    _ count: Int, from first: Int, over targets: [OperationID] = []
  ) throws -> [Replication.Operation] {
    try (first..<first + count).map { number in
      Operation(
        path: try #require(FieldPath("notes/\(number)")), value: .text("\(number)"),
        supersedes: targets)
    }
  }

  /// The first operation of an entry.
  private static func operation(_ sequence: Int, of log: WrittenLog) -> OperationID {
    OperationID(
      entry: EntryReference(
        log: log.log, sequence: UInt64(sequence), check: log.hashes[sequence].check), index: 0)
  }

  private func values(_ number: Int) throws -> Set<String> {
    let path = try #require(FieldPath("notes/\(number)"))
    let state = try #require(try centre.record(record)?.state)
    return Set(state.operations(at: path).compactMap { $0.value?.text })
  }

  @Test func `one device that fills a record keeps no other from adding to it`() throws {
    var filler = try filled()
    var editor = WrittenLog(seed: 2)
    for number in 0..<11 { editor.write(try Self.notes(1, from: 500 + number), to: record) }
    filler.write(try Self.notes(1, from: 1001), to: record)

    let added = try take(editor, 1...11)
    let again = try take(filler, 18...18)

    #expect(added.merged == 10 && added.quarantined == 1, "its share is ten")
    #expect(again.quarantined == 1, "whoever filled it has no share")
    #expect(try values(505) == ["505"] && values(1001).isEmpty)
    #expect(try centre.verify().isSound)
  }

  @Test func `what an entry replaces does not count, whoever wrote it`() throws {
    var filler = try filled()
    let first = try #require(FieldPath("notes/0"))
    filler.write(
      [
        Operation(
          path: first, value: .text("corrected"), supersedes: [Self.operation(1, of: filler)])
      ], to: record)
    let corrected = Self.operation(18, of: filler)

    let taken = try take(filler, 18...18)
    var editor = WrittenLog(seed: 2)
    editor.write(
      [Operation(path: first, value: .text("and again"), supersedes: [corrected])], to: record)
    let second = try take(editor, 1...1)

    #expect(taken.merged == 1 && second.merged == 1)
    #expect(try values(0) == ["and again"])
    #expect(try centre.record(record)?.state.live.count == 160)
  }

  @Test func `what another added from the reserve keeps nobody from correcting`() throws {
    var filler = try filled()
    var editor = WrittenLog(seed: 2)
    editor.write(try Self.notes(2, from: 500), to: record)
    #expect(try take(editor, 1...1).merged == 1)

    filler.write(
      try Self.notes(1, from: 0, over: [Self.operation(1, of: filler)]), to: record)
    filler.write(try Self.notes(1, from: 1001), to: record)
    let corrected = try take(filler, 18...18)
    let added = try take(filler, 19...19)

    #expect(corrected.merged == 1)
    #expect(added.quarantined == 1, "the record would grow")
    #expect(try centre.record(record)?.state.live.count == 162)
  }

  @Test func `a history beyond its limit keeps nobody from adding`() throws {
    var limits = limits
    limits.recordSupersededMax = 3
    var filler = WrittenLog(seed: 1)
    filler.write(try Self.notes(1, from: 0), to: record)
    for number in 1...3 {
      filler.write(
        try Self.notes(1, from: 0, over: [Self.operation(number, of: filler)]), to: record)
    }
    var editor = WrittenLog(seed: 2)
    editor.write(try Self.notes(1, from: 0, over: [Self.operation(4, of: filler)]), to: record)
    let ingest = { (segment: LogSegment) in
      try centre.ingest([segment], onFork: { _ in .refuse }, limits: limits) { _ in .merge }
    }
    _ = try ingest(try filler.segment())
    _ = try ingest(try editor.segment())
    #expect(try centre.record(record)?.state.superseded.count == 4)

    filler.write(try Self.notes(20, from: 500), to: record)
    let taken = try ingest(try filler.segment(5...5))

    #expect(taken.merged == 1)
  }

  @Test func `a person releases what the reserve has room for, whoever wrote it`() throws {
    let limits = IntakeLimits()
    var filler = WrittenLog(seed: 1)
    let founding = Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-02-02"))
    filler.write([founding] + (try Self.notes(4095, from: 0)), to: record)
    for number in 1...7 { filler.write(try Self.notes(4096, from: 4096 * number), to: record) }
    filler.write(try Self.notes(1, from: 40_000), to: record)
    let taken = try (1...9).map { number in
      try centre.ingest(
        [try filler.segment(number...number)], onFork: { _ in .refuse }, limits: limits
      ) { _ in .merge }
    }
    #expect(taken.map(\.merged) == [1, 1, 1, 1, 1, 1, 1, 1, 0])

    let released = try centre.decide(
      .released, on: [(filler.log, 9)], by: "mpe", why: "it belongs there", rules: .checked)

    #expect(released == 1)
    #expect(try values(40_000) == ["40000"])
  }

  @Test func `a conflict of many values that is settled makes room`() throws {
    var filler = WrittenLog(seed: 1)
    let path = try #require(FieldPath("notes/1"))
    for number in 0..<160 {
      filler.write([Operation(path: path, value: .text("\(number)"))], to: record)
    }
    try take(filler, 1...160)
    filler.write(
      [
        Operation(
          path: path, value: .text("settled"),
          supersedes: (1...160).map { Self.operation($0, of: filler) })
      ], to: record)
    filler.write(try Self.notes(100, from: 500), to: record)

    let taken = try take(filler, 161...162)

    #expect(taken.merged == 2)
    #expect(try values(1) == ["settled"])
  }

  @Test func `a record whose history is full can still be corrected by another`() throws {
    var limits = limits
    limits.recordSupersededMax = 5
    let path = try #require(FieldPath("notes/1"))
    var filler = WrittenLog(seed: 1)
    filler.write([Operation(path: path, value: .text("0"))], to: record)
    for number in 1...6 {
      filler.write(
        [
          Operation(
            path: path, value: .text("\(number)"), supersedes: [Self.operation(number, of: filler)])
        ], to: record)
    }
    var editor = WrittenLog(seed: 2)
    editor.write(
      [
        Operation(
          path: path, value: .text("right"), supersedes: [Self.operation(6, of: filler)])
      ], to: record)

    // The share of a replica that wrote little is four then.
    limits.recordOperationsMax = 64
    let ingest = { (log: WrittenLog) in
      try centre.ingest([try log.segment()], onFork: { _ in .refuse }, limits: limits) { _ in
        .merge
      }
    }
    let first = try ingest(filler)
    let second = try ingest(editor)

    #expect(first.merged == 6 && first.quarantined == 1)
    #expect(second.merged == 1)
    #expect(try values(1) == ["right"])
  }

  @Test func `the reserve has an end, too`() throws {
    _ = try filled()
    let editors = try (2...8).map { seed in
      var log = WrittenLog(seed: UInt64(seed))
      for number in 0..<9 { log.write(try Self.notes(1, from: 1000 * seed + number), to: record) }
      return log
    }

    let taken = try editors.map { try take($0, 1...9) }

    #expect(taken.reduce(0) { $0 + $1.merged } == 40)
    #expect(try centre.record(record)?.state.live.count == 200)
    #expect(try Set(centre.quarantine().map(\.reason)) == ["over-quota"])
  }

  @Test func `what was removed with an element of a list counts: it may return`() throws {
    var device = WrittenLog(seed: 1)
    let element = try #require(FieldPath("individuals/@1000000001"))
    let ages = try (0..<100).map { number in
      Operation(
        path: try #require(FieldPath("\(element.text)/field\(number)")), value: .number("1"))
    }
    device.write([Operation(path: element, value: .element)] + ages, to: record)
    let name = Self.operation(1, of: device).entry
    device.write(
      [
        Operation(
          path: element, value: nil,
          supersedes: (0...100).map { OperationID(entry: name, index: UInt32($0)) })
      ], to: record)
    device.write(try Self.notes(60, from: 0), to: record)

    let taken = try take(device, 1...3)

    #expect(taken.merged == 2 && taken.quarantined == 1)
  }
}

import CentreStore
import Foundation
import GRDB
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

/// What devices may make a centre keep and do: each limit is tested at ten times what an honest
/// device needs, by counting.
@Suite("Bounded intake")
struct BoundedIntakeTests {
  private let folder: TemporaryFolder
  private let centre: RecordStore
  private let limits = IntakeLimits()

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    centre = try NewStore.centre(in: folder)
  }

  @discardableResult
  private func take(
    _ segments: [LogSegment], onFork policy: ForkPolicy = .refuse, limits: IntakeLimits? = nil
  ) throws -> Ingested {
    try centre.ingest(segments, onFork: { _ in policy }, limits: limits ?? self.limits) { _ in
      .merge
    }
  }

  private func count(_ sql: String) throws -> Int {
    let queue = try DatabaseQueue(path: centre.folder + "/" + RecordStore.fileName)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
  }

  // MARK: Logs

  @Test func `a replica has so many logs and no more, and its site goes on`() throws {
    let device = WrittenLog(seed: 1)
    let logs = try (0..<10 * limits.logsPerReplicaMax).map { try device.sibling(number: $0) }
    var other = WrittenLog(seed: 2)
    other.write("CT 1")

    let taken = try take(logs.map { try $0.segment() })
    let honest = try take([try other.segment()])

    #expect(taken.merged == limits.logsPerReplicaMax)
    #expect(taken.refused.count == 9 * limits.logsPerReplicaMax)
    #expect(Set(taken.refused.values) == [.tooManyLogs])
    #expect(honest.merged == 1)
    #expect(try count("SELECT count(*) FROM log") == limits.logsPerReplicaMax + 1)
  }

  @Test func `logs of replicas that nobody knows are so many for a site`() throws {
    var limits = limits
    limits.strangersPerScopeMax = 8
    let logs = try (1...80).map { seed in
      var log = WrittenLog(seed: UInt64(seed))
      log.write("CT 1")
      return try log.segment()
    }

    let taken = try take(logs, limits: limits)

    #expect(taken.newLogs == 8 && taken.refused.count == 72)
  }

  // MARK: Lines of one log

  @Test func `a log has so many lines, and what comes later is refused by name`() throws {
    let shared = WrittenLog(seed: 1)
    let lines = try (0..<10 * limits.linesPerLogMax).map { number in
      var line = shared
      line.write("line \(number)")
      return try line.segment()
    }

    try take([lines[0]])
    let taken = try lines.dropFirst().map { try take([$0], onFork: .adopt) }

    #expect(taken.reduce(0) { $0 + $1.merged } == limits.linesPerLogMax)
    #expect(taken.last?.refused == [shared.log: .tooManyLines])
    #expect(try count("SELECT count(*) FROM forkedEntry") == limits.linesPerLogMax)
    #expect(try centre.verify().isSound)
  }

  // MARK: Work

  @Test func `a record in dispute costs no more to judge than is stated, whatever is in dispute`()
    throws
  {
    let record = RecordID(high: 0x4000, low: 1)
    var clinic = WrittenLog(seed: 1)
    var other = WrittenLog(seed: 2)
    clinic.write(Self.people(300, age: 40), to: record)
    other.write(Self.people(300, age: 41), to: record)

    let taken = try take([try clinic.segment(), try other.segment()])

    let state = try #require(try centre.record(record)?.state)
    #expect(taken.merged == 2)
    #expect(JudgingWork.estimate(state) <= JudgingWork.valuesMax)
    #expect(try count("SELECT count(*) FROM incident WHERE outcome = 'undetermined'") == 1)
    #expect(try count("SELECT count(*) FROM conflict") == 300)
  }

  @Test func `values at one path are merged, and so many of them are shown`() throws {
    let record = RecordID(high: 0x4000, low: 1)
    let logs = try (1...10).map { seed in
      var log = WrittenLog(seed: UInt64(seed))
      let path = FieldPath(literal: "room")
      log.write(
        (0..<500).map { Operation(path: path, value: .text("CT \(seed) \($0)")) }, to: record)
      return try log.segment()
    }

    try take(logs)

    let stored = try #require(try centre.record(record))
    let snapshot = RecordSnapshot(
      id: stored.id, kind: stored.kind, scope: stored.scope, state: stored.state)
    let conflict = try #require(snapshot.conflicts.first)
    #expect(stored.state.live.count == 5000)
    #expect(conflict.candidates.count == RecordConflict.candidatesShownMax)
    #expect(conflict.candidatesNotShown == 5000 - RecordConflict.candidatesShownMax)
    #expect(try count("SELECT max(json_array_length(candidates)) FROM conflict") == 100)
    #expect(
      try count("SELECT json_extract(candidates, '$[99].notShown') FROM conflict") == 4900)
  }

  @Test func `a request whose records cost too much is taken in part, and the rest comes again`()
    throws
  {
    var limits = limits
    limits.workMax = 500
    var clinic = WrittenLog(seed: 1)
    for number in 0..<20 { clinic.write(Self.people(25, age: number), to: nil) }
    let segments = try (1...20).map { try clinic.segment($0...$0) }

    let first = try take(segments, limits: limits)
    var rounds = 1
    while try centre.frontier().sequence(of: clinic.log) < 20 {
      let reached = Int(try centre.frontier().sequence(of: clinic.log))
      try take(Array(segments[reached...]), limits: limits)
      rounds += 1
    }

    #expect(first.merged > 0 && first.merged < 20 && first.postponed == 20 - first.merged)
    #expect(rounds > 1)
    #expect(try count("SELECT count(*) FROM incident") == 20)
    #expect(try centre.verify().isSound)
  }

  @Test func `what a request has to give back is in no record that its earlier part changed`()
    throws
  {
    var limits = limits
    limits.workMax = 10 * limits.workOfEntry
    let record = RecordID(high: 0x4000, low: 9)
    var clinic = WrittenLog(seed: 1)
    for number in 0..<40 {
      let path = try #require(FieldPath("notes/\(number)"))
      clinic.write([Operation(path: path, value: .text("CT \(number)"))], to: record)
    }

    let taken = try take((1...40).map { try clinic.segment($0...$0) }, limits: limits)

    #expect(taken.merged > 1 && taken.merged < 40 && taken.postponed == 40 - taken.merged)
    #expect(try centre.record(record)?.state.live.count == taken.merged)
    #expect(try centre.verify().isSound)
  }

  @Test func `entries that cost nothing to judge count, too, also those that wait`() throws {
    var limits = limits
    limits.workMax = 10 * limits.workOfEntry
    let record = RecordID(high: 0x4000, low: 9)
    var clinic = WrittenLog(seed: 1)
    for number in 0..<40 { clinic.write(Self.people(0, age: number), to: record) }
    let segments = try (1...40).map { try clinic.segment($0...$0) }

    var counts: [Int] = []
    while try centre.frontier().sequence(of: clinic.log) < 40 {
      let reached = Int(try centre.frontier().sequence(of: clinic.log))
      let taken = try centre.ingest(
        Array(segments[reached...]), onFork: { _ in .refuse }, limits: limits
      ) { _ in .quarantine(reason: "unknown-replica") }
      counts.append(taken.new)
    }

    #expect(counts == [10, 10, 10, 10])
    #expect(Set(try centre.quarantine().map(\.reason)) == ["unknown-replica"])
  }

  @Test func `a segment that costs too much by itself waits aside, whole, and its log goes on`()
    throws
  {
    var limits = limits
    limits.workMax = 100
    var clinic = WrittenLog(seed: 1)
    clinic.write(Self.people(200, age: 40), to: nil)
    clinic.write("CT 1")

    let heavy = try take([try clinic.segment(1...1)], limits: limits)
    let light = try take([try clinic.segment(2...2)], limits: limits)

    #expect(heavy.quarantined == 1 && heavy.merged == 0 && light.merged == 1)
    #expect(try centre.quarantine().map(\.reason) == ["over-quota"])
    #expect(try centre.ledger().allSatisfy(\.isBalanced))
    #expect(try centre.verify().isSound)
  }

  @Test func `a record holds so many values, and an entry beyond them waits aside`() throws {
    var limits = limits
    limits.recordOperationsMax = 100
    let record = RecordID(high: 0x4000, low: 1)
    var clinic = WrittenLog(seed: 1)
    for number in 0..<10 { clinic.write(Self.people(20, age: number), to: record) }

    let taken = try take([try clinic.segment()], limits: limits)

    let state = try #require(try centre.record(record)?.state)
    #expect(state.live.count <= 100)
    #expect(taken.merged == 2 && taken.quarantined == 8)
    #expect(Set(try centre.quarantine().map(\.reason)) == ["over-quota"])
  }

  // MARK: Waiting entries

  @Test func `what waits is read page by page, each entry once`() throws {
    var log = WrittenLog(seed: 1)
    for number in 0..<500 { log.write("\(number)") }
    _ = try centre.ingest([try log.segment()], onFork: .refuse) { _ in
      .quarantine(reason: "revoked")
    }

    var found: [UInt64] = []
    var place: WaitingPlace?
    while true {
      let page = try centre.quarantine(after: place, limit: 64)
      found += page.map(\.sequence)
      guard page.count == 64, let last = page.last else { break }
      place = WaitingPlace(text: WaitingPlace(of: last).text)
    }

    #expect(found == Array(1...500))
    var elsewhere = WaitingFilter()
    elsewhere.scope = "RBD99"
    #expect(try centre.quarantine(after: nil, elsewhere, limit: 64).isEmpty)
    #expect(try centre.waitingCount(WaitingFilter(), most: 100) == 100)
  }

  /// This many individuals of one age.
  private static func people(_ count: Int, age: Int) -> [Replication.Operation] {
    (0..<count).flatMap { number -> [Replication.Operation] in
      let element = "individuals/@\(String(1_000_000_000 + number))"
      return [
        FieldPath(element).map { Operation(path: $0, value: .element) },
        FieldPath(element + "/ageAtExposure").map {
          Operation(path: $0, value: .number("\(age)"))
        },
      ].compactMap(\.self)
    }
  }
}

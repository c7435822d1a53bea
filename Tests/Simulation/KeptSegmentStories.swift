import Aggregation
import Foundation
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import RecordStore
@testable import SiteClient
@testable import Storage

/// What a centre keeps packed is copied into answers, and is never anything but what the entries are.
@Suite("Kept segments")
struct KeptSegmentStories {
  private let trust: TrustHarness
  private let clinic: RecordStore
  private let records: [RecordID]

  /// The centre has 1,300 entries of the clinic, 700 records and 600 edits of these, in runs that end with
  /// 512, 768, 1280 and 1300.
  init() throws {
    trust = try TrustHarness()
    clinic = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    try trust.enrol(clinic)
    let (trust, clinic) = (trust, clinic)
    records = (0..<700).map { _ in RecordID.make(using: &trust.random) }
    try clinic.write(records.map { try Self.change($0, "as logged", clinic) })
    try clinic.write(records.prefix(600).map { try Self.change($0, "edited", clinic) })
    try trust.sync(clinic)
  }

  private static func change(
    _ record: RecordID, _ value: String, _ store: RecordStore
  ) throws -> Change {
    let state = try store.record(record)?.state ?? MergedRecord()
    return Change(
      record: record, kind: "theme", scope: store.identity.scope, author: "operator",
      operations: [state.writing(.text(value), at: TrustHarness.path)])
  }

  @discardableResult
  private func keep() throws -> Int {
    var count = 0
    for log in try trust.centre.logsToKeep(since: [:]).keys {
      while try SyncExchange.keepNextSegment(of: log, at: trust.centre) { count += 1 }
    }
    return count
  }

  private func kept() throws -> [(first: Int, last: Int)] {
    try trust.centre.read { db in
      try db.rows("SELECT first, last FROM keptSegment ORDER BY log, first").map {
        try ($0[0], $0[1])
      }
    }
  }

  /// A new device of the clinic's site.
  private func fresh(_ name: String, seed: UInt64 = 9) throws -> RecordStore {
    let store = try trust.makeSite(name, scope: "RBD02", seed: seed)
    try trust.enrol(store)
    return store
  }

  private func answer(
    to store: RecordStore, bytes: Int = ProtocolLimits.batchBytesMax, takesPortable: Bool = true
  ) throws -> SyncResponse {
    var request = SyncRequest(frontier: try store.frontier(), readsPacked: true)
    (request.readsAcross, request.readsPortable) = (true, takesPortable)
    request.answerBytes = bytes
    let caller = SyncExchange.Caller(
      replica: store.identity.replica, scopes: [store.identity.scope, TrustHarness.trust],
      isRevoked: false)
    return try SyncExchange(store: trust.centre) { _ in .merge }
      .respond(to: request, from: caller, after: Ingested())
  }

  private func redact(_ name: EntryReference, of record: RecordID) throws {
    let entry = try #require(try clinic.history(of: record).first { $0.reference == name })
    let redaction = MergedRecord.redaction(
      of: Entry(header: entry.header, payload: try #require(entry.payload)), named: name
    ) { _ in true }
    try clinic.write([
      Change(
        record: record, kind: "theme", scope: clinic.identity.scope, author: "governance",
        reason: "a name", operations: [], redaction: redaction)
    ])
  }

  @Test func `a new device receives what is kept, and the rest beside it`() throws {
    let count = try keep()
    let answer = try answer(to: try fresh("asking"))
    let device = try fresh("new", seed: 10)

    let outcome = try trust.sync(device)

    #expect(count == 3 && answer.portable.count == 3)
    #expect(answer.segments.map(\.first) == [1281])
    #expect(outcome.ending == .agreed && outcome.received == 1300 && outcome.rounds == 1)
    #expect(try device.frontier() == trust.centre.frontier())
    for record in [records[0], records[699]] {
      #expect(try trust.values(device, record) == trust.values(clinic, record))
    }
    try trust.expectAgreement(clinic, device)
  }

  @Test func `nothing is kept of what still grows, and each run once`() throws {
    #expect(try keep() == 3)
    #expect(try keep() == 0)
    #expect(try kept().map(\.first) == [1, 513, 769] && kept().map(\.last) == [512, 768, 1280])
  }

  @Test func `an earlier version, and one that shares less than it claims, get no copies`() throws {
    try keep()
    let device = try fresh("new")

    #expect(try answer(to: device, takesPortable: false).portable.isEmpty)
    #expect(try !answer(to: device).portable.isEmpty)
  }

  @Test func `a device in the middle of a segment gets its rest first, then copies`() throws {
    try keep()
    let device = try fresh("new")
    let part = try clinic.outgoing(
      after: Frontier(), limits: BatchLimits(entries: 300, bytes: 1_000_000))
    _ = try device.ingest(part.segments, onFork: .refuse) { _ in .merge }

    let answer = try answer(to: device)
    let outcome = try trust.sync(device)

    #expect(answer.segments.map(\.first) == [257, 1281])
    #expect(answer.portable.count == 2)
    #expect(outcome.ending == .agreed && outcome.rounds == 1)
    try trust.expectAgreement(clinic, device)
  }

  @Test func `a slow line gets the entries of one checkpoint where no whole segment fits`() throws {
    try keep()

    let answer = try answer(to: try fresh("new"), bytes: 4096)

    #expect(answer.portable.isEmpty && answer.more)
    #expect(answer.segments.map(\.first) == [1] && answer.segments.map(\.last) == [512])
  }

  @Test func `what is redacted is in no kept segment afterwards, and the device never has it`()
    throws
  {
    let secret = "Mrs Unredacted"
    let written = try trust.set(clinic, records[3], secret)
    try clinic.write(try records.map { try Self.change($0, "later", clinic) })
    try trust.sync(clinic)
    try keep()
    let before = try kept()
    let place = Int(written.entry.sequence)
    #expect(before.count { ($0.first...$0.last).contains(place) } == 1)

    try redact(written.entry, of: records[3])
    try trust.sync(clinic)

    let after = try kept()
    #expect(after.count == before.count - 1)
    #expect(!after.contains { ($0.first...$0.last).contains(place) })
    let device = try fresh("new")
    #expect(try trust.sync(device).ending == .agreed)
    #expect(try device.frontier() == trust.centre.frontier())
    let history = try device.history(of: records[3])
    #expect(!history.contains { "\($0)".contains(secret) })
    try trust.expectAgreement(clinic, device)
  }

  /// What is behind a gap comes with the next answer: nothing is fetched that cannot be stored yet.
  @Test func `a gap between kept segments costs a round, and is filled`() throws {
    try keep()
    try trust.centre.write { try $0.send("DELETE FROM keptSegment WHERE first = 513") }
    let first = try answer(to: try fresh("asking"))
    let device = try fresh("new", seed: 10)
    let outcome = try trust.sync(device)

    #expect(first.portable.count == 1 && first.segments.isEmpty && first.more)
    #expect(outcome.ending == .agreed && outcome.received == 1300 && outcome.rounds == 2)
    #expect(try keep() == 1)
    #expect(try kept().map(\.first) == [1, 513, 769] && kept().map(\.last) == [512, 768, 1280])

    try trust.centre.write { try $0.send("DELETE FROM keptSegment WHERE first = 1") }
    #expect(try keep() == 1)
    #expect(try kept().map(\.first) == [1, 513, 769])
    #expect(try keep() == 0)
  }

  @Test func `a change of a kept segment is seen by the next look, though the log has not grown`()
    throws
  {
    try keep()
    let known = try trust.centre.logsToKeep(since: [:])
    #expect(try trust.centre.logsToKeep(since: known).isEmpty)
    try trust.centre.write { try $0.send("DELETE FROM keptSegment WHERE first = 513") }
    #expect(try trust.centre.logsToKeep(since: known).count == 1)
  }

  /// The triggers look for the segment of an entry among those that begin so near.
  @Test func `no segment is longer than the triggers look back`() {
    #expect(LogSegment.entriesMax == 512)
  }

  @Test func `nothing is kept from an entry on that waits for a decision`() throws {
    let stranger = WrittenLog(seed: 800, scope: "RBD02")
    var log = stranger
    for number in 0..<900 { log.write("of a stranger \(number)") }
    _ = try trust.centre.ingest(
      [try log.segment(1...400), try log.segment(401...900)], onFork: .refuse
    ) { _ in
      .quarantine(reason: "unknown-replica")
    }

    #expect(try keep() == 3)
    try trust.releaseAll()
    #expect(try keep() == 1)
    let device = try fresh("new")
    try trust.expectAgreement(clinic, device)
    #expect(try device.frontier() == trust.centre.frontier())
  }

  private func frame(_ condition: String, _ db: Connection) throws -> [UInt8] {
    try #require(
      try db.value("SELECT frame FROM keptSegment WHERE \(condition)", as: [UInt8].self))
  }

  private func set(_ field: [UInt8], _ db: Connection) throws {
    try db.send(
      "UPDATE keptSegment SET frame = ? WHERE first = 1", [BodyCompression.compressed(field)])
  }

  /// A damaged disk, or a fault of an earlier version: the chain and the signature show it.
  @Test(arguments: ["cut", "altered", "moved"])
  func `a kept segment that is not what the entries are is not used`(how: String) throws {
    try keep()
    try trust.centre.write { db in
      switch how {
      case "cut": try set([0x6a, 1, 0], db)
      case "altered":
        var field = try BodyCompression.decompressed(frame("first = 1", db))
        field[field.count / 2] ^= 1
        try set(field, db)
      default: try set(BodyCompression.decompressed(frame("first > 1", db)), db)
      }
    }
    let problems = try SyncExchange.verify(trust.centre).problems
    #expect(problems.map(\.code) == ["chain"])
    #expect(problems.allSatisfy { $0.place.hasSuffix(":1-512") })
    let device = try fresh("new")

    let outcome = try trust.sync(device)

    #expect(outcome.ending == .agreed && outcome.rounds <= 3)
    #expect(try device.record(records[0]) != nil)
    #expect(try device.verify().problems == [])
    #expect(try trust.sync(clinic).ending == .agreed)
  }

  @Test func `a large answer is stored in parts, and each is acknowledged`() throws {
    try keep()
    let device = try fresh("new")
    let answer = try SyncResponse(
      decoding: try SyncExchange.encoded(
        answer(to: device), to: SyncRequest(frontier: Frontier()), at: trust.centre
      )
      .plain())
    var intake = PortableIntake(exchange: SiteExchange(store: device), answer, bytesMax: 20_000)
    var parts: [Int] = []
    try intake.takeAll { parts.append($0.merged) }

    // The rest of the answer is lost: what was stored is not sent back.
    #expect(parts == [512, 256, 512])
    #expect(try device.ledger().reduce(0) { $0 + $1.pending } == 0)
    #expect(try SiteExchange(store: device).prepare(ForkPlan()).segments.isEmpty)
    try trust.expectAgreement(clinic, device)
  }
}

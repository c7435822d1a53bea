import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

/// How much one message carries: what both sides have said that they take, and 1,000 entries where one
/// of them has said nothing.
@Suite("Batch budgets")
struct BatchBudgetTests {
  private let trust: TrustHarness
  private let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    for _ in 0..<6 { try write(500) }
    try site.signHeads()
  }

  private func write(_ count: Int) throws {
    try site.write(
      (0..<count).map { _ in
        Change(
          record: RecordID.make(using: &trust.random), kind: "theme", scope: site.identity.scope,
          author: "operator",
          operations: [Operation(path: FieldPath(literal: "title"), value: .text("a theme"))])
      })
  }

  private func answer(to request: SyncRequest) throws -> SyncResponse {
    let exchange = SyncExchange(store: trust.centre) { _ in .merge }
    let caller = SyncExchange.Caller(
      replica: site.identity.replica, scopes: [site.identity.scope], isRevoked: false)
    let ingested = try exchange.take(request, from: caller)
    return try exchange.respond(to: request, from: caller, after: ingested)
  }

  private func count(_ segments: [LogSegment]) -> Int {
    segments.reduce(0) { $0 + $1.entries.count }
  }

  private static let largest = BatchLimits(
    entries: ProtocolLimits.entriesMax, bytes: ProtocolLimits.batchBytesMax)

  @Test func `a centre that said what it takes gets the rest in one request`() throws {
    let exchange = SiteExchange(store: site)
    let first = try exchange.prepare(ForkPlan())
    let answer = try answer(
      to: SyncRequest(frontier: first.frontier, segments: first.segments, readsPacked: true))
    _ = try exchange.take(answer)
    let budget = try #require(answer.requestBudget)
    let rest = try exchange.prepare(
      ForkPlan(), limits: BatchLimits(entries: budget.entries, bytes: budget.bytes))

    #expect(count(first.segments) <= 1000)
    #expect(rest.isComplete && count(rest.segments) >= 2000)
  }

  @Test func `a request that brings little is not told what the next may hold`() throws {
    #expect(try answer(to: SyncRequest(frontier: Frontier())).requestBudget == nil)
  }

  @Test(arguments: [nil, 1_000_000, 8_000_000, 4_000_000_000])
  func `a site that takes more than a million bytes gets everything, another a thousand entries`(
    bytes: Int?
  ) throws {
    _ = try answer(
      to: SyncRequest(
        frontier: Frontier(),
        segments: try SiteExchange(store: site).prepare(ForkPlan(), limits: Self.largest).segments))
    var asking = SyncRequest(frontier: Frontier(), readsPacked: true)
    asking.answerBytes = bytes
    let answer = try answer(to: asking)

    let takesMore = (bytes ?? 0) > 1_000_000
    #expect(answer.more == !takesMore)
    #expect(takesMore ? count(answer.segments) == 3000 : count(answer.segments) <= 1000)
    let encoded = try answer.answer { _ in [:] }.plain()
    #expect(try SyncResponse(decoding: encoded).segments == answer.segments)
  }

  @Test func `an answer of more bytes than one may have is sent in parts`() throws {
    let text = String(repeating: "word ", count: 4000)
    for number in 0..<500 { try trust.log(site, "\(number) \(text)") }
    try site.signHeads()
    let sent = try trust.sync(site)
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 3)
    try trust.enrol(desk)

    let outcome = try trust.sync(desk)

    #expect(sent.ending == .agreed && outcome.ending == .agreed)
    #expect(outcome.rounds == 2 && outcome.received == 3500)
    #expect(try desk.frontier() == site.frontier())
  }

  /// A site holds so many records in memory at most; what it writes does not depend on it.
  @Test func `records beyond those held at once end as they do in small batches`() throws {
    for _ in 0..<4 { try write(500) }
    let records = try site.records(kind: "theme").map(\.id)
    for (number, record) in records.prefix(300).enumerated() {
      try trust.set(site, record, "edited \(number)")
    }
    try site.signHeads()
    let segments = try site.outgoing(after: Frontier(), limits: Self.largest).segments
    let (large, small) = try (
      trust.makeSite("large", scope: "RBD02", seed: 4),
      trust.makeSite("small", scope: "RBD02", seed: 5)
    )

    let taken = try large.ingest(segments, onFork: .yield) { _ in .merge }
    for segment in segments {
      _ = try small.ingest([segment], onFork: .yield) { _ in .merge }
    }

    #expect(count(segments) == 5300 && taken.merged == 5300)
    #expect(try large.verify().isSound && small.verify().isSound)
    for record in records {
      #expect(try large.record(record)?.state == small.record(record)?.state)
    }
  }

  @Test func `what a message says that it takes is kept within what any may hold`() throws {
    var response = SyncResponse()
    response.requestBudget = BatchBudget(entries: 6000, bytes: 3_000_000)
    #expect(try SyncResponse(decoding: response.encoded()) == response)

    // Fields 9 and 10, as a centre that claims four thousand million would write them.
    let claim: [UInt8] = [0x48, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x50, 0xff, 0xff, 0xff, 0xff, 0x0f]
    let boast = try SyncResponse(decoding: SyncResponse().encoded() + claim)
    #expect(
      boast.requestBudget
        == BatchBudget(
          entries: ProtocolLimits.entriesMax, bytes: ProtocolLimits.batchBytesMax))
  }
}

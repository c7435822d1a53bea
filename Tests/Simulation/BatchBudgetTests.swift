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
    var random = SeededGenerator(seed: 5)
    for _ in 0..<6 {
      try site.write(
        (0..<500).map { _ in
          Change(
            record: RecordID.make(using: &random), kind: "theme", scope: site.identity.scope,
            author: "operator",
            operations: [Operation(path: FieldPath(literal: "title"), value: .text("a theme"))])
        })
    }
    try site.signHeads()
  }

  private var caller: SyncExchange.Caller {
    SyncExchange.Caller(
      replica: site.identity.replica, scopes: [site.identity.scope], isRevoked: false)
  }

  private func answer(to request: SyncRequest) throws -> SyncResponse {
    let exchange = SyncExchange(store: trust.centre) { _ in .merge }
    let ingested = try exchange.take(request, from: caller)
    return try exchange.respond(to: request, from: caller, after: ingested)
  }

  @Test func `a centre that said what it takes gets the rest in one request`() throws {
    let exchange = SiteExchange(store: site)
    let first = try exchange.prepare(ForkPlan())
    let answer = try answer(
      to: SyncRequest(frontier: first.frontier, segments: first.segments, readsPacked: true))
    _ = try exchange.take(answer)
    let rest = try exchange.prepare(ForkPlan(), limits: BatchLimits(answer.requestBudget))

    #expect(first.segments.reduce(0) { $0 + $1.entries.count } <= 1000)
    #expect(rest.isComplete)
    #expect(rest.segments.reduce(0) { $0 + $1.entries.count } >= 2000)
  }

  @Test func `a request that brings little is not told what the next may hold`() throws {
    #expect(try answer(to: SyncRequest(frontier: Frontier())).requestBudget == nil)
  }

  @Test func `a site that says so gets everything in one answer, another a thousand entries`()
    throws
  {
    let exchange = SiteExchange(store: site)
    _ = try answer(
      to: SyncRequest(
        frontier: Frontier(),
        segments: try exchange.prepare(ForkPlan(), limits: BatchLimits(.largest)).segments))
    var asking = SyncRequest(frontier: Frontier(), readsPacked: true)
    let old = try answer(to: asking)
    asking.answerBudget = .largest
    let new = try answer(to: asking)

    #expect(old.more && old.segments.reduce(0) { $0 + $1.entries.count } <= 1000)
    #expect(!new.more && new.segments.reduce(0) { $0 + $1.entries.count } == 3000)
    let bytes = try new.encoded { _ in [:] }
    #expect(try SyncResponse(decoding: bytes).segments == new.segments)
  }

  @Test func `what a message says that it takes is kept within what any may hold`() throws {
    var request = SyncRequest(frontier: Frontier())
    request.answerBudget = .largest
    #expect(try SyncRequest(decoding: request.encoded()) == request)
    var response = SyncResponse()
    response.requestBudget = BatchBudget(entries: 6_000, megabytes: 3)
    #expect(try SyncResponse(decoding: response.encoded()) == response)

    // Field 20 of a request, as a site that claims four thousand million would write it.
    let claim = try request.encoded().dropLast(3) + [0xa0, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f]
    #expect(try SyncRequest(decoding: Array(claim)).answerBudget == .largest)
  }
}

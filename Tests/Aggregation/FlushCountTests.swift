import IRMER
import RecordStore
import RecordTables
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

/// How often a store flushes its files, counted in SQLite's calls.
@Suite("Flushes")
struct FlushCountTests {
  private let folder: TemporaryFolder
  private let machine: Machine
  private let siteMachine: Machine
  private let centre: Centre
  private let site: RecordStore
  private let clock = SteppingClock()

  init() async throws {
    folder = try TemporaryFolder(inMemory: true)
    machine = try Machine.made(in: folder.path("centre"))
    siteMachine = try Machine.made(in: folder.path("site"))
    let environment = clock.environment
    centre = try Centre.create(
      in: folder.path("centre"), trust: try #require(Scope("RBD")), nation: "england",
      environment: environment)
    site = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD01")), nation: "england"),
      environment: environment)
  }

  private func enrol() async throws {
    let code = try await centre.makeEnrolmentCode(site: site.identity.scope, role: .site)
    _ = try await centre.enrol(
      try EnrolmentRequest.signed(
        code: code.text, site: site.identity.scope, name: "", by: site.signingKey))
  }

  private func log() throws {
    var generator = SystemRandomNumberGenerator()
    let change = Change(
      record: RecordID.make(using: &generator), kind: "theme", scope: site.identity.scope,
      author: "operator",
      operations: [Operation(path: FieldPath(literal: "title"), value: .text("a theme"))])
    try site.write([change])
  }

  /// One round as the endpoint for sites handles it: the token, then the exchange.
  private func poll(_ centre: Centre, issuedAt: Int64? = nil) async throws {
    try site.signHeads()
    let request = SyncRequest(
      frontier: try site.frontier(), segments: try site.outgoing(after: Frontier()).segments)
    let body = try request.encoded()
    var generator = SystemRandomNumberGenerator()
    let nonce = (0..<2).flatMap { _ in EntryPayload.salt(using: &generator) }
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: issuedAt ?? clock.milliseconds,
      nonce: nonce, by: site.signingKey)
    let recognised = try await centre.recognise(
      authorization: token.authorization, method: "POST", path: "/v1/sync")
    if try await centre.quietAnswer(to: recognised, body: body, message: { body }) != nil { return }
    _ = try await centre.exchange(
      request, from: try await centre.authorise(recognised, body: body))
  }

  private func flushes(of machine: Machine, _ work: () async throws -> Void) async rethrows -> Int {
    let before = machine.flushes
    try await work()
    return machine.flushes - before
  }

  @Test func `one commit is one flush`() async throws {
    try log()

    for _ in 0..<3 { #expect(try await flushes(of: siteMachine) { try log() } == 1) }
    #expect(siteMachine.pendingWrites == 0)
  }

  @Test func `an enrolment is on the disk when it is answered`() async throws {
    let code = try await centre.makeEnrolmentCode(site: site.identity.scope, role: .site)
    let request = try EnrolmentRequest.signed(
      code: code.text, site: site.identity.scope, name: "", by: site.signingKey)

    let count = try await flushes(of: machine) { _ = try await centre.enrol(request) }

    #expect(count == 1)
    #expect(machine.pendingWrites == 0)
  }

  @Test func `an exchange that brings entries is one flush, and one that brings none is none`()
    async throws
  {
    try await enrol()
    for _ in 0..<10 { try log() }

    #expect(try await flushes(of: machine) { try await poll(centre) } == 1)
    for _ in 0..<3 { #expect(try await flushes(of: machine) { try await poll(centre) } == 0) }
  }

  @Test func `what a centre acknowledged is there after a power cut that takes all else`()
    async throws
  {
    try await enrol()
    for _ in 0..<10 { try log() }
    try await poll(centre)
    try await poll(centre)
    #expect(machine.pendingWrites > 0)

    machine.cutPower(seed: Self.seedThatDropsAll)
    #expect(machine.droppedWrites > 0)
    try centre.store.close()
    machine.turnOn()
    let again = try Centre.open(in: folder.path("centre"), environment: clock.environment)

    #expect(try again.store.frontier() == site.frontier())
    #expect(try again.store.verify().isSound)
    try await poll(again)
  }

  @Test func `a token from before the centre started is refused once, so that none is used twice`()
    async throws
  {
    try await enrol()
    let issuedAt = clock.milliseconds
    try centre.store.close()
    let again = try Centre.open(in: folder.path("centre"), environment: clock.environment)

    await #expect(throws: SyncRefusal.token(.outOfTime)) {
      try await poll(again, issuedAt: issuedAt)
    }
    try await poll(again)
  }

  /// See `cut` in `Disk.c`: one cut in four drops everything.
  private static let seedThatDropsAll: UInt64 = 6
}

/// A wall clock that advances when it is read.
private final class SteppingClock: @unchecked Sendable {
  // A test's own thread and the centre's threads take turns.
  private(set) var milliseconds: Int64 = 1_772_366_400_000

  var environment: StoreEnvironment {
    StoreEnvironment(now: {
      self.milliseconds += 10
      return self.milliseconds
    })
  }
}

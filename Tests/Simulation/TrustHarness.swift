import Aggregation
import CentreStore
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestStores
import TestSupport

/// A trust in one process: real SQLite stores, the real session and the real drivers; only the
/// network between them is a function call.
final class TrustHarness {
  let folder: TemporaryFolder
  let clock = TestClock()
  var random = SeededGenerator(seed: 20)
  var centre: RecordStore
  var revoked: Set<ReplicaID> = []
  var unknown: Set<ReplicaID> = []
  /// Whether the centre is of a version that does not know segments packed across logs, and does not say
  /// what it did not take.
  var isEarlier = false
  /// The requests, as sent.
  private(set) var requests: [[UInt8]] = []

  static let trust = Scope("RBD")!

  init(of trust: Scope = TrustHarness.trust) throws {
    folder = try TemporaryFolder(inMemory: true)
    centre = try TestStores.makeCentre(
      in: folder.path("centre"), trust: trust, environment: clock.environment(seed: 1)
    ).store
  }

  func makeSite(_ name: String, scope: String, seed: UInt64) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .site, scope: Scope(scope)!, trust: centre.identity.scope, nation: "england",
        name: name),
      environment: clock.environment(seed: seed))
  }

  func reopen(_ name: String, seed: UInt64) throws -> RecordStore {
    try RecordStore.open(in: folder.path(name), environment: clock.environment(seed: seed))
  }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path(other))
  }

  /// A copy that is not aware of being one, as after the restore of a disk image.
  func twin(of name: String, as other: String, seed: UInt64) throws -> RecordStore {
    try copy(name, to: other)
    try FileManager.default.copyItem(
      atPath: folder.path(".\(name).candour-token"), toPath: folder.path(".\(other).candour-token"))
    return try reopen(other, seed: seed)
  }

  /// One complete synchronisation over encoded messages.
  @discardableResult
  func sync(_ site: RecordStore, with centre: RecordStore? = nil) throws -> SyncSession.Outcome {
    let centre = centre ?? self.centre
    let exchange = SiteExchange(store: site)
    var session = SyncSession()
    var effect = session.handle(.begun)
    while true {
      switch effect {
      case .prepare(let plan):
        effect = session.handle(.prepared(try exchange.prepare(plan)))
      case .post(let request):
        effect = session.handle(
          .answered(
            try post(request, from: exchange, leavingOut: session.leavesOut, to: centre)))
      case .store(let response):
        effect = session.handle(.stored(try exchange.take(response)))
      case .finish(let outcome):
        try exchange.note(outcome)
        return outcome
      }
    }
  }

  private func post(
    _ request: SyncRequest, from site: SiteExchange, leavingOut: Bool, to centre: RecordStore
  ) throws -> SyncResponse {
    let message = try site.encoded(request, leavingOut: leavingOut)
    requests.append(message)
    let body = BodyCompression.compressed(message)
    var received = try SyncExchange.request(
      decoding: try BodyCompression.decompressed(body), at: centre)
    if isEarlier {
      received.readsAcross = false
      if try site.store.centreReadsAcross() { received.segments = [] }
    }
    let (revoked, unknown) = (revoked, unknown)
    let exchange = SyncExchange(store: centre) { log in
      if revoked.contains(log.replica) { return .quarantine(reason: "revoked") }
      if unknown.contains(log.replica) { return .quarantine(reason: "unknown-replica") }
      return .merge
    }
    let replica = site.store.identity.replica
    let caller = SyncExchange.Caller(
      replica: replica, scopes: [site.store.identity.scope, Self.trust],
      isRevoked: revoked.contains(replica))
    let ingested = try exchange.take(received, from: caller)
    var response = try exchange.respond(to: received, from: caller, after: ingested)
    if isEarlier {
      response.readsAcross = false
      response.held.removeAll { $0.reason.hasPrefix("not-taken") }
    }
    let answer = try SyncExchange.encoded(response, to: received, at: centre)
    return try site.response(
      decoding: try BodyCompression.decompressed(answer.compressed()))
  }
}

/// A wall clock that the test moves.
final class TestClock: @unchecked Sendable {
  // Used only on the test's own thread: stores are called one after the other.
  var milliseconds: Int64 = 1_770_000_000_000

  func environment(seed: UInt64) -> StoreEnvironment {
    let random = RandomBox(seed: seed)
    return StoreEnvironment(
      now: {
        self.milliseconds += 10
        return self.milliseconds
      }, random: { random.next() }
    ).forCentre
  }
}

private final class RandomBox: @unchecked Sendable {
  // As above.
  private var generator: SeededGenerator
  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }
  func next() -> UInt64 { generator.next() }
}

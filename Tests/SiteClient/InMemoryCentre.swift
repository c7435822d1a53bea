import Aggregation
import CentreStore
import RecordStore
import Records
import Replication
import SiteClient
import SyncProtocol
import Synchronization

/// A centre behind a function call: the real store, the real exchange and the real check of tokens;
/// only the network is missing.
final class InMemoryCentre: Transport {
  /// What fails in the next requests, one each; where stated, the answer is lost after the centre
  /// processed the request.
  enum Mishap: Sendable {
    case before(TransportError)
    case after(TransportError)
    case answer(TransportResponse)
  }

  /// Another one after ``restore(_:)``.
  var store: RecordStore { kept.withLock { $0 } }
  private let kept: Mutex<RecordStore>
  private let ticks: @Sendable () -> Int64
  private var now: Int64 { ticks() + state.withLock { $0.clockAhead } }
  private let state = Mutex(State())

  struct State {
    var mishaps: [Mishap] = []
    var keys: [ReplicaID: [UInt8]] = [:]
    var sites: [ReplicaID: Scope] = [:]
    var codes: Set<String> = ["CODE-1", "CODE-2", "CODE-3"]
    var readers: Set<ReplicaID> = []
    var revoked: Set<ReplicaID> = []
    var tokens: [String] = []
    var requests = 0
    /// Bundles that devices relayed, and what is answered to each; nil: it is taken.
    var bundles: [[UInt8]] = []
    var bundleAnswer: TransportResponse?
    var largestBody = 0
    /// A longer answer breaks off in transit.
    var answerBytesMax = Int.max
    var brokenAnswers = 0
    /// Whether it states its time in a header of its own; earlier versions did not.
    var saysItsTime = true
    /// How far its clock is ahead of where it was, and when it was started last.
    var clockAhead: Int64 = 0
    var startedAt: Int64 = 0
    /// What a proxy in front writes in place of the centre's date.
    var dateHeader: String?
  }

  init(in folder: String, now: @escaping @Sendable () -> Int64) throws {
    ticks = now
    kept = Mutex(
      try RecordStore.create(
        in: folder,
        NewStoreOptions(
          side: .centre, scope: Scope("RBD")!, trust: Scope("RBD")!, nation: "england"),
        environment: StoreEnvironment(now: now).forCentre))
  }

  /// Continues from an older copy of its store.
  func restore(_ folder: String) throws {
    let older = try RecordStore.open(
      in: folder, environment: StoreEnvironment(now: ticks).forCentre)
    kept.withLock { $0 = older }
  }

  /// Starts again, by a clock that is some milliseconds ahead of where it was.
  func startAgain(ahead: Int64) {
    state.withLock { $0.clockAhead = ahead }
    let now = now
    state.withLock { $0.startedAt = now }
  }

  func change<T>(_ body: (inout sending State) -> sending T) -> T { state.withLock(body) }

  func post(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
    let mishap = state.withLock { state in
      state.requests += 1
      state.largestBody = max(state.largestBody, request.body.count)
      return state.mishaps.isEmpty ? nil : state.mishaps.removeFirst()
    }
    switch mishap {
    case .before(let error): throw error
    case .answer(let response): return response
    case .after(let error):
      _ = answer(request)
      throw error
    case nil:
      request.progress?(TransportProgress(bytesUp: request.body.count, bytesDown: 0))
      let response = answer(request)
      let isBroken = state.withLock { state in
        guard response.body.count > state.answerBytesMax else { return false }
        state.brokenAnswers += 1
        return true
      }
      if isBroken { throw TransportError(.connectionLost, hasBegun: true) }
      return response
    }
  }

  private func answer(_ request: TransportRequest) -> TransportResponse {
    var response: TransportResponse
    let refusal = state.withLock { state in
      guard request.path == "/v1/bundles" else { return nil as TransportResponse? }
      state.bundles.append(request.body)
      return state.bundleAnswer
    }
    if let refusal { return refusal }
    do {
      response = TransportResponse(
        status: 200, headers: ["content-type": "application/x-protobuf"],
        body: try handle(request))
    } catch let refusal as RequestToken.Refusal {
      response = Self.problem(401, refusal.rawValue)
    } catch {
      response = Self.problem(403, "\(error)")
    }
    let now = now
    let (saysItsTime, date) = state.withLock { ($0.saysItsTime, $0.dateHeader) }
    if saysItsTime { response.headers["candour-time"] = "\(Moment(milliseconds: now))" }
    response.headers["date"] = date ?? HTTPTime.text(now)
    return response
  }

  private func handle(_ request: TransportRequest) throws -> [UInt8] {
    let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
    let isCompressed = headers["Content-Encoding"] == BodyCompression.name
    let message = isCompressed ? try BodyCompression.decompressed(request.body) : request.body
    if request.path == "/v1/enrolments" { return try enrol(EnrolmentRequest(decoding: message)) }
    if request.path == "/v1/bundles" { return Digest(of: message).bytes }
    let token = try RequestToken(authorization: headers["Authorization"] ?? "")
    let key = state.withLock { $0.keys[token.replica] } ?? []
    try token.check(
      method: "POST", path: request.path, body: request.body, publicKey: key, now: now)
    guard token.issuedAt >= state.withLock({ $0.startedAt }) else {
      throw RequestToken.Refusal.outOfTime
    }
    let isFresh = state.withLock { state in
      defer { state.tokens.append(headers["Authorization"] ?? "") }
      return !state.tokens.contains(headers["Authorization"] ?? "")
    }
    guard isFresh else { throw RequestToken.Refusal.replayed }
    let (readers, revoked) = state.withLock { ($0.readers, $0.revoked) }
    let site = state.withLock { $0.sites[token.replica] } ?? Scope("RBD01")!
    let exchange = SyncExchange(store: store) { log in
      if revoked.contains(log.replica) { return .quarantine(reason: "revoked") }
      return readers.contains(log.replica) ? .quarantine(reason: "reader-may-not-write") : .merge
    }
    let caller = SyncExchange.Caller(
      replica: token.replica, scopes: [site, Scope("RBD")!],
      isRevoked: revoked.contains(token.replica))
    let asked = try SyncExchange.request(decoding: message, at: store)
    let ingested = try exchange.take(asked, from: caller)
    let response = try exchange.respond(to: asked, from: caller, after: ingested)
    return try SyncExchange.encoded(response, to: asked, at: store).plain()
  }

  private func enrol(_ request: EnrolmentRequest) throws -> [UInt8] {
    let isGood = state.withLock { state in
      guard state.codes.remove(request.code) != nil, request.isSignedByItsKey else { return false }
      state.keys[ReplicaID(publicKey: request.publicKey)] = request.publicKey
      state.sites[ReplicaID(publicKey: request.publicKey)] = request.site
      return true
    }
    guard isGood else { throw BadCode() }
    return try EnrolmentResponse(
      site: request.site, role: "site", trust: Scope("RBD")!,
      centrePublicKey: store.identity.publicKey
    ).encoded()
  }

  struct BadCode: Error, CustomStringConvertible { let description = "bad-code" }

  static func problem(_ status: Int, _ code: String) -> TransportResponse {
    TransportResponse(
      status: status, headers: ["content-type": "application/problem+json"],
      body: Array(#"{"code": "\#(code)", "detail": "no"}"#.utf8))
  }
}

/// Waits that end at once, and how many there were.
final class ImmediateClock: Clock {
  struct Instant: InstantProtocol {
    var offset = Duration.zero
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let passed = Mutex<(now: Instant, waits: [Duration])>((Instant(), []))
  var now: Instant { passed.withLock { $0.now } }
  var waits: [Duration] { passed.withLock { $0.waits } }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    passed.withLock { passed in
      passed.waits.append(passed.now.duration(to: deadline))
      passed.now = max(passed.now, deadline)
    }
  }
}

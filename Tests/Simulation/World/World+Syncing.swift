import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport

/// A request in transit, as bytes.
struct SyncLetter {
  let sender: ReplicaID
  let scope: Scope
  let body: [UInt8]
}

/// How unreliable the network and the machines are. Each is one chance in so many.
struct Weather {
  var loss: Int
  var crash: Int

  static let rough = Weather(loss: 5, crash: 12)
  static let fair = Weather(loss: 1000, crash: 1000)
  /// No failures at all.
  static let healed = Weather(loss: 0, crash: 0)
}

extension World {
  private static let roundsMax = 300

  /// One synchronisation, as far as it gets.
  ///
  /// - Returns: how it ended; `nil` if it was interrupted.
  @discardableResult
  func synchronise(_ node: Node, in weather: Weather) throws -> SyncSession.Outcome? {
    note("sync", node)
    let outcome = try session(node, in: weather)
    trace.append("  → \(outcome.map { "\($0)" } ?? "cut off")")
    try watch(node)
    try watch(centre)
    return outcome
  }

  private func session(_ node: Node, in weather: Weather) throws -> SyncSession.Outcome? {
    var session = SyncSession()
    var effect = session.handle(.begun)
    var rounds = 0
    while true {
      if weather.crash > 0, random.once(in: weather.crash) {
        try powerCut(random.once(in: 4) ? centre : node)
        return nil
      }
      switch effect {
      case .prepare(let plan):
        if !plan.claims.isEmpty { note("comparing lines", node) }
        if !plan.divergedAt.isEmpty { note("lines that part", node) }
        var prepared: SyncSession.Prepared?
        let work = { prepared = try SiteExchange(store: node.store).prepare(plan) }
        let isDone = try endure(node, in: weather, work)
        guard isDone, let prepared else { return nil }
        effect = session.handle(.prepared(prepared))
      case .post(let request):
        rounds += 1
        guard rounds < Self.roundsMax else { throw fail("a session that does not end") }
        guard
          let response = try post(
            request, from: node, leavingOut: session.leavesOut, in: weather)
        else { return nil }
        effect = session.handle(.answered(response))
      case .store(let response):
        var stored: SyncSession.Stored?
        let isDone = try endure(node, in: weather) {
          stored = try SiteExchange(store: node.store).take(response)
        }
        guard isDone, let stored else { return nil }
        if !stored.healed.isEmpty { note("fork healed", node) }
        effect = session.handle(.stored(stored))
      case .finish(let outcome):
        return outcome
      }
    }
  }

  private func endure(
    _ node: Node, in weather: Weather, _ work: () throws -> Void
  ) throws -> Bool {
    guard weather.crash > 0 else {
      try work()
      return true
    }
    return try endure(node, at: weather.crash * 3, work)
  }

  private func post(
    _ request: SyncRequest, from node: Node, leavingOut: Bool, in weather: Weather
  ) throws -> SyncResponse? {
    let exchange = SiteExchange(store: node.store)
    let body = BodyCompression.compressed(try exchange.encoded(request, leavingOut: leavingOut))
    let letter = SyncLetter(
      sender: node.store.identity.replica, scope: node.store.identity.scope, body: body)
    guard weather.loss > 0, random.once(in: weather.loss) else {
      let answer = try answer(letter, in: weather)
      return try answer.map {
        try exchange.response(decoding: BodyCompression.decompressed($0))
      }
    }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: note("request lost", node)
    case 1:
      note("request late", node)
      postbag.append(letter)
    case 2:
      note("request repeated", node)
      _ = try answer(letter, in: weather)
      return try answer(letter, in: weather)
        .map { try exchange.response(decoding: BodyCompression.decompressed($0)) }
    case 3:
      note("answer lost", node)
      _ = try answer(letter, in: weather)
    case 4: try sendSpoiled(letter, from: node)
    default:
      if let answer = try answer(letter, in: weather) { try takeSpoiled(answer, at: node) }
    }
    return nil
  }

  /// The centre's handling of a body: everything after its network layer.
  private func answer(_ letter: SyncLetter, in weather: Weather) throws -> [UInt8]? {
    let message = try BodyCompression.decompressed(letter.body)
    let request = try SyncExchange.request(decoding: message, at: centre.store)
    var answer: EncodedAnswer?
    let isDone = try endure(centre, in: weather) {
      let response = try self.answer(request, from: letter)
      answer = try SyncExchange.encoded(response, to: request, at: centre.store)
    }
    guard isDone else { return nil }
    // From here on the sender may receive the answer that the centre has it.
    try watch(centre)
    return answer?.compressed()
  }

  func answer(_ request: SyncRequest, from letter: SyncLetter) throws -> SyncResponse {
    let registry = registry
    let exchange = SyncExchange(store: centre.store) { registry.admission(of: $0) }
    let caller = SyncExchange.Caller(
      replica: letter.sender, scopes: [letter.scope, Self.trust],
      isRevoked: registry.isRevoked(letter.sender))
    let ingested = try exchange.take(request, from: caller)
    try keepSegments()
    return try exchange.respond(to: request, from: caller, after: ingested)
  }

  /// Packs small segments of half of the logs, so that answers copy them.
  private func keepSegments() throws {
    for log in try centre.store.logsToKeep(since: [:]).keys.sorted() where log.bytes[0] % 2 == 0 {
      while try SyncExchange.keepNextSegment(of: log, at: centre.store, entriesMax: 3) {
        note("segment kept", centre)
      }
    }
  }

  /// A request that was cut short or changed in transit is not accepted: the body no longer matches
  /// the hash in its token. What passes all the same is tested elsewhere.
  private func sendSpoiled(_ letter: SyncLetter, from node: Node) throws {
    note("request spoiled", node)
    let body = spoiled(letter.body)
    guard body != letter.body else { return }
    guard Digest(of: body) != Digest(of: letter.body) else {
      throw fail("two bodies with one hash")
    }
    // Decoding must end in an error or a message, never in a trap.
    _ = try? SyncRequest(decoding: try BodyCompression.decompressed(body))
  }

  /// An answer that was changed in transit may be accepted. It must do no lasting harm.
  private func takeSpoiled(_ body: [UInt8], at node: Node) throws {
    note("answer spoiled", node)
    let message = try BodyCompression.decompressed(body)
    _ = try? SyncResponse(decoding: try BodyCompression.decompressed(spoiled(body)))
    guard let response = try? SyncResponse(decoding: spoiled(message)) else { return }
    if !response.portable.isEmpty { note("copies spoiled", node) }
    note("answer spoiled and read", node)
    _ = try SiteExchange(store: node.store).take(response)
  }

  private func spoiled(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    if random.once(in: 3) {
      note("body cut short")
      return Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
    }
    note("bits flipped")
    var result = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0..<result.count, using: &random)
      result[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
    return result
  }

  /// A request that arrives long after its sender gave up.
  func deliverLate() throws {
    guard !postbag.isEmpty else { return }
    note("late request arrives")
    let place = Int.random(in: 0..<postbag.count, using: &random)
    let letter = postbag.remove(at: place)
    _ = try answer(letter, in: .fair)
    try watch(centre)
  }

  /// An attacker who can write to the centre's endpoint changes entries in transit: nothing of a
  /// changed segment may be stored.
  func tamper() throws {
    let node = anySite()
    try node.store.signHeads()
    let segments = try node.store.outgoing(after: Frontier()).segments
    guard let place = segments.indices.randomElement(using: &random) else { return }
    note("entries tampered with", node)
    let forged = forged(segments[place])
    let letter = SyncLetter(
      sender: node.store.identity.replica, scope: node.scope, body: [])
    _ = try answer(SyncRequest(frontier: Frontier(), segments: [forged]), from: letter)
    try watch(centre)
  }

  private func forged(_ segment: LogSegment) -> LogSegment {
    var entries = segment.entries
    var signature = segment.signature
    var first = segment.first
    let place = Int.random(in: 0..<entries.count, using: &random)
    let entry = entries[place]
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      if let payload = entry.payload, !payload.isEmpty {
        entries[place] = SealedEntry(header: entry.header, body: .payload(flipped(payload)))
      }
    case 1: entries[place] = SealedEntry(header: flipped(entry.header), body: entry.body)
    case 2: signature = flipped(signature)
    case 3: entries.swapAt(place, 0)
    case 4: first += 1
    default: entries.remove(at: place)
    }
    return LogSegment(
      log: segment.log, descriptor: segment.descriptor, first: first, entries: entries,
      signature: signature)
  }

  private func flipped(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let place = Int.random(in: 0..<bytes.count, using: &random)
    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    return bytes
  }
}

internal import CentreStore
internal import RecordStore
package import Replication
package import SyncProtocol

/// Why a replica's exchange was refused.
package enum SyncRefusal: Error, Hashable, Sendable {
  /// The request's token does not authorise it.
  case token(RequestToken.Refusal)
  /// The replica is not enrolled here.
  case notEnrolled
  /// Entries failed verification; the site keeps them.
  case flawed(LogID, LogSegment.VerificationFailure)
  /// The device has reached its limit for one day, or of logs.
  case overQuota(String)
  /// The device has reached its limit of concurrent requests.
  case tooManyAtOnce
}

/// A request for the exchange as it arrived over the network.
package struct SignedRequest: Sendable {
  package let authorization: String
  package let method: String
  package let path: String
  /// As sent: the token is bound to these bytes.
  package let body: [UInt8]

  package init(authorization: String, method: String, path: String, body: [UInt8]) {
    self.authorization = authorization
    self.method = method
    self.path = path
    self.body = body
  }
}

/// What an exchange did, for the counters.
package struct SyncTally: Hashable, Sendable {
  package var merged = 0
  package var quarantined = 0
  package var known = 0
  package var sent = 0
}

extension Centre {
  /// Checks a replica's request token and uses it up.
  ///
  /// - Throws: ``SyncRefusal``.
  package func authorise(_ request: SignedRequest) async throws -> SyncExchange.Caller {
    let recognised = try await recognise(
      authorization: request.authorization, method: request.method, path: request.path)
    return try await authorise(recognised, body: request.body)
  }

  /// Checks the rest of a request, and uses its token up.
  ///
  /// - Parameter body: as sent.
  /// - Throws: ``SyncRefusal``.
  package func authorise(
    _ request: RecognisedRequest, body: [UInt8]
  ) async throws -> SyncExchange.Caller {
    let now = now()
    return try await writing { centre in
      try Self.check(request, body, at: now)
      let caller = try centre.caller(of: request)
      let isFresh = try centre.administration.spend(
        nonce: request.token.nonce, of: caller.replica, at: now,
        keepUntil: now + Self.nonceKept)
      guard isFresh else { throw SyncRefusal.token(.replayed) }
      return caller
    }
  }

  /// For how long it is known that a token was used, in milliseconds: longer than it is valid.
  static let nonceKept = 3 * RequestToken.validMilliseconds

  /// Checks that a request's body is the one that the device signed, and that this was not long ago.
  static func check(
    _ request: RecognisedRequest, _ body: [UInt8], at now: Int64
  ) throws(SyncRefusal) {
    do throws(RequestToken.Refusal) {
      try request.token.check(body: body, now: now)
    } catch {
      throw .token(error)
    }
  }

  /// Who sent a request: what it may do now.
  ///
  /// - Throws: ``SyncRefusal``.
  func caller(of request: RecognisedRequest) throws -> SyncExchange.Caller {
    guard let device = try administration.device(request.replica) else {
      throw SyncRefusal.notEnrolled
    }
    guard request.token.issuedAt >= openedAt else { throw SyncRefusal.token(.outOfTime) }
    return SyncExchange.Caller(
      replica: request.replica, scopes: scopes(of: device.site),
      isRevoked: device.revokedAt != nil)
  }

  /// What a device may read: its site's records, and those of the whole trust.
  func scopes(of site: String) -> Set<Scope> {
    Set([Scope(site), trust].compactMap(\.self))
  }

  /// Reads the message of one round.
  package func request(decoding message: [UInt8]) async throws -> SyncRequest {
    try await reading { try SyncExchange.request(decoding: message, at: $0.store) }
  }

  /// The message that answers it.
  package func encoded(
    _ response: SyncResponse, to request: SyncRequest
  ) async throws -> EncodedAnswer {
    try await reading { try SyncExchange.encoded(response, to: request, at: $0.store) }
  }

  /// Handles one round of the exchange.
  ///
  /// - Throws: ``SyncRefusal/flawed(_:_:)`` when nothing of the request could be ingested because
  ///   segments of the device's own failed verification.
  package func exchange(
    _ request: SyncRequest, from caller: SyncExchange.Caller
  ) async throws -> (response: SyncResponse, tally: SyncTally) {
    let now = now()
    if request.segments.isEmpty,
      let response = try await reading({ try $0.answer(toQuiet: request, from: caller) })
    {
      try await writing { centre in
        try centre.administration.noteSync(
          of: caller.replica, announcing: request.frontier, at: now)
      }
      return (response, SyncTally(sent: response.entryCount))
    }
    let (exchange, taken) = try await writing { centre in
      let noteSync = { () throws(StoreError) in
        try centre.administration.noteSync(
          of: caller.replica, announcing: request.frontier, at: now)
      }
      let result = try centre.store.inOneTransaction { () throws(StoreError) in
        try centre.readAhead(of: request, from: caller)
        let statuses = try centre.administration.deviceStatuses()
        let exchange = centre.exchange(statuses)
        let taken = try centre.take(
          request, from: caller, statuses[caller.replica], by: exchange, at: now)
        if case .success((let ingested, _)) = taken, ingested.new > 0 { try noteSync() }
        return (exchange, taken)
      }
      // The record of a request without entries need not wait for the disk.
      if case .success((let ingested, _)) = result.1, ingested.new == 0 { try noteSync() }
      return result
    }
    let (ingested, isBehind) = try taken.get()
    if ingested.new == 0, !ingested.refused.isEmpty,
      let refusal = try await reading({ try $0.refusal(of: request, from: caller, ingested) })
    {
      throw refusal
    }
    var response = try await reading { _ in
      try exchange.respond(to: request, from: caller, after: ingested)
    }
    response.isBehind = isBehind
    let tally = SyncTally(
      merged: max(0, ingested.merged), quarantined: max(0, ingested.quarantined),
      known: ingested.known, sent: response.entryCount)
    return (response, tally)
  }

  /// Why a request that brought nothing new gets no answer: for what the device wrote itself. What it passes
  /// on for others and is not taken is named in the answer.
  private func refusal(
    of request: SyncRequest, from caller: SyncExchange.Caller, _ ingested: Ingested
  ) throws(StoreError) -> SyncRefusal? {
    let others = try logsOfOthers(in: request, than: caller)
    // A segment that may be another line of its log is answered: the replica finds out by the
    // frontiers.
    let flaws = ingested.refused.filter {
      !others.contains($0.key) && !ingested.forked.contains($0.key)
        && !ingested.divergedBeforeStart.contains($0.key)
    }
    guard let flaw = flaws.first(where: { !$0.value.isOverQuota }) ?? flaws.first else {
      return nil
    }
    return flaw.value.isOverQuota
      ? .overQuota("\(flaw.key): \(flaw.value.rawValue)") : .flawed(flaw.key, flaw.value)
  }

  private func exchange(_ statuses: [ReplicaID: Administration.DeviceStatus]) -> SyncExchange {
    let rules = AdmissionRules(centre: store.identity.replica, statuses)
    return SyncExchange(store: store, rules: .checked, admission: rules.admission)
  }

  func readAhead(
    of request: SyncRequest, from caller: SyncExchange.Caller
  ) throws(StoreError) {
    try store.readAhead(
      of: request.segments, from: caller.replica, request.line, scopes: caller.scopes,
      releasing: AdmissionRules.Reason.unknownReplica.rawValue)
  }

  func readAhead(
    ofQuiet request: SyncRequest, from replica: ReplicaID, scopes: Set<Scope>
  ) throws(StoreError) {
    try store.readAhead(
      ofQuietRequestFrom: replica, request.line, at: request.frontier, scopes: scopes,
      releasing: AdmissionRules.Reason.unknownReplica.rawValue)
  }

  /// The answer to a request that brings no entries and gives no reason to write anything: all of it
  /// is read from one state, and no transaction waits for the disk.
  ///
  /// - Returns: `nil` where there is something to write.
  func answer(
    toQuiet request: SyncRequest, from caller: SyncExchange.Caller
  ) throws(StoreError) -> SyncResponse? {
    try store.inOneReading { () throws(StoreError) -> SyncResponse? in
      try readAhead(ofQuiet: request, from: caller.replica, scopes: caller.scopes)
      if let status = try administration.deviceStatus(of: caller.replica),
        try isToRelease(caller.replica, status)
      {
        return nil
      }
      if try store.hasUnsignedHeads() { return nil }
      let line = try request.line.map { claim throws(StoreError) in
        try administration.compare(claim, of: caller.replica)
      }
      if line == .later { return nil }
      // Who may write what is asked of entries only.
      var response = try exchange([:]).respond(to: request, from: caller, after: Ingested())
      response.isBehind = line == .behind
      return response
    }
  }

  /// The logs of a request that another replica wrote.
  private func logsOfOthers(
    in request: SyncRequest, than caller: SyncExchange.Caller
  ) throws(StoreError) -> Set<LogID> {
    var logs = try store.descriptors(of: Set(request.segments.map(\.log)))
    for segment in request.segments where logs[segment.log] == nil {
      logs[segment.log] = segment.descriptor
    }
    return Set(logs.filter { $0.value.replica != caller.replica }.keys)
  }

  /// The half of a round that writes.
  ///
  /// - Returns: its result, and whether a later state of the replica is known here; or why the
  ///   replica may send nothing more today.
  private func take(
    _ request: SyncRequest, from caller: SyncExchange.Caller,
    _ status: Administration.DeviceStatus?, by exchange: SyncExchange, at now: Int64
  ) throws(StoreError) -> Result<(Ingested, isBehind: Bool), SyncRefusal> {
    if let status, !status.isRevoked {
      try releaseKnown(caller.replica, of: status.site, role: status.role)
    }
    let others =
      request.segments.isEmpty ? [] : try logsOfOthers(in: request, than: caller)
    var (own, relayed) = (request, request)
    own.segments.removeAll { others.contains($0.log) }
    relayed.segments.removeAll { !others.contains($0.log) }
    if !own.segments.isEmpty, let spent = try allowanceSpent(by: caller.replica, at: now) {
      return .failure(spent)
    }
    var ingested = try exchange.take(own, from: caller)
    // What others wrote has an allowance of its own: a stick full of it leaves the device its day.
    let relay = caller.replica.asRelay
    if !relayed.segments.isEmpty, try allowanceSpent(by: relay, at: now) == nil {
      ingested.add(try exchange.take(relayed, from: caller, sender: relay))
    } else {
      for segment in relayed.segments { ingested.refused[segment.log] = .tooMuchRelayed }
    }
    guard let line = request.line else { return .success((ingested, false)) }
    let isBehind = try administration.isBehind(line, of: caller.replica, at: now)
    return .success((ingested, isBehind))
  }
}

extension ReplicaID {
  /// The name under which the entries that a device relays for others are counted.
  var asRelay: ReplicaID {
    let digest = Digest(of: Array("relayed by ".utf8) + bytes).bytes
    return ReplicaID(bytes: digest.prefix(16)) ?? self
  }
}

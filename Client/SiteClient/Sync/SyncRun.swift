internal import RecordStore
internal import Replication
internal import SyncProtocol

/// One synchronisation: does what the session requests, and decides nothing itself.
///
/// Every round commits on its own, so it may end at any point and be started again.
struct SyncRun: Sendable {
  static let path = "/v1/sync"

  let exchange: SiteExchange
  let connection: CentreConnection
  let onProgress: (@Sendable (SyncProgress) -> Void)?

  private var session = SyncSession()
  /// The last plan to prepare, for a smaller request instead.
  private var plan = ForkPlan()
  private var size: BatchSize
  /// The limits of a request that the centre stated.
  private var budget: BatchBudget?
  /// How many bytes of entries stay within a request's limit once compressed, as measured.
  private var fitting = Int.max
  private(set) var report = SyncReport()
  /// What the centre's last answer reported about the keys to seal to.
  private(set) var recipientsCheck: String?
  /// Records that changed here.
  private(set) var changed: Set<RecordID> = []
  private var progress: SyncProgress

  init(
    store: RecordStore, connection: CentreConnection,
    onProgress: (@Sendable (SyncProgress) -> Void)?
  ) throws(SiteError) {
    exchange = SiteExchange(store: store)
    self.connection = connection
    self.onProgress = onProgress
    let pending = try storing { () throws(StoreError) in
      try store.ledger().reduce(0) { $0 + Int($1.pending) }
    }
    size = BatchSize(
      remembered: try storing { () throws(StoreError) in try store.batchBytes() })
    progress = SyncProgress(
      rounds: 0, sent: 0, pending: pending, received: 0, bytesUp: 0, bytesDown: 0)
  }

  mutating func run() async throws(SiteError) -> SyncSession.Outcome {
    var effect = session.handle(.begun)
    while true {
      switch effect {
      case .prepare(let plan):
        self.plan = plan
        effect = session.handle(.prepared(try prepared()))
      case .post(let request): effect = session.handle(try await delivered(request))
      case .store(let response): effect = session.handle(.stored(try take(response)))
      case .finish(let outcome):
        report.sent = outcome.sent
        report.received = outcome.received
        report.rounds = outcome.rounds
        try storing { () throws(StoreError) in try exchange.note(outcome) }
        if outcome.ending == .agreed, size.remembered != nil {
          size.double()
          try remember()
        }
        return outcome
      }
    }
  }

  private func prepared() throws(SiteError) -> SyncSession.Prepared {
    try storing { () throws(StoreError) in
      try exchange.prepare(plan, limits: size.limits(within: budget, fitting))
    }
  }

  private func remember() throws(SiteError) {
    try storing { () throws(StoreError) in
      try exchange.store.noteBatchBytes(size.remembered)
    }
  }

  /// Sends a request; where the transfer breaks off, returns what to send instead.
  private mutating func delivered(
    _ request: SyncRequest
  ) async throws(SiteError) -> SyncSession.Event {
    guard size.divides(request) else {
      return .answered(try await postForLess(request))
    }
    let message = try message(for: request)
    if let smaller = try fitted(request, message) { return .undelivered(smaller) }
    do throws(SiteError) {
      return .answered(try await post(request, message, isDivisible: true))
    } catch {
      guard error.isBrokenTransfer else { throw error }
      if error.isSilence, size.passesSlowLine(request) { throw try smallerNextTime(error) }
      let sent = request.entryBytes
      while size.halve(after: error.isSilence ? min(sent, 2 * BatchSize.bytesOfSlowLine) : sent) {
        try remember()
        let smaller = try prepared()
        if smaller.segments.entryCount < request.segments.entryCount {
          return .undelivered(smaller)
        }
      }
      // No smaller request is possible: repeat it, with the usual waits.
      return .answered(try await post(request, message, isDivisible: false))
    }
  }

  /// A smaller request instead of one that exceeds the limit of a request once compressed; `nil` for one
  /// within it, and for one that holds no more than the entries of one checkpoint.
  private mutating func fitted(
    _ request: SyncRequest, _ message: [UInt8]
  ) throws(SiteError) -> SyncSession.Prepared? {
    let bytesMax = ProtocolLimits.requestBodyBytesMax
    guard message.count > bytesMax else { return nil }
    let bytes = BodyCompression.compressed(message).count
    guard bytes > bytesMax else { return nil }
    // A tenth less than proportional: other entries compress differently.
    fitting = request.entryBytes * 9 / 10 * bytesMax / bytes
    let smaller = try prepared()
    return smaller.segments.entryCount < request.segments.entryCount ? smaller : nil
  }

  /// Sends a small request; where the transfer breaks off, asks for half as much in return. The
  /// direction in which it broke off is unknown, so one size applies to both.
  private mutating func postForLess(_ request: SyncRequest) async throws(SiteError) -> SyncResponse
  {
    var isSmallest = false
    while !isSmallest {
      do throws(SiteError) {
        return try await post(request, try message(for: request), isDivisible: true)
      } catch {
        guard error.isBrokenTransfer else { throw error }
        if error.isSilence { throw try smallerNextTime(error) }
        isSmallest = !size.halve(after: size.bytes)
        if !isSmallest { try remember() }
      }
    }
    return try await post(request, try message(for: request), isDivisible: false)
  }

  /// The error that ends the synchronisation after a silence that a slow line does not explain. The next
  /// one sends and asks for half as much, in case the centre needed too long for this.
  private mutating func smallerNextTime(_ error: SiteError) throws(SiteError) -> SiteError {
    if size.halve(after: size.bytes) { try remember() }
    return error
  }

  private func message(for request: SyncRequest) throws(SiteError) -> [UInt8] {
    var request = request
    request.answerBytes = size.bytes
    do {
      return try exchange.encoded(request, leavingOut: session.leavesOut)
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .store(.inaccessible(detail: "the request cannot be written"))
    }
  }

  private mutating func post(
    _ request: SyncRequest, _ message: [UInt8], isDivisible: Bool
  ) async throws(SiteError) -> SyncResponse {
    do throws(SiteError) {
      return try await postOnce(request, message, isDivisible: isDivisible)
    } catch {
      // Segments that the centre keeps packed may be damaged on its disk. Without them it packs anew.
      guard request.readsPortable, case .notTheCentre(status: 200) = error else { throw error }
      session.takesPortable = false
      var request = request
      request.readsPortable = false
      return try await postOnce(
        request, try self.message(for: request), isDivisible: isDivisible)
    }
  }

  private mutating func postOnce(
    _ request: SyncRequest, _ message: [UInt8], isDivisible: Bool
  ) async throws(SiteError) -> SyncResponse {
    let (up, down, told) = (report.bytesUp, report.bytesDown, progress)
    let onProgress = onProgress
    let exchange = exchange
    let answer = try await connection.post(
      message, to: Self.path, by: .token, isDivisible: isDivisible,
      progress: { transfer in
        var now = told
        now.bytesUp = up + transfer.bytesUp
        now.bytesDown = down + transfer.bytesDown
        onProgress?(now)
      },
      decoding: { try exchange.response(decoding: $0) })
    report.bytesUp += answer.bytesUp
    report.bytesDown += answer.bytesDown
    progress.rounds += 1
    progress.sent += request.segments.entryCount
    recipientsCheck = answer.recipientsCheck
    budget = answer.message.requestBudget ?? budget
    return answer.message
  }

  /// Only for the first answer: later rounds may ask about a fork with less than is here.
  private mutating func noteLack(_ response: SyncResponse) throws(SiteError) {
    guard progress.rounds == 1, !response.revoked else { return }
    report.lackedByCentre = try storing { () throws(StoreError) in
      try exchange.lack(of: response)
    }
  }

  private mutating func take(_ response: SyncResponse) throws(SiteError) -> SyncSession.Stored {
    try noteLack(response)
    progress.bytesUp = report.bytesUp
    progress.bytesDown = report.bytesDown
    let onProgress = onProgress
    var now = progress
    // Of a part that is stored, also where a later one cannot be.
    var records: Set<RecordID> = []
    defer { changed.formUnion(records) }
    let (stored, all) = try storing { () throws(StoreError) in
      try exchange.taking(response) { part in
        records.formUnion(part.records)
        now.received += part.merged + part.relayed
        onProgress?(now)
      }
    }
    records.formUnion(all)
    progress.received += stored.received
    onProgress?(progress)
    return stored
  }
}

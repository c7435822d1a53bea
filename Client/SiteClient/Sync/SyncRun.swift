internal import RecordStore
internal import Replication
internal import SyncProtocol

/// One synchronisation: does what the session says, and decides nothing.
///
/// Every round commits on its own, so it may end at any point and be begun again.
struct SyncRun: Sendable {
  static let path = "/v1/sync"

  let exchange: SiteExchange
  let connection: CentreConnection
  let onProgress: (@Sendable (SyncProgress) -> Void)?

  private var session = SyncSession()
  /// What was last asked to be prepared, for a smaller request in its place.
  private var plan = ForkPlan()
  private var size: BatchSize
  /// What the centre said that a request may hold.
  private var budget: BatchBudget?
  private(set) var report = SyncReport()
  /// What the centre's last answer said about whom to seal to.
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
      try exchange.prepare(plan, limits: size.limits(within: budget))
    }
  }

  private func remember() throws(SiteError) {
    try storing { () throws(StoreError) in
      try exchange.store.noteBatchBytes(size.remembered)
    }
  }

  /// Sends a request; where the transfer breaks, says what is to be sent in its place.
  private mutating func delivered(
    _ request: SyncRequest
  ) async throws(SiteError) -> SyncSession.Event {
    guard size.divides(request) else {
      return .answered(try await post(request, isDivisible: false))
    }
    do throws(SiteError) {
      return .answered(try await post(request, isDivisible: true))
    } catch {
      guard error.isBrokenTransfer else { throw error }
      while size.halve(after: request.entryBytes) {
        try remember()
        let smaller = try prepared()
        if smaller.segments.entryCount < request.segments.entryCount {
          return .undelivered(smaller)
        }
      }
      // No smaller request is left: the same again, with the waits of any other.
      return .answered(try await post(request, isDivisible: false))
    }
  }

  private mutating func post(
    _ request: SyncRequest, isDivisible: Bool
  ) async throws(SiteError) -> SyncResponse {
    let (up, down, told) = (report.bytesUp, report.bytesDown, progress)
    let onProgress = onProgress
    let message: [UInt8]
    do {
      message = try exchange.encoded(request, isFirst: progress.rounds == 0)
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .store(.inaccessible(detail: "the request cannot be written"))
    }
    if isDivisible, Self.isTooLarge(message) { throw Self.tooLarge }
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

  /// Whether a request has more than a request may have once compressed.
  private static func isTooLarge(_ message: [UInt8]) -> Bool {
    let bytesMax = ProtocolLimits.requestBodyBytesMax
    return message.count > bytesMax && BodyCompression.compressed(message).count > bytesMax
  }

  /// As a centre would answer, without sending it there first.
  private static let tooLarge = SiteError.refused(
    CentreRefusal(status: 413, code: "too-large", detail: "the request is beyond 1 MiB"))

  /// Only of the first answer: later rounds may ask about a fork with less than is here.
  private mutating func noteLack(_ response: SyncResponse) throws(SiteError) {
    guard progress.rounds == 1, !response.revoked else { return }
    report.lackedByCentre = try storing { () throws(StoreError) in
      try exchange.lack(of: response)
    }
  }

  private mutating func take(_ response: SyncResponse) throws(SiteError) -> SyncSession.Stored {
    try noteLack(response)
    let (stored, records) = try storing { () throws(StoreError) in try exchange.taking(response) }
    changed.formUnion(records)
    progress.received += stored.received
    progress.bytesUp = report.bytesUp
    progress.bytesDown = report.bytesDown
    onProgress?(progress)
    return stored
  }
}

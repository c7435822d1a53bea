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
  private(set) var report = SyncReport()
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
    progress = SyncProgress(
      rounds: 0, sent: 0, pending: pending, received: 0, bytesUp: 0, bytesDown: 0)
  }

  mutating func run() async throws(SiteError) -> SyncSession.Outcome {
    var effect = session.handle(.begun)
    while true {
      switch effect {
      case .prepare(let plan):
        let prepared = try storing { () throws(StoreError) in
          try exchange.prepare(plan)
        }
        effect = session.handle(.prepared(prepared))
      case .post(let request): effect = session.handle(.answered(try await post(request)))
      case .store(let response): effect = session.handle(.stored(try take(response)))
      case .finish(let outcome):
        report.sent = outcome.sent
        report.received = outcome.received
        report.rounds = outcome.rounds
        return outcome
      }
    }
  }

  private mutating func post(_ request: SyncRequest) async throws(SiteError) -> SyncResponse {
    let (up, down, told) = (report.bytesUp, report.bytesDown, progress)
    let onProgress = onProgress
    let sending = request.segments.reduce(0) { $0 + $1.entries.count }
    do {
      let message = try exchange.encoded(request, isFirst: progress.rounds == 0)
      let answer = try await connection.post(message, to: Self.path, by: .token) { transfer in
        var now = told
        now.bytesUp = up + transfer.bytesUp
        now.bytesDown = down + transfer.bytesDown
        onProgress?(now)
      }
      report.bytesUp += answer.bytesUp
      report.bytesDown += answer.bytesDown
      progress.rounds += 1
      progress.sent += sending
      return try exchange.response(decoding: answer.body)
    } catch let error as ProtocolViolation {
      throw SiteError(error)
    } catch let error as StoreError {
      throw .store(error)
    } catch let error as SiteError {
      throw error
    } catch {
      throw .notTheCentre
    }
  }

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

internal import RecordStore
internal import Replication
internal import SyncProtocol

/// Requests to one centre: signed, compressed, tried again where that may help.
struct CentreConnection: Sendable {
  let transport: any Transport
  let store: RecordStore
  let retry: RetryPolicy
  let clock: any Clock<Duration>
  /// Milliseconds since 1970 by this device's clock.
  let now: @Sendable () -> Int64

  static let contentType = "application/x-protobuf"

  struct Answer: Sendable {
    let body: [UInt8]
    let bytesUp: Int
    let bytesDown: Int
  }

  enum Authority: Hashable, Sendable {
    /// The code in the body is the authority.
    case code
    /// A token signed with the replica's key.
    case token
  }

  /// Sends a message and returns the one that the centre answers.
  func post(
    _ message: [UInt8], to path: String, by authority: Authority,
    progress: (@Sendable (TransportProgress) -> Void)? = nil
  ) async throws(SiteError) -> Answer {
    let compressed = BodyCompression.compressed(message)
    let isSmaller = compressed.count < message.count
    let body = isSmaller ? compressed : message
    var retries = 0
    var isClockSettled = authority == .code
    while true {
      do throws(SiteError) {
        let request = try request(path, body, isCompressed: isSmaller, authority, progress)
        let response = try await send(request)
        try noteDate(of: response)
        return try answer(response, to: body)
      } catch {
        // The first answer may teach the centre's time; then the same request is dated rightly.
        if case .refused(let refusal) = error, refusal.code == Self.outOfTime, !isClockSettled {
          isClockSettled = true
          continue
        }
        guard error.isWorthRepeating, retries < retry.retriesMax else { throw error }
        try await pause(before: retries)
        retries += 1
      }
    }
  }

  private static let outOfTime = RequestToken.Refusal.outOfTime.rawValue

  private func request(
    _ path: String, _ body: [UInt8], isCompressed: Bool, _ authority: Authority,
    _ progress: (@Sendable (TransportProgress) -> Void)?
  ) throws(SiteError) -> TransportRequest {
    var headers = [
      (name: "Content-Type", value: Self.contentType),
      (name: "Accept-Encoding", value: BodyCompression.name),
    ]
    if isCompressed { headers.append((name: "Content-Encoding", value: BodyCompression.name)) }
    if authority == .token {
      headers.append((name: "Authorization", value: try authorization(path, body)))
    }
    return TransportRequest(path: path, body: body, headers: headers, progress: progress)
  }

  /// A token of its own for every attempt: the centre accepts each once.
  private func authorization(_ path: String, _ body: [UInt8]) throws(SiteError) -> String {
    let offset = try storing { () throws(StoreError) in try store.clockOffset() }
    var generator = SystemRandomNumberGenerator()
    let nonce = EntryPayload.salt(using: &generator) + EntryPayload.salt(using: &generator)
    do {
      return try RequestToken.signed(
        method: "POST", path: path, body: body, issuedAt: now() &+ offset, nonce: nonce,
        by: store.signingKey
      ).authorization
    } catch {
      throw .store(.inaccessible(detail: "this replica's key cannot sign"))
    }
  }

  private func send(_ request: TransportRequest) async throws(SiteError) -> TransportResponse {
    do throws(TransportError) {
      return try await transport.post(request)
    } catch {
      throw error.code == .cancelled ? .cancelled : .transport(error)
    }
  }

  /// Notes by how much the centre's clock differs, to the second that the header tells.
  private func noteDate(of response: TransportResponse) throws(SiteError) {
    guard let date = response.headers["date"].flatMap(HTTPDate.milliseconds) else { return }
    let offset = date &- now()
    let known = try storing { () throws(StoreError) in try store.clockOffset() }
    guard abs(offset - known) > 2000 else { return }
    try storing { () throws(StoreError) in try store.noteClockOffset(offset) }
  }

  private func answer(
    _ response: TransportResponse, to body: [UInt8]
  ) throws(SiteError) -> Answer {
    switch response.status {
    case 200..<300: break
    case 429, 500...: throw .unavailable(status: response.status)
    default: throw .refused(CentreRefusal(response))
    }
    let isCompressed = response.headers["content-encoding"] == BodyCompression.name
    let message: [UInt8]
    do throws(ProtocolViolation) {
      message = isCompressed ? try BodyCompression.decompressed(response.body) : response.body
    } catch {
      throw SiteError(error)
    }
    return Answer(body: message, bytesUp: body.count, bytesDown: response.body.count)
  }

  private func pause(before retry: Int) async throws(SiteError) {
    var generator = SystemRandomNumberGenerator()
    do {
      try await clock.sleep(for: self.retry.delay(before: retry, using: &generator))
    } catch {
      throw .cancelled
    }
  }
}

extension SiteError {
  /// Whether the same request is tried again at once. Not where nobody is there: a person who waits
  /// has waited for the connection already.
  fileprivate var isWorthRepeating: Bool {
    switch self {
    case .unavailable: true
    case .transport(let error): error.code == .connectionLost
    default: false
    }
  }
}

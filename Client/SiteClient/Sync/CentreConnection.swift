internal import RecordStore
internal import Records
internal import Replication
internal import SyncProtocol

/// Requests to one centre: signed, compressed, and repeated where that may help.
struct CentreConnection: Sendable {
  let transport: any Transport
  let store: RecordStore
  let retry: RetryPolicy
  let clock: any Clock<Duration>
  /// Milliseconds since 1970 by this device's clock.
  let now: @Sendable () -> Int64

  static let contentType = "application/x-protobuf"

  /// The header in which a centre states its time. A proxy in front rewrites `Date`.
  static let timeHeader = "candour-time"

  static let recipientsHeader = "candour-recipients"

  struct Answer<Message: Sendable>: Sendable {
    let message: Message
    let bytesUp: Int
    let bytesDown: Int
    /// Identifies the keys that bundles are to be sealed to, by the centre's list; `nil` from an
    /// earlier version.
    let recipientsCheck: String?
  }

  enum Authority: Hashable, Sendable {
    /// The code in the body authorises the request.
    case code
    /// A token signed with the replica's key.
    case token
  }

  /// Sends a message and returns the centre's answer.
  ///
  /// - Parameters:
  ///   - isDivisible: whether, after a transfer that broke off, the caller would rather send less
  ///     than the same again.
  ///   - decode: reads the answer; an answer that it cannot read is not the centre's.
  func post<Message: Sendable>(
    _ message: [UInt8], to path: String, by authority: Authority, isDivisible: Bool = false,
    progress: (@Sendable (TransportProgress) -> Void)? = nil,
    decoding decode: ([UInt8]) throws -> Message
  ) async throws(SiteError) -> Answer<Message> {
    let compressed = BodyCompression.compressed(message)
    let isSmaller = compressed.count < message.count
    let body = isSmaller ? compressed : message
    var retries = 0
    var datings = 0
    while true {
      do throws(SiteError) {
        let request = try request(path, body, isCompressed: isSmaller, authority, progress)
        let response = try await send(request)
        return try answer(response, to: body, decode)
      } catch {
        // The answer gives the centre's time; the same request is then dated correctly, unless the centre
        // starts again in between.
        if error.isOutOfTime, authority == .token, datings < Self.datingsMax {
          if datings > 0 { try await pause(before: datings - 1) }
          datings += 1
          continue
        }
        if isDivisible, error.isBrokenTransfer { throw error }
        guard error.isWorthRepeating, retries < retry.retriesMax else { throw error }
        try await pause(before: retries)
        retries += 1
      }
    }
  }

  /// How often a request is dated again by the time in the centre's answer. A centre that refuses it
  /// even then is reported.
  private static let datingsMax = 3

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

  /// A separate token for every attempt: the centre accepts each once.
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

  /// Recognises an answer: a message of the protocol, or a problem document with a code. Anything
  /// else came from something in between, and is ignored.
  private func answer<Message: Sendable>(
    _ response: TransportResponse, to body: [UInt8], _ decode: ([UInt8]) throws -> Message
  ) throws(SiteError) -> Answer<Message> {
    if let refusal = CentreRefusal(response), response.status >= 400 {
      try noteTime(of: response, exactly: refusal.isOutOfTime)
      if response.status == 503, Self.startingCodes.contains(refusal.code) { throw .startingAgain }
      let isPassing = response.status == 429 || response.status >= 500
      throw isPassing ? .unavailable(status: response.status) : .refused(refusal)
    }
    guard 200..<300 ~= response.status, response.mediaType == Self.contentType else {
      throw .notTheCentre(status: response.status)
    }
    let message: Message
    do {
      let isCompressed = response.headers["content-encoding"] == BodyCompression.name
      message = try decode(
        isCompressed ? try BodyCompression.decompressed(response.body) : response.body)
    } catch let violation as ProtocolViolation {
      throw SiteError(violation)
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .notTheCentre(status: response.status)
    }
    try noteTime(of: response)
    return Answer(
      message: message, bytesUp: body.count, bytesDown: response.body.count,
      recipientsCheck: response.headers[Self.recipientsHeader])
  }

  /// Codes of a centre that will answer again by itself.
  private static let startingCodes: Set = ["starting-again", "upgrading"]

  /// Records how far the centre's clock differs, to the second that the header has.
  ///
  /// - Parameter isExact: after a refusal by time. A difference of less than two seconds counts then, too,
  ///   and the second that the header begins is over: a centre that has just started refuses a token of
  ///   before its start.
  private func noteTime(
    of response: TransportResponse, exactly isExact: Bool = false
  ) throws(SiteError) {
    let own = response.headers[Self.timeHeader].flatMap { Moment($0)?.milliseconds }
    // A centre of an earlier version states its time only in `Date`.
    let dated = response.headers["date"].flatMap(HTTPDate.milliseconds)
    guard let time = own ?? dated else { return }
    let offset = (isExact ? time &+ 1000 : time).milliseconds(since: now())
    let known = try storing { () throws(StoreError) in try store.clockOffset() }
    guard isExact || offset.milliseconds(since: known).magnitude > 2000 else { return }
    try storing { () throws(StoreError) in try store.noteClockOffset(offset) }
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
  /// Whether the same request is repeated at once. Not where there is no answer: the person has already
  /// waited for the connection.
  fileprivate var isWorthRepeating: Bool {
    switch self {
    case .unavailable, .startingAgain: true
    // A proxy whose centre is restarting.
    case .notTheCentre(let status): 502...504 ~= status
    case .transport(let error): error.code == .connectionLost
    default: false
    }
  }

  fileprivate var isOutOfTime: Bool {
    if case .refused(let refusal) = self { refusal.isOutOfTime } else { false }
  }

  /// Whether a smaller request might have succeeded: the line broke off or was too slow for this
  /// one, or something in between accepts no request of this size.
  var isBrokenTransfer: Bool {
    switch self {
    case .transport(let error):
      error.hasBegun && (error.code == .connectionLost || error.code == .timedOut)
    case .notTheCentre(let status): status == 413 || status == 408
    case .refused(let refusal): refusal.status == 413 || refusal.status == 408
    default: false
    }
  }

  /// Whether the other side was connected, and then sent and accepted nothing for as long as a sync waits.
  var isSilence: Bool {
    guard case .transport(let error) = self else { return false }
    return error.hasBegun && error.code == .timedOut
  }
}

extension CentreRefusal {
  fileprivate var isOutOfTime: Bool { code == RequestToken.Refusal.outOfTime.rawValue }
}

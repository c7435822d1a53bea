/// Sends one request to the centre and returns its answer; decides nothing.
///
/// An answer of any status is an answer; an error means that there was none. ``CurlTransport`` is
/// the one over HTTPS; tests put the centre's own code behind another.
public protocol Transport: Sendable {
  func post(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}

/// One request to the centre.
public struct TransportRequest: Sendable {
  /// From the root of the address, as in `/v1/sync`.
  public var path: String
  /// The body as sent.
  public var body: [UInt8]
  /// Sent in this order. Names and values contain no line breaks.
  public var headers: [(name: String, value: String)]
  /// Called from time to time with the progress of the transfer, on the transport's own queue.
  public var progress: (@Sendable (TransportProgress) -> Void)?

  /// A request to the centre.
  public init(
    path: String, body: [UInt8], headers: [(name: String, value: String)] = [],
    progress: (@Sendable (TransportProgress) -> Void)? = nil
  ) {
    self.path = path
    self.body = body
    self.headers = headers
    self.progress = progress
  }
}

/// How many bytes of the two bodies were transferred.
public struct TransportProgress: Hashable, Sendable {
  /// Bytes sent so far.
  public var bytesUp: Int
  /// Bytes received so far.
  public var bytesDown: Int

  /// Counts of bytes.
  public init(bytesUp: Int, bytesDown: Int) {
    (self.bytesUp, self.bytesDown) = (bytesUp, bytesDown)
  }
}

/// What the centre answered.
public struct TransportResponse: Hashable, Sendable {
  /// The HTTP status.
  public var status: Int
  /// Names in lower case; of a header sent twice, the last.
  public var headers: [String: String]
  /// As sent: a compressed body is still compressed.
  public var body: [UInt8]

  /// An answer from its parts.
  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }
}

/// Why a request got no answer.
public struct TransportError: Error, Hashable, Sendable {
  /// Why there was no answer.
  public enum Code: String, Hashable, Sendable {
    /// No such host, no route, nothing listening, or a proxy that does not answer.
    case unreachable
    /// No connection within the limit, or no byte for as long as the limit allows.
    case timedOut = "timed-out"
    /// The connection broke in the middle of the exchange.
    case connectionLost = "connection-lost"
    /// The certificate is not from the authority given at enrolment, is out of date, or is for
    /// another name.
    case untrustedCertificate = "untrusted-certificate"
    /// No TLS 1.2 or later could be agreed on.
    case tlsFailed = "tls-failed"
    /// The answer is larger than anything that the centre sends.
    case responseTooLarge = "response-too-large"
    /// The answer is not HTTP.
    case malformedResponse = "malformed-response"
    /// The request cannot be sent as it is: an unusable address, header or authority.
    case unusableRequest = "unusable-request"
    case cancelled
  }

  /// Why there was no answer.
  public let code: Code
  /// What the network library reported, for the person who has to fix it. Contains no record data.
  public let detail: String
  /// Whether a part of the request had been sent when the error occurred.
  public let hasBegun: Bool

  /// - Parameter hasBegun: Whether part of the body had been sent.
  public init(_ code: Code, detail: String = "", hasBegun: Bool = false) {
    (self.code, self.detail, self.hasBegun) = (code, detail, hasBegun)
  }

  /// Whether the same request may succeed later without anyone changing anything.
  ///
  /// A centre that stops in the middle of a handshake looks like one that cannot agree on it.
  public var isTransient: Bool {
    switch code {
    case .unreachable, .timedOut, .connectionLost, .malformedResponse, .tlsFailed: true
    case .untrustedCertificate, .responseTooLarge, .unusableRequest, .cancelled: false
    }
  }
}

extension TransportError: CustomStringConvertible {
  public var description: String {
    detail.isEmpty ? "\(code.rawValue): \(cause)" : "\(code.rawValue): \(cause) (\(detail))"
  }

  private var cause: String {
    switch code {
    case .unreachable: "the centre cannot be reached"
    case .timedOut: "the centre did not answer in time"
    case .connectionLost: "the connection broke off"
    case .untrustedCertificate:
      "the centre's certificate is not trusted. Give the file you were sent: --ca ca.pem. If you did, check "
        + "with IT before going on"
    case .tlsFailed: "no secure connection could be agreed on"
    case .responseTooLarge: "the answer is too large"
    case .malformedResponse: "the answer is not HTTP"
    case .unusableRequest: "the request cannot be sent"
    case .cancelled: "interrupted"
    }
  }
}

internal import Foundation
public import Replication
internal import SwiftProtobuf

/// What a replica signs for one request, like the NHS's signed JWTs: bound to method, path and
/// body, dated by the centre's clock, and accepted once.
///
/// It names no host and no port, so that a proxy in front may terminate TLS.
public struct RequestToken: Hashable, Sendable {
  /// For how long after its date a token is accepted, and by how much it may be ahead of the
  /// centre's clock.
  public static let validMilliseconds: Int64 = 300_000
  /// The scheme of the `Authorization` header.
  public static let scheme = "Candour"

  /// The replica that signed.
  public let replica: ReplicaID
  /// The method that the token is for.
  public let method: String
  /// The path that the token is for, without host and port.
  public let path: String
  /// The hash of the body that the token is for.
  public let bodyDigest: Digest
  /// Milliseconds since 1970, by the centre's clock as far as the replica knows it.
  public let issuedAt: Int64
  /// Random bytes; a token is accepted once.
  public let nonce: [UInt8]
  private let claims: [UInt8]
  private let signature: [UInt8]

  /// Why a token does not authorise a request.
  public enum Refusal: String, Error, Hashable, Sendable {
    case malformed = "token-malformed"
    case otherRequest = "token-for-another-request"
    case badSignature = "token-signature"
    case outOfTime = "token-out-of-time"
    case replayed = "token-replayed"
  }

  /// Signs a request.
  public static func signed(
    method: String, path: String, body: [UInt8], issuedAt: Int64, nonce: [UInt8],
    by key: ReplicaKey
  ) throws -> RequestToken {
    let wire = WireRequestClaims.with {
      $0.replica = Data(key.replica.bytes)
      $0.method = method
      $0.path = path
      $0.bodyDigest = Data(Digest(of: body).bytes)
      $0.issuedAt = issuedAt
      $0.nonce = Data(nonce)
    }
    let claims: [UInt8] = try serialised(wire)
    let signature = try key.signature(for: message(claims))
    guard let token = RequestToken(claims: claims, signature: signature) else {
      throw Refusal.malformed
    }
    return token
  }

  private static func message(_ claims: [UInt8]) -> [UInt8] {
    Array("candour request 1\n".utf8) + claims
  }

  private init?(claims: [UInt8], signature: [UInt8]) {
    guard let wire = try? WireRequestClaims(serializedBytes: claims),
      let replica = ReplicaID(bytes: wire.replica), let digest = Digest(bytes: wire.bodyDigest),
      wire.nonce.count == 16
    else { return nil }
    self.replica = replica
    method = wire.method
    path = wire.path
    bodyDigest = digest
    issuedAt = wire.issuedAt
    nonce = Array(wire.nonce)
    self.claims = claims
    self.signature = signature
  }

  /// The value of the `Authorization` header.
  public var authorization: String {
    var writer = WireWriter()
    writer.present(1, bytes: claims)
    writer.present(2, bytes: signature)
    return "\(Self.scheme) \(Base64URL.text(writer.bytes))"
  }

  /// Reads the value of an `Authorization` header; the signature is checked separately.
  public init(authorization: String) throws(Refusal) {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0] == Self.scheme,
      parts[1].utf8.count <= ProtocolLimits.tokenBytesMax
    else { throw .malformed }
    guard let data = Base64URL.bytes(parts[1]),
      let wire = try? WireRequestToken(serializedBytes: data),
      let token = RequestToken(claims: Array(wire.claims), signature: Array(wire.signature))
    else { throw .malformed }
    self = token
  }

  /// Checks that the token is for this request, signed by the replica's key, and current. The
  /// caller checks by ``nonce`` whether it was used before.
  public func check(
    method: String, path: String, body: [UInt8], publicKey: [UInt8], now: Int64
  ) throws(Refusal) {
    try check(method: method, path: path, publicKey: publicKey, now: now)
    try check(body: body, now: now)
  }

  /// Checks what ``check(method:path:publicKey:now:)`` leaves out, once the body is read: it may have
  /// taken a while to arrive.
  public func check(body: [UInt8], now: Int64) throws(Refusal) {
    guard Digest(of: body) == bodyDigest else { throw .otherRequest }
    try checkTime(now)
  }

  /// Checks what can be checked before the body is read, so that no body of an unauthorised sender
  /// is read.
  public func check(
    method: String, path: String, publicKey: [UInt8], now: Int64
  ) throws(Refusal) {
    guard ReplicaID(publicKey: publicKey) == replica,
      ReplicaKey.isValid(signature: signature, for: Self.message(claims), by: publicKey)
    else { throw .badSignature }
    guard method == self.method, path == self.path else { throw .otherRequest }
    try checkTime(now)
  }

  private func checkTime(_ now: Int64) throws(Refusal) {
    let (difference, overflow) = now.subtractingReportingOverflow(issuedAt)
    guard !overflow, difference.magnitude <= Self.validMilliseconds else { throw .outOfTime }
  }
}

/// Base 64 for addresses and headers (RFC 4648, section 5), without padding.
private enum Base64URL {
  static func text(_ bytes: [UInt8]) -> String {
    let digits = Data(bytes).base64EncodedData().filter { $0 != UInt8(ascii: "=") }
    return String(
      decoding: digits.map { digit in
        switch digit {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: digit
        }
      }, as: UTF8.self)
  }

  /// - Returns: `nil` unless the text is base 64.
  static func bytes(_ text: Substring) -> Data? {
    var digits = Data(
      text.utf8.map { digit in
        switch digit {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: digit
        }
      })
    digits += Data(repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
    return Data(base64Encoded: digits)
  }
}

public import Replication

/// Proves that a centre has the key that a store enrolled with: its signature over a number that
/// the store has just drawn. With it a store follows its centre to another address.
public struct CentreProof: Hashable, Sendable {
  /// The length of the number that the site draws.
  public static let nonceBytes = 32

  /// The centre's Ed25519 key.
  public let publicKey: [UInt8]
  /// Its signature over ``signedMessage(_:)``.
  public let signature: [UInt8]

  /// What is signed: `candour centre 1␊ ‖ nonce (32)`.
  public static func signedMessage(_ nonce: [UInt8]) -> [UInt8] {
    Array("candour centre 1\n".utf8) + nonce
  }

  /// - Throws: only when the system has no randomness left to give.
  public static func signed(_ nonce: [UInt8], by key: ReplicaKey) throws -> CentreProof {
    CentreProof(
      publicKey: key.publicBytes, signature: try key.signature(for: signedMessage(nonce)))
  }

  private init(publicKey: [UInt8], signature: [UInt8]) {
    (self.publicKey, self.signature) = (publicKey, signature)
  }

  /// Whether it is the proof of the centre with that key, for that number.
  public func proves(_ nonce: [UInt8], of key: [UInt8]) -> Bool {
    publicKey == key
      && ReplicaKey.isValid(signature: signature, for: Self.signedMessage(nonce), by: key)
  }

  /// The message `CentreProof` of `candour.proto`.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    writer.present(1, bytes: publicKey)
    writer.present(2, bytes: signature)
    return writer.bytes
  }

  /// - Throws: `ProtocolViolation` unless the bytes are one.
  public init(decoding bytes: [UInt8]) throws(ProtocolViolation) {
    guard let parts = try? WireReader.parts(of: bytes[...]), let key = parts[1],
      let signature = parts[2], key.count == 32, signature.count == 64
    else { throw .malformed("a proof of a centre") }
    self.init(publicKey: key, signature: signature)
  }
}

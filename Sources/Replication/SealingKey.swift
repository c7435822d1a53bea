internal import Crypto
internal import Foundation

/// A replica's second key, X25519: only the replica opens what is sealed to its public half.
///
/// The signing key cannot do this: Ed25519 has no key agreement. It signs the public half of this
/// key instead, so that nobody can substitute another; see ``SealingRecipient``.
public struct SealingKey: Sendable {
  private let key: Curve25519.KeyAgreement.PrivateKey

  /// A new key from the system's random numbers.
  public init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// - Returns: `nil` unless the bytes are an X25519 private key.
  public init?(privateBytes: [UInt8]) {
    guard
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateBytes)
    else { return nil }
    self.key = key
  }

  /// To be stored where only the user can read it, and nowhere else.
  public var privateBytes: [UInt8] { Array(key.rawRepresentation) }
  /// The public key, 32 bytes.
  public var publicBytes: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// Opens what was sealed to this key.
  ///
  /// - Parameter purpose: what it was sealed for; it cannot be opened for another purpose.
  /// - Returns: `nil` unless it was sealed to this key, for this purpose, and is unaltered.
  public func open(_ sealed: SealedSecret, for purpose: [UInt8]) -> [UInt8]? {
    var recipient = try? HPKE.Recipient(
      privateKey: key, ciphersuite: SealedSecret.suite, info: Data(purpose),
      encapsulatedKey: Data(sealed.encapsulatedKey))
    return (try? recipient?.open(sealed.ciphertext)).map { Array($0) }
  }
}

/// A secret sealed to one key by HPKE (RFC 9180): base mode, DHKEM(X25519, HKDF-SHA256),
/// HKDF-SHA256, ChaCha20-Poly1305, one message with empty associated data.
public struct SealedSecret: Hashable, Sendable {
  /// The length of ``encapsulatedKey``.
  public static let encapsulatedKeyBytes = 32
  /// How many bytes sealing adds to a secret.
  public static let tagBytes = 16

  static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly

  /// What the recipient needs besides its own key (RFC 9180, `enc`).
  public let encapsulatedKey: [UInt8]
  /// The sealed bytes with their tag.
  public let ciphertext: [UInt8]

  /// The parts as stored or received.
  public init(encapsulatedKey: [UInt8], ciphertext: [UInt8]) {
    (self.encapsulatedKey, self.ciphertext) = (encapsulatedKey, ciphertext)
  }

  /// - Parameters:
  ///   - publicBytes: the X25519 key that is to open it.
  ///   - purpose: what it is for, bound to it (`info`).
  /// - Returns: `nil` where the bytes are not a key, or are one that agrees on no secret.
  public static func sealing(
    _ secret: [UInt8], to publicBytes: [UInt8], for purpose: [UInt8]
  ) -> SealedSecret? {
    guard
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicBytes),
      agreesOnASecret(key),
      var sender = try? HPKE.Sender(recipientKey: key, ciphersuite: suite, info: Data(purpose)),
      let ciphertext = try? sender.seal(Data(secret))
    else { return nil }
    return SealedSecret(
      encapsulatedKey: Array(sender.encapsulatedKey), ciphertext: Array(ciphertext))
  }

  /// With a point of low order every agreement gives zeros, and anybody could open what is sealed
  /// to it (RFC 7748, 6.1).
  private static func agreesOnASecret(_ key: Curve25519.KeyAgreement.PublicKey) -> Bool {
    let own = Curve25519.KeyAgreement.PrivateKey()
    guard let shared = try? own.sharedSecretFromKeyAgreement(with: key) else { return false }
    return shared.withUnsafeBytes { bytes in bytes.contains { $0 != 0 } }
  }
}

/// Pieces of one stream under one key, each bound to its number and to what precedes it.
///
///     piece n = ChaCha20-Poly1305(key, nonce: 4 zero bytes ‖ n (8, big-endian), associated data)
public struct SealedStream: Sendable {
  /// The length of the stream's key.
  public static let keyBytes = 32
  /// How many bytes longer a sealed piece is than the piece.
  public static let tagBytes = 16

  private let key: SymmetricKey

  /// - Returns: `nil` unless the key has ``keyBytes``.
  public init?(key: [UInt8]) {
    guard key.count == Self.keyBytes else { return nil }
    self.key = SymmetricKey(data: key)
  }

  /// A random key for one stream.
  public static func newKey() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  /// Seals one piece; its number and what precedes it are bound into the tag.
  public func seal(_ piece: [UInt8], number: UInt64, after bound: [UInt8]) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(
      piece, using: key, nonce: Self.nonce(number), authenticating: bound)
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// - Returns: `nil` where the piece has another number or was altered.
  public func open(_ piece: [UInt8], number: UInt64, after bound: [UInt8]) -> [UInt8]? {
    guard piece.count >= Self.tagBytes, let nonce = try? Self.nonce(number),
      let box = try? ChaChaPoly.SealedBox(
        nonce: nonce, ciphertext: piece.dropLast(Self.tagBytes), tag: piece.suffix(Self.tagBytes)),
      let opened = try? ChaChaPoly.open(box, using: key, authenticating: bound)
    else { return nil }
    return Array(opened)
  }

  private static func nonce(_ number: UInt64) throws -> ChaChaPoly.Nonce {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    return try ChaChaPoly.Nonce(data: [0, 0, 0, 0] + bytes)
  }
}

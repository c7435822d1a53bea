internal import Crypto

/// What a log is: who writes it, for which scope, and a nonce that distinguishes the logs of one
/// replica.
///
/// The log's identifier is the first half of the hash of these, and its hash chain begins with the
/// full hash: no other replica can claim the log, and it cannot be moved to another scope.
public struct LogDescriptor: Hashable, Sendable {
  /// The replica's Ed25519 key, 32 bytes.
  public let publicKey: [UInt8]
  /// The scope in which the log's entries are written.
  public let scope: Scope
  /// Random bytes that distinguish two logs of one replica and scope.
  public let nonce: [UInt8]

  /// The length of ``nonce``.
  public static let nonceBytes = 16

  /// - Returns: `nil` unless the key has 32 bytes and the nonce sixteen.
  public init?(publicKey: [UInt8], scope: Scope, nonce: [UInt8]) {
    guard publicKey.count == 32, nonce.count == Self.nonceBytes else { return nil }
    (self.publicKey, self.scope, self.nonce) = (publicKey, scope, nonce)
  }

  /// The canonical bytes; the log's identifier is their hash.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    writer.present(1, bytes: publicKey)
    writer.present(2, text: scope.code)
    writer.present(3, bytes: nonce)
    return writer.bytes
  }

  /// Reads canonical bytes, and refuses any other encoding of the same value.
  public init(decoding bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
    var publicKey: [UInt8] = []
    var scope: Scope?
    var nonce: [UInt8] = []
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: publicKey = Array(try field.slice())
      case 2: scope = Scope(try field.text(bytesMax: 16))
      case 3: nonce = Array(try field.slice())
      default: continue
      }
    }
    guard let scope, let whole = LogDescriptor(publicKey: publicKey, scope: scope, nonce: nonce)
    else { throw MalformedBytes("log descriptor") }
    self = whole
  }

  /// The hash that the first entry is chained to.
  public var genesis: Digest { Digest(of: Array("candour log 1\n".utf8), encoded()) }

  /// The hash of the canonical bytes.
  public var id: LogID {
    let half = genesis.firstHalf
    return LogID(high: half.high, low: half.low)
  }

  /// The replica that owns the log's key.
  public var replica: ReplicaID { ReplicaID(publicKey: publicKey) }
}

extension ReplicaID {
  /// - Parameter publicKey: the 32 bytes of an Ed25519 public key (RFC 8032).
  public init(publicKey: [UInt8]) {
    let half = Digest(of: Array("candour replica 1\n".utf8), publicKey).firstHalf
    self.init(high: half.high, low: half.low)
  }
}

/// A replica's Ed25519 key (RFC 8032).
public struct ReplicaKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key from the system's random numbers.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// - Returns: `nil` unless the bytes are an Ed25519 private key.
  public init?(privateBytes: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: privateBytes) else {
      return nil
    }
    self.key = key
  }

  /// To be stored where only the user can read it, and nowhere else.
  public var privateBytes: [UInt8] { Array(key.rawRepresentation) }
  /// The public key, 32 bytes.
  public var publicBytes: [UInt8] { Array(key.publicKey.rawRepresentation) }
  /// The replica that owns this key.
  public var replica: ReplicaID { ReplicaID(publicKey: publicBytes) }

  /// - Throws: only when the system has no randomness left to give.
  public func signature(for message: [UInt8]) throws -> [UInt8] {
    Array(try key.signature(for: message))
  }

  /// A symmetric key of 32 bytes that only holders of this key have, another one for each purpose
  /// (HKDF with SHA-256, RFC 5869).
  package func secret(for purpose: String) -> [UInt8] {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: key.rawRepresentation), info: Array(purpose.utf8),
      outputByteCount: 32
    ).withUnsafeBytes { Array($0) }
  }

  /// Whether the key made the signature; keys of low order are refused.
  public static func isValid(
    signature: [UInt8], for message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard !isOfLowOrder(publicKey),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

/// A replica's signature over one of its logs up to a sequence number: it covers every entry up to
/// there, unaltered.
public struct Checkpoint: Hashable, Sendable {
  /// The log that is signed.
  public let log: LogID
  /// The last entry that the signature covers.
  public let sequence: UInt64
  /// 64 bytes of Ed25519.
  public let signature: [UInt8]

  /// A checkpoint as received; ``isValid(hash:publicKey:)`` checks it.
  public init(log: LogID, sequence: UInt64, signature: [UInt8]) {
    (self.log, self.sequence, self.signature) = (log, sequence, signature)
  }

  /// What is signed: `candour checkpoint 1␊ ‖ log (16) ‖ sequence (8, big-endian) ‖ hash (32)`.
  public static func message(log: LogID, sequence: UInt64, hash: Digest) -> [UInt8] {
    var message = Array("candour checkpoint 1\n".utf8)
    message += log.bytes
    message += (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) }
    return message + hash.bytes
  }

  /// A checkpoint over the log up to an entry, signed by its replica.
  public static func signed(
    log: LogID, sequence: UInt64, hash: Digest, by key: ReplicaKey
  ) throws -> Checkpoint {
    let message = message(log: log, sequence: sequence, hash: hash)
    return Checkpoint(log: log, sequence: sequence, signature: try key.signature(for: message))
  }

  /// Whether the signature covers that hash of the chain.
  public func isValid(hash: Digest, publicKey: [UInt8]) -> Bool {
    let message = Self.message(log: log, sequence: sequence, hash: hash)
    return ReplicaKey.isValid(signature: signature, for: message, by: publicKey)
  }
}

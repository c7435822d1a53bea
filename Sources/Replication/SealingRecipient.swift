/// A replica's X25519 key as others know it, signed by the key that the replica signs with.
public struct SealingRecipient: Hashable, Sendable {
  /// The replica's Ed25519 key.
  public let publicKey: [UInt8]
  /// Its X25519 key.
  public let sealingKey: [UInt8]
  /// The Ed25519 key's signature over ``signedMessage(_:)`` of the X25519 key.
  public let signature: [UInt8]

  /// The parts as received; the signature is checked where the recipient is used.
  public init(publicKey: [UInt8], sealingKey: [UInt8], signature: [UInt8]) {
    (self.publicKey, self.sealingKey, self.signature) = (publicKey, sealingKey, signature)
  }

  /// The bytes that a replica signs to confirm that the sealing key is its own.
  public static func signedMessage(_ sealingKey: [UInt8]) -> [UInt8] {
    Array("candour sealing key 1\n".utf8) + sealingKey
  }

  /// - Throws: only when the system has no randomness left to give.
  public static func signed(_ key: SealingKey, by replica: ReplicaKey) throws -> SealingRecipient {
    SealingRecipient(
      publicKey: replica.publicBytes, sealingKey: key.publicBytes,
      signature: try replica.signature(for: signedMessage(key.publicBytes)))
  }

  /// The replica that the keys belong to.
  public var replica: ReplicaID { ReplicaID(publicKey: publicKey) }

  /// Whether the replica itself signed the key.
  public var isSigned: Bool {
    publicKey.count == 32 && sealingKey.count == 32 && signature.count == 64
      && ReplicaKey.isValid(
        signature: signature, for: Self.signedMessage(sealingKey), by: publicKey)
  }

  /// The name of a receiver in a sealed file: the first 8 bytes of the X25519 key's SHA-256.
  public static func name(of sealingKey: [UInt8]) -> [UInt8] {
    Array(Digest(of: sealingKey).bytes.prefix(8))
  }
}

extension SealingRecipient {
  /// The message `SealingKey` of `candour.proto`.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    writer.present(1, bytes: publicKey)
    writer.present(2, bytes: sealingKey)
    writer.present(3, bytes: signature)
    return writer.bytes
  }

  /// - Throws: `MalformedBytes` unless it is such a message, signed by the key that it names.
  public init(decoding bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
    let parts = try WireReader.parts(of: bytes)
    self.init(
      publicKey: parts[1] ?? [], sealingKey: parts[2] ?? [], signature: parts[3] ?? [])
    guard isSigned else { throw MalformedBytes("a key that its replica did not sign") }
  }
}

/// The replicas that a store seals to: the centre, and the devices of its site that the last sync
/// named.
public struct SealingRecipients: Hashable, Sendable {
  /// A site has far fewer devices; a longer list is refused.
  public static let countMax = 512

  /// Sorted by the X25519 key.
  public let all: [SealingRecipient]

  /// Each replica once, in a fixed order.
  public init(_ all: some Sequence<SealingRecipient>) {
    self.all = Set(all).sorted { $0.sealingKey.lexicographicallyPrecedes($1.sealingKey) }
  }

  /// How two sides check that they have the same list: 8 hexadecimal digits of the SHA-256 of all
  /// X25519 keys in order.
  public var check: String {
    let digest = Digest(of: all.flatMap(\.sealingKey))
    return "\(digest)".prefix(8).lowercased()
  }

  /// The message `SealingKeys` of `candour.proto`.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    for recipient in all { writer.present(1, bytes: recipient.encoded()) }
    return writer.bytes
  }

  /// Reads canonical bytes; refuses a list with an unsigned key.
  public init(decoding bytes: [UInt8]) throws(MalformedBytes) {
    var reader = WireReader(bytes)
    var all: [SealingRecipient] = []
    while let (number, field) = try reader.next() {
      guard number == 1, case .bytes(let value) = field else { continue }
      guard all.count < Self.countMax else { throw MalformedBytes("too many keys") }
      all.append(try SealingRecipient(decoding: value))
    }
    self.init(all)
  }
}

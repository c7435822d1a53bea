internal import Replication

/// The key of a sealed bundle's batches, sealed to each of its receivers.
///
///     body = receiver*      receiver = name (8) ‖ encapsulated key (32) ‖ sealed key (48)
///
/// The purpose that HPKE binds is `candour bundle 2␊ ‖ SHA-256 of everything before this frame`: the
/// first line and the header, so that the key opens no other bundle.
struct BundleSeal {
  static let nameBytes = 8
  static let receiverBytes =
    nameBytes + SealedSecret.encapsulatedKeyBytes + SealedStream.keyBytes + SealedSecret.tagBytes
  static let bytesMax = SealingRecipients.countMax * receiverBytes

  let body: [UInt8]

  static func purpose(after digest: Digest) -> [UInt8] { Bundle.sealedMagic + digest.bytes }

  init(body: [UInt8]) throws(BundleError) {
    guard !body.isEmpty, body.count % Self.receiverBytes == 0 else {
      throw .altered("the list of receivers")
    }
    self.body = body
  }

  /// Seals a key. A receiver whose key agrees on no secret is left out.
  init(
    sealing key: [UInt8], to recipients: [[UInt8]], after digest: Digest
  ) throws(BundleError) {
    var body: [UInt8] = []
    for recipient in recipients {
      guard
        let sealed = SealedSecret.sealing(key, to: recipient, for: Self.purpose(after: digest))
      else { continue }
      body += SealingRecipient.name(of: recipient) + sealed.encapsulatedKey + sealed.ciphertext
    }
    try self.init(body: body)
  }

  /// The key of the batches, for one of the receivers.
  ///
  /// - Returns: `nil` for anybody else.
  func opened(by key: SealingKey, after digest: Digest) -> SealedStream? {
    let name = SealingRecipient.name(of: key.publicBytes)
    for start in stride(from: 0, to: body.count, by: Self.receiverBytes) {
      let part = body[start..<start + Self.receiverBytes]
      guard Array(part.prefix(Self.nameBytes)) == name else { continue }
      let rest = part.dropFirst(Self.nameBytes)
      let sealed = SealedSecret(
        encapsulatedKey: Array(rest.prefix(SealedSecret.encapsulatedKeyBytes)),
        ciphertext: Array(rest.dropFirst(SealedSecret.encapsulatedKeyBytes)))
      if let opened = key.open(sealed, for: Self.purpose(after: digest)) {
        return SealedStream(key: opened)
      }
    }
    return nil
  }
}

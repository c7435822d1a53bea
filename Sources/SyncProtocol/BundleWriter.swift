public import Replication

/// Writes a bundle piece by piece; holds one batch at a time.
public struct BundleWriter {
  private let sink: ([UInt8]) throws -> Void
  private var digest = RunningDigest()
  private var batches = 0
  private var stream: SealedStream?
  /// Entries written so far.
  public private(set) var entries: UInt64 = 0

  /// Whether its batches can be read by its receivers alone.
  public var isSealed: Bool { stream != nil }

  /// Begins a bundle.
  ///
  /// - Parameters:
  ///   - recipients: the X25519 keys that are to open it; with none it is of version 1, open to
  ///     everybody.
  ///   - sink: receives the bytes in order.
  /// - Throws: `BundleError` where the list of receivers is not usable, ``ProtocolViolation`` for a
  ///   header beyond the limits; whatever the sink throws.
  public init(
    _ header: BundleHeader, sealedTo recipients: [[UInt8]] = [],
    to sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    self.sink = sink
    try put(recipients.isEmpty ? Bundle.magic : Bundle.sealedMagic)
    try put(Bundle.frame(.header, try header.encoded()))
    guard !recipients.isEmpty else { return }
    let key = SealedStream.newKey()
    let seal = try BundleSeal(sealing: key, to: recipients, after: digest.digest)
    stream = SealedStream(key: key)
    try put(Bundle.frame(.receivers, seal.body))
  }

  /// Appends a batch within the limits of an exchange.
  ///
  /// - Throws: ``BundleError/tooLarge(_:)`` for one batch too many, ``ProtocolViolation`` for one
  ///   beyond the limits; whatever the sink throws.
  public mutating func append(_ segments: [LogSegment]) throws {
    guard batches < Bundle.batchesMax else { throw BundleError.tooLarge("batches") }
    var body = try BundleBatch.encoded(segments)
    if let stream {
      body = try stream.seal(body, number: UInt64(batches), after: digest.digest.bytes)
    }
    try put(Bundle.frame(.batch, body))
    batches += 1
    entries += UInt64(segments.reduce(0) { $0 + $1.entries.count })
  }

  /// Encloses a bundle that is sealed to others, unchanged.
  ///
  /// - Precondition: this bundle is sealed: version 1 has no frame for enclosed bundles.
  /// - Throws: whatever the source or the sink throws.
  public mutating func enclose(_ source: some BundleSource) throws {
    precondition(isSealed, "only a sealed bundle encloses others")
    var offset: UInt64 = 0
    var piece = try source.bytes(at: 0, count: Bundle.enclosedPieceBytes)
    while !piece.isEmpty {
      offset += UInt64(piece.count)
      let next = try source.bytes(at: offset, count: Bundle.enclosedPieceBytes)
      try put(Bundle.frame(.enclosed, [next.isEmpty ? 1 : 0] + piece))
      piece = next
    }
  }

  /// Ends the bundle with the writer's signature.
  ///
  /// - Parameter key: of the replica that the header names.
  /// - Throws: whatever the sink throws; otherwise only when the system has no randomness left to give.
  public mutating func finish(signedBy key: ReplicaKey) throws {
    let digest = digest.digest
    let message = Bundle.signedMessage(entries: entries, digest: digest, isSealed: isSealed)
    let trailer = BundleTrailer(
      entries: entries, digest: digest, signature: try key.signature(for: message))
    try put(Bundle.frame(.trailer, try trailer.encoded()))
  }

  private mutating func put(_ bytes: [UInt8]) throws {
    digest.update(bytes)
    try sink(bytes)
  }
}

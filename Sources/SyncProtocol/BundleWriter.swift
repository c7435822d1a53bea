public import Replication

/// Writes a bundle piece by piece; holds one batch at a time.
public struct BundleWriter {
  private let sink: ([UInt8]) throws -> Void
  private var digest = RunningDigest()
  private var batches = 0
  public private(set) var entries: UInt64 = 0

  /// Begins a bundle.
  ///
  /// - Parameter sink: takes the bytes in order.
  public init(_ header: BundleHeader, to sink: @escaping ([UInt8]) throws -> Void) throws {
    self.sink = sink
    try put(Bundle.magic)
    try put(Bundle.frame(.header, try header.encoded()))
  }

  /// Appends a batch within the limits of an exchange.
  public mutating func append(_ segments: [LogSegment]) throws {
    batches += 1
    guard batches <= Bundle.batchesMax else { throw BundleError.tooLarge("batches") }
    try put(Bundle.frame(.batch, try BundleBatch.encoded(segments)))
    entries += UInt64(segments.reduce(0) { $0 + $1.entries.count })
  }

  /// Ends the bundle with the writer's signature.
  ///
  /// - Parameter key: of the replica that the header names.
  public mutating func finish(signedBy key: ReplicaKey) throws {
    let digest = digest.digest
    let message = Bundle.signedMessage(entries: entries, digest: digest)
    let trailer = BundleTrailer(
      entries: entries, digest: digest, signature: try key.signature(for: message))
    try put(Bundle.frame(.trailer, try trailer.encoded()))
  }

  private mutating func put(_ bytes: [UInt8]) throws {
    digest.update(bytes)
    try sink(bytes)
  }
}

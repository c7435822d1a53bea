public import Replication

/// Where a bundle's bytes are read from.
public protocol BundleSource {
  /// The bytes from an offset on; fewer than `count` only at the end.
  ///
  /// - Throws: `BundleError.unreadable` where the file cannot be read.
  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8]
}

/// A bundle that was read to its end and verified. Its entries can be read only from here.
///
/// Reading needs the memory of one batch, and of 80 bytes for each frame of the file: it is read
/// twice, once to check it and once for the batches, and both readings must give the same bytes. A
/// file has at most ``Bundle/batchesMax`` batches and 16,384 pieces of others.
public struct BundleReader<Source: BundleSource> {
  struct Frame {
    let offset: UInt64
    let count: Int
    let digest: Digest
    /// The digest of everything before the frame.
    let before: Digest

    init(of body: [UInt8], at offset: UInt64, after before: Digest) {
      (self.offset, self.before) = (offset, before)
      (count, digest) = (body.count, Digest(of: body))
    }
  }

  /// Whether the bundle's entries can be read here.
  public enum Contents: Hashable, Sendable {
    /// Of version 1: everybody can read it.
    case open
    /// Sealed, and opened with the given key.
    case opened
    /// Sealed to others. Writer, scope, count and signature are checked; the entries cannot be
    /// read.
    case sealedToOthers
  }

  /// Who wrote the bundle, and for which scope.
  public let header: BundleHeader
  /// Whether the entries can be read: open, opened by a key, or sealed to others.
  public let contents: Contents
  /// Entries in the file; where it is sealed to others, as its writer states.
  public let entries: UInt64
  /// The SHA-256 of the whole file that was verified.
  public let digest: Digest
  private let source: Source
  private let batches: [Frame]
  private let stream: SealedStream?
  /// The pieces of each bundle that this one encloses.
  private let enclosed: [[Frame]]

  /// Checks magic, frames, chains, checkpoints, digest and signature.
  ///
  /// - Parameters:
  ///   - key: opens a bundle that is sealed to it.
  ///   - known: gives the chain hash at a sequence number of a log that is here already, which a
  ///     run of entries continues unless it begins its log. `nil` where that is not known here.
  /// - Throws: `BundleError` where the file fails verification or cannot be read; whatever `known`
  ///   throws.
  public init(
    verifying source: Source, opening key: SealingKey? = nil,
    known: @escaping (LogID, UInt64) throws -> (LogDescriptor, Digest)? = { _, _ in nil }
  ) throws {
    var cursor = FrameCursor(source: source)
    let isSealed = try cursor.readMagic()
    let first = try cursor.next()
    guard first.kind == .header else { throw BundleError.altered("no header") }
    header = try reading { try BundleHeader(decoding: first.body) }
    let stream = isSealed ? try cursor.readReceivers(opening: key) : nil
    contents = !isSealed ? .open : stream == nil ? .sealedToOthers : .opened
    self.stream = stream
    var chains = BundleChains(known: known)
    var batches: [Frame] = []
    var enclosed = EnclosedBundles()
    while true {
      let before = cursor.digest.digest
      let frame = try cursor.next()
      switch frame.kind {
      case .header, .receivers: throw BundleError.altered("a second header")
      case .batch:
        guard batches.count < Bundle.batchesMax else { throw BundleError.tooLarge("batches") }
        batches.append(Frame(of: frame.body, at: frame.offset, after: before))
        guard contents != .sealedToOthers else { continue }
        let body = try Self.opened(frame.body, batches.count - 1, after: before, stream)
        for segment in try reading({ try BundleBatch.decoded(body) }) { try chains.take(segment) }
      case .enclosed:
        guard isSealed else { throw BundleError.altered("a frame's kind") }
        try enclosed.add(
          Frame(of: frame.body, at: frame.offset, after: before), isLast: frame.body.first)
      case .trailer:
        let trailer = try reading { try BundleTrailer(decoding: frame.body) }
        guard trailer.digest == before else { throw BundleError.altered("the digest") }
        guard contents == .sealedToOthers || trailer.entries == chains.entries else {
          throw BundleError.altered("the count")
        }
        guard trailer.isSigned(by: header.publicKey, isSealed: isSealed) else {
          throw BundleError.altered("the signature")
        }
        guard try cursor.isAtEnd() else { throw BundleError.altered("bytes after the end") }
        (self.source, self.batches, entries) = (source, batches, trailer.entries)
        self.enclosed = try enclosed.complete()
        digest = cursor.digest.digest
        return
      }
    }
  }

  private static func opened(
    _ body: [UInt8], _ number: Int, after before: Digest, _ stream: SealedStream?
  ) throws(BundleError) -> [UInt8] {
    guard let stream else { return body }
    guard let opened = stream.open(body, number: UInt64(number), after: before.bytes) else {
      throw .altered("a sealed batch")
    }
    return opened
  }

  /// Passes on the batches in order, each with the bytes that were checked; none of a bundle that
  /// is sealed to others.
  ///
  /// - Throws: `BundleError` where the file has changed since it was checked, after the batches
  ///   before that were passed on; whatever the body throws.
  public func forEachBatch(_ body: ([LogSegment]) throws -> Void) throws {
    guard contents != .sealedToOthers else { return }
    for (number, frame) in batches.enumerated() {
      let bytes = try source.bytes(at: frame.offset, count: frame.count)
      guard Digest(of: bytes) == frame.digest else {
        throw BundleError.altered("changed while it was read")
      }
      let batch = try Self.opened(bytes, number, after: frame.before, stream)
      try body(try reading { try BundleBatch.decoded(batch) })
    }
  }
}

extension BundleReader {
  /// How many enclosed bundles, sealed to others, it contains.
  public var enclosedCount: Int { enclosed.count }

  /// Passes on the bytes of an enclosed bundle, piece by piece. The receiver checks them again: it
  /// is a bundle of its own.
  ///
  /// - Throws: `BundleError` where the file has changed since it was checked, after the pieces
  ///   before that were passed on; whatever the receiver throws.
  public func enclosedBundle(_ index: Int, to sink: ([UInt8]) throws -> Void) throws {
    for frame in enclosed[index] {
      let bytes = try source.bytes(at: frame.offset, count: frame.count)
      guard Digest(of: bytes) == frame.digest else {
        throw BundleError.altered("changed while it was read")
      }
      try sink(Array(bytes.dropFirst()))
    }
  }

  /// Collects the pieces of enclosed bundles.
  private struct EnclosedBundles {
    private var bundles: [[Frame]] = []
    private var pieces: [Frame] = []
    private var count = 0

    mutating func add(_ frame: Frame, isLast: UInt8?) throws(BundleError) {
      guard let isLast, isLast <= 1, bundles.count < Bundle.enclosedMax else {
        throw .altered("an enclosed bundle")
      }
      guard count < Bundle.enclosedPiecesMax else { throw .tooLarge("enclosed bundles") }
      count += 1
      pieces.append(frame)
      guard isLast == 1 else { return }
      bundles.append(pieces)
      pieces = []
    }

    func complete() throws(BundleError) -> [[Frame]] {
      guard pieces.isEmpty else { throw .altered("an enclosed bundle that is cut short") }
      return bundles
    }
  }
}

/// Runs a decoder and reports its errors as errors of the bundle.
private func reading<T>(_ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch let violation as ProtocolViolation {
    throw BundleError(violation)
  }
}

/// Walks over the frames of a bundle and hashes each.
private struct FrameCursor<Source: BundleSource> {
  let source: Source
  private(set) var digest = RunningDigest()
  private var offset: UInt64 = 0

  init(source: Source) { self.source = source }

  /// - Returns: whether the bundle is sealed.
  mutating func readMagic() throws(BundleError) -> Bool {
    let bytes = try source.bytes(at: 0, count: Bundle.magic.count)
    guard bytes == Bundle.magic || bytes == Bundle.sealedMagic else {
      let isBeginning = Bundle.magic.starts(with: bytes) || Bundle.sealedMagic.starts(with: bytes)
      throw !bytes.isEmpty && isBeginning ? .cutShort : .notABundle
    }
    pass(bytes)
    return bytes == Bundle.sealedMagic
  }

  /// The key of the batches; `nil` where they are sealed to others.
  mutating func readReceivers(opening key: SealingKey?) throws(BundleError) -> SealedStream? {
    let before = digest.digest
    let frame = try next()
    guard frame.kind == .receivers else { throw .altered("no receivers") }
    let seal = try BundleSeal(body: frame.body)
    return key.flatMap { seal.opened(by: $0, after: before) }
  }

  mutating func next() throws(BundleError) -> (
    kind: Bundle.FrameKind, body: [UInt8], offset: UInt64
  ) {
    let head = try read(Bundle.frameHeadBytes)
    guard let kind = Bundle.FrameKind(rawValue: head[0]) else { throw .altered("a frame's kind") }
    let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
    guard length <= kind.bytesMax else { throw .tooLarge("a frame") }
    let start = offset
    return (kind, try read(length), start)
  }

  func isAtEnd() throws(BundleError) -> Bool {
    try source.bytes(at: offset, count: 1).isEmpty
  }

  private mutating func read(_ count: Int) throws(BundleError) -> [UInt8] {
    let bytes = try source.bytes(at: offset, count: count)
    guard bytes.count == count else { throw .cutShort }
    pass(bytes)
    return bytes
  }

  private mutating func pass(_ bytes: [UInt8]) {
    digest.update(bytes)
    offset += UInt64(bytes.count)
  }
}

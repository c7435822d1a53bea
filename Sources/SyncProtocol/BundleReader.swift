public import Replication

/// Where a bundle's bytes stand.
public protocol BundleSource {
  /// The bytes from an offset on; fewer than `count` only at the end.
  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8]
}

/// A bundle that was read to its end and proved itself. Only from here can its entries be had.
///
/// Reading takes the memory of one batch, whatever the size of the file: it is read twice, once to
/// check it and once to take the batches, and the second time must give the bytes of the first.
public struct BundleReader<Source: BundleSource> {
  private struct Frame {
    let offset: UInt64
    let count: Int
    let digest: Digest
  }

  public let header: BundleHeader
  /// Entries in the file.
  public let entries: UInt64
  private let source: Source
  private let batches: [Frame]

  /// Checks magic, frames, chains, checkpoints, digest and signature.
  ///
  /// - Parameter known: a log that is here already, and its chain hash at a sequence number: what a
  ///   run of entries that does not begin its log follows on. `nil` where that is not known here.
  public init(
    verifying source: Source,
    known: @escaping (LogID, UInt64) throws -> (LogDescriptor, Digest)? = { _, _ in nil }
  ) throws {
    var cursor = FrameCursor(source: source)
    try cursor.readMagic()
    let first = try cursor.next()
    guard first.kind == .header else { throw BundleError.altered("no header") }
    header = try reading { try BundleHeader(decoding: first.body) }
    var chains = BundleChains(known: known)
    var batches: [Frame] = []
    while true {
      let before = cursor.digest.digest
      let frame = try cursor.next()
      switch frame.kind {
      case .header: throw BundleError.altered("a second header")
      case .batch:
        guard batches.count < Bundle.batchesMax else { throw BundleError.tooLarge("batches") }
        let segments = try reading { try BundleBatch.decoded(frame.body) }
        for segment in segments { try chains.take(segment) }
        batches.append(
          Frame(offset: frame.offset, count: frame.body.count, digest: Digest(of: frame.body)))
      case .trailer:
        let trailer = try reading { try BundleTrailer(decoding: frame.body) }
        guard trailer.digest == before else { throw BundleError.altered("the digest") }
        guard trailer.entries == chains.entries else { throw BundleError.altered("the count") }
        guard trailer.isSigned(by: header.publicKey) else {
          throw BundleError.altered("the signature")
        }
        guard try cursor.isAtEnd() else { throw BundleError.altered("bytes after the end") }
        (self.source, self.batches, entries) = (source, batches, trailer.entries)
        return
      }
    }
  }

  /// Gives the batches in order, each with the bytes that were checked.
  public func forEachBatch(_ body: ([LogSegment]) throws -> Void) throws {
    for frame in batches {
      let bytes = try source.bytes(at: frame.offset, count: frame.count)
      guard Digest(of: bytes) == frame.digest else {
        throw BundleError.altered("changed while it was read")
      }
      try body(try reading { try BundleBatch.decoded(bytes) })
    }
  }
}

/// Runs a decoder and says of the bundle what it says of the bytes.
private func reading<T>(_ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch let violation as ProtocolViolation {
    throw BundleError(violation)
  }
}

/// Walks over the frames of a bundle and hashes what it passes.
private struct FrameCursor<Source: BundleSource> {
  let source: Source
  private(set) var digest = RunningDigest()
  private var offset: UInt64 = 0

  init(source: Source) { self.source = source }

  mutating func readMagic() throws(BundleError) {
    let bytes = try source.bytes(at: 0, count: Bundle.magic.count)
    guard bytes == Bundle.magic else {
      throw !bytes.isEmpty && Bundle.magic.starts(with: bytes) ? .cutShort : .notABundle
    }
    pass(bytes)
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

/// The chains of a bundle's logs, as far as they can be followed.
private struct BundleChains {
  private enum Head {
    case proven(LogDescriptor, last: UInt64, hash: Digest)
    /// What the log's first entries here follow on is not known, or is another line.
    case open(last: UInt64)

    var last: UInt64 {
      switch self {
      case .proven(_, let last, _), .open(let last): last
      }
    }
  }

  private let known: (LogID, UInt64) throws -> (LogDescriptor, Digest)?
  private var heads: [LogID: Head] = [:]
  private(set) var entries: UInt64 = 0

  init(known: @escaping (LogID, UInt64) throws -> (LogDescriptor, Digest)?) {
    self.known = known
  }

  mutating func take(_ segment: LogSegment) throws {
    entries += UInt64(segment.entries.count)
    let head = heads[segment.log]
    if let head, segment.first != head.last + 1 { throw BundleError.altered("a log with a gap") }
    switch head {
    case .proven(let descriptor, _, let hash):
      try follow(segment, after: hash, descriptor)
    case .open:
      heads[segment.log] = .open(last: segment.last)
    case nil:
      guard heads.count < ProtocolLimits.positionsMax else { throw BundleError.tooLarge("logs") }
      try begin(segment)
    }
  }

  private mutating func begin(_ segment: LogSegment) throws {
    if segment.first == 1 {
      guard let descriptor = segment.descriptor else {
        throw BundleError.altered("a log without a descriptor")
      }
      return try follow(segment, after: descriptor.genesis, descriptor)
    }
    // Where it does not follow on what is here it may come from another line of a fork: the store
    // decides about that.
    if let (descriptor, hash) = try known(segment.log, segment.first - 1),
      (try? follow(segment, after: hash, descriptor)) != nil
    {
      return
    }
    heads[segment.log] = .open(last: segment.last)
  }

  private mutating func follow(
    _ segment: LogSegment, after hash: Digest, _ descriptor: LogDescriptor
  ) throws(BundleError) {
    do throws(LogSegment.Flaw) {
      let hashes = try segment.verified(after: hash, descriptor: descriptor)
      heads[segment.log] = .proven(
        descriptor, last: segment.last, hash: hashes.last ?? hash)
    } catch {
      throw .altered(error.rawValue)
    }
  }
}

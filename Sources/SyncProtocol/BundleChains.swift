internal import Replication

/// The chains of a bundle's logs, as far as they can be checked.
struct BundleChains {
  private enum Head {
    case proven(LogDescriptor, last: UInt64, hash: Digest)
    /// The entry before the log's first one here is unknown, or belongs to another line.
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
    // An entry that does not continue the log held here may belong to another line of a fork: the
    // store decides about that.
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
    do throws(LogSegment.VerificationFailure) {
      let hashes = try segment.verified(after: hash, descriptor: descriptor)
      heads[segment.log] = .proven(
        descriptor, last: segment.last, hash: hashes.last ?? hash)
    } catch {
      throw .altered(error.rawValue)
    }
  }
}

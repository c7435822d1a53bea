/// A run of entries of one log that ends in a checkpoint: the unit of transfer.
public struct LogSegment: Hashable, Sendable {
  /// The most entries of one segment; a replica signs more often.
  public static let entriesMax = 512
  /// The numbers that a segment can begin at: its last one can be stored, too.
  package static let firsts = 1...(EntryLimits.sequenceMax - UInt64(entriesMax))
  /// The most segments of one message.
  public static let perMessageMax = 2048
  /// The most bytes of one segment.
  public static let bytesMax = 512 * 1024

  /// The log that the entries belong to.
  public let log: LogID
  /// Present when the segment begins the log.
  public let descriptor: LogDescriptor?
  /// The sequence number of the first entry, counted from 1.
  public let first: UInt64
  /// Consecutive entries, without a gap.
  public let entries: [SealedEntry]
  /// The signature of the checkpoint at the last entry.
  public let signature: [UInt8]

  /// Entries as stored or received; ``verified(after:descriptor:)`` checks them.
  public init(
    log: LogID, descriptor: LogDescriptor?, first: UInt64, entries: [SealedEntry],
    signature: [UInt8]
  ) {
    self.log = log
    self.descriptor = descriptor
    self.first = first
    self.entries = entries
    self.signature = signature
  }

  /// The position of the last entry.
  public var last: UInt64 { first + UInt64(entries.count) - 1 }

  /// Why a segment failed verification.
  public enum VerificationFailure: String, Error, Hashable, Sendable {
    case empty = "a segment without entries"
    case tooLong = "a segment beyond its limits"
    case foreignDescriptor = "a log that is not the one it names"
    case badSignature = "a checkpoint that the log's owner did not sign"
    case tooManyLogs = "one log more than a replica or a site may have"
    case tooManyLines =
      "one line more than a log may have: too many copies of its store wrote there"
    case tooManyEntries =
      "more entries of devices that no centre vouches for than a site takes from sticks"
    case tooMuchRelayed = "more than a device may pass on for others in a day"

    /// Whether the segment may be valid and only exceeds a quota.
    public var isOverQuota: Bool {
      switch self {
      case .tooManyLogs, .tooManyLines, .tooManyEntries, .tooMuchRelayed: true
      case .empty, .tooLong, .foreignDescriptor, .badSignature: false
      }
    }

    /// The code that a centre sends to a site, in `held`.
    package var code: String {
      switch self {
      case .empty: "empty"
      case .tooLong: "too-long"
      case .foreignDescriptor: "foreign-descriptor"
      case .badSignature: "bad-signature"
      case .tooManyLogs: "too-many-logs"
      case .tooManyLines: "too-many-lines"
      case .tooManyEntries: "too-many-entries"
      case .tooMuchRelayed: "too-much-relayed"
      }
    }
  }

  /// Checks the chain and the checkpoint.
  ///
  /// - Parameters:
  ///   - previous: the chain hash of the entry before the first one, or the log's genesis.
  ///   - descriptor: the log's descriptor, from this segment or an earlier one.
  /// - Returns: the chain hash of every entry, in order.
  public func verified(
    after previous: Digest, descriptor: LogDescriptor
  ) throws(VerificationFailure) -> [Digest] {
    guard !entries.isEmpty else { throw .empty }
    guard entries.count <= Self.entriesMax, Self.firsts.contains(first) else { throw .tooLong }
    guard descriptor.id == log else { throw .foreignDescriptor }
    var hashes: [Digest] = []
    hashes.reserveCapacity(entries.count)
    var current = previous
    for entry in entries {
      current = entry.chained(to: current)
      hashes.append(current)
    }
    let checkpoint = Checkpoint(log: log, sequence: last, signature: signature)
    guard checkpoint.isValid(hash: current, publicKey: descriptor.publicKey) else {
      throw .badSignature
    }
    return hashes
  }
}

/// How much of each log a replica holds: the version vector of the exchange.
public struct Frontier: Hashable, Sendable {
  /// How much of one log is held.
  public struct Position: Hashable, Sendable {
    /// The last entry that is held without a gap.
    public let sequence: UInt64
    /// The first four bytes of the chain hash there, so that a fork is noticed at once.
    public let check: UInt32

    /// A position as stored or received; it is not checked here.
    public init(sequence: UInt64, check: UInt32) {
      (self.sequence, self.check) = (sequence, check)
    }
  }

  /// By log; a log that is absent is not held at all.
  public var positions: [LogID: Position]

  /// Positions as stored or received; they are not checked here.
  public init(_ positions: [LogID: Position] = [:]) { self.positions = positions }

  /// The position in a log; nil where the log is not held.
  public subscript(log: LogID) -> Position? {
    get { positions[log] }
    set { positions[log] = newValue }
  }

  /// The last entry held without a gap; 0 where the log is not held.
  public func sequence(of log: LogID) -> UInt64 { positions[log]?.sequence ?? 0 }
}

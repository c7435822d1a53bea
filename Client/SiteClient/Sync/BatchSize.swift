internal import RecordStore
internal import Replication
internal import SyncProtocol

/// How much a request may hold, by what the line has carried.
///
/// Halved after each transfer that broke, down to the entries of one checkpoint, and doubled after
/// a synchronisation that ended well. The store remembers it, so that the next attempt begins where
/// this one ended, also in another process.
struct BatchSize: Hashable, Sendable {
  /// A smaller batch would cost more in round trips than a line that breaks so soon has left.
  static let bytesMin = 4096
  static let bytesMax = ProtocolLimits.megabytesMax * 1_000_000

  private(set) var bytes: Int

  /// - Parameter bytes: as remembered; `nil` where no transfer broke.
  init(remembered bytes: Int?) {
    self.bytes = min(max(bytes ?? Self.bytesMax, Self.bytesMin), Self.bytesMax)
  }

  /// What the store is to remember.
  var remembered: Int? { bytes == Self.bytesMax ? nil : bytes }

  /// - Parameter budget: what the centre takes; `nil` until it has said so.
  func limits(within budget: BatchBudget?) -> BatchLimits {
    let most =
      budget.map { BatchLimits(entries: $0.entries, bytes: $0.megabytes * 1_000_000) } ?? .standard
    return BatchLimits(entries: most.entries, bytes: min(most.bytes, bytes))
  }

  /// - Parameter sent: the bytes of what did not come through.
  /// - Returns: whether that made it smaller.
  mutating func halve(after sent: Int) -> Bool {
    let half = max(min(bytes, sent) / 2, Self.bytesMin)
    guard half < bytes else { return false }
    bytes = half
    return true
  }

  /// Whether less than a request could be sent in its place.
  func divides(_ request: SyncRequest) -> Bool {
    bytes > Self.bytesMin && request.entryBytes > 2 * Self.bytesMin
  }

  mutating func double() { bytes = min(bytes * 2, Self.bytesMax) }
}

extension SyncRequest {
  /// The entries' own bytes, and about what surrounds them.
  var entryBytes: Int {
    segments.reduce(0) { $0 + $1.entries.reduce(128) { $0 + $1.byteCount + 16 } }
  }
}

extension [LogSegment] {
  var entryCount: Int { reduce(0) { $0 + $1.entries.count } }
}

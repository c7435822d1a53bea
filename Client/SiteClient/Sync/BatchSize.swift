internal import RecordStore
internal import Replication
internal import SyncProtocol

/// How many bytes a message may hold, depending on which transfers succeeded.
///
/// Halved after each transfer that broke off, down to the entries of one checkpoint, and doubled
/// after a successful synchronisation. The store remembers it, so that the next attempt starts
/// where this one ended, even in another process.
struct BatchSize: Hashable, Sendable {
  /// A smaller batch would cost more in round trips than a line that breaks off so soon can
  /// transfer.
  static let bytesMin = 4096
  static let bytesMax = ProtocolLimits.batchBytesMax
  /// What a line of 30 kbit/s carries in 18 seconds. The operating system accepts a larger request at once
  /// and sends it unseen, so that a slow line looks like a silent centre; a smaller one does not.
  static let bytesOfSlowLine = 65_536

  private(set) var bytes: Int

  /// - Parameter bytes: as remembered; `nil` where no transfer broke off.
  init(remembered bytes: Int?) {
    self.bytes = min(max(bytes ?? Self.bytesMax, Self.bytesMin), Self.bytesMax)
  }

  /// The value for the store to remember.
  var remembered: Int? { bytes == Self.bytesMax ? nil : bytes }

  /// The limits of a request.
  ///
  /// - Parameters:
  ///   - budget: the limits that the centre stated; `nil` before that.
  ///   - fitting: the most bytes of entries that stay within a request's limit once compressed.
  func limits(within budget: BatchBudget?, _ fitting: Int) -> BatchLimits {
    let most = budget.map { BatchLimits(entries: $0.entries, bytes: $0.bytes) } ?? .standard
    return BatchLimits(entries: most.entries, bytes: min(most.bytes, bytes, fitting))
  }

  /// - Parameter sent: the bytes of what was not delivered.
  /// - Returns: whether that made it smaller.
  mutating func halve(after sent: Int) -> Bool {
    let half = max(min(bytes, sent) / 2, Self.bytesMin)
    guard half < bytes else { return false }
    bytes = half
    return true
  }

  /// Whether a smaller request could be sent instead.
  func divides(_ request: SyncRequest) -> Bool {
    bytes > Self.bytesMin && request.entryBytes > 2 * Self.bytesMin
  }

  /// Whether even a slow line carries the request before a sync gives up waiting.
  func passesSlowLine(_ request: SyncRequest) -> Bool {
    // The envelope of many small entries may exceed the size that was asked for.
    bytes <= Self.bytesOfSlowLine || request.entryBytes <= Self.bytesOfSlowLine
  }

  mutating func double() { bytes = min(bytes * 2, Self.bytesMax) }
}

extension SyncRequest {
  /// The bytes of the entries, and about those of their envelope.
  var entryBytes: Int {
    segments.reduce(0) { $0 + $1.entries.reduce(128) { $0 + $1.byteCount + 16 } }
  }
}

extension [LogSegment] {
  var entryCount: Int { reduce(0) { $0 + $1.entries.count } }
}

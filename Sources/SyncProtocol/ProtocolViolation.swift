internal import Replication

/// Why a message is refused. Nothing of it was stored.
public enum ProtocolViolation: Error, Hashable, Sendable {
  /// Not a message of Candour.
  case malformed(String)
  /// Exceeds what one exchange may hold.
  case tooLarge(String)
  /// Written for a version of the protocol that this side does not speak.
  case version(UInt32)
}

/// What one exchange may hold. Checked before memory is allocated.
public enum ProtocolLimits {
  /// The version that this program uses.
  public static let version: UInt32 = 1
  /// The most bytes of a batch in a bundle, as written.
  public static let bodyBytesMax = 2 * 1024 * 1024
  /// The most bytes of a request's body as sent, where it can be divided: a slow line needs minutes for them.
  public static let requestBodyBytesMax = 1024 * 1024
  /// The most bytes of the entries of a message, before packing: some 4,500 incidents. They are in memory a
  /// few times over while they are read, for each of the requests that are handled at once.
  public static let batchBytesMax = 8_000_000
  /// The most bytes of a body once decompressed: a batch and its envelope.
  public static let messageBytesMax = 12 * 1024 * 1024
  /// The most bytes of the entries of a message's packed segments, once unpacked: a batch, whose last
  /// segment may exceed it.
  public static let unpackedBytesMax = 9 * 1024 * 1024
  /// The most segments of one message.
  public static let segmentsMax = LogSegment.perMessageMax
  /// The most logs of one frontier.
  public static let positionsMax = 8192
  /// The most ranges of entries that one answer reports as quarantined.
  public static let heldMax = 8192
  /// The most entries of one message. A receiver that does not state that it takes more is sent 1,000.
  public static let entriesMax = 20_000
  /// Random bytes that distinguish a store's request to enrol from that of a copy of the store: so many
  /// that no two stores draw the same.
  public static let attemptBytes = 16
  /// The longest request token, in bytes.
  public static let tokenBytesMax = 1024
}

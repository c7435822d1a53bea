/// Why a message cannot be taken. Nothing of it was stored.
public enum ProtocolViolation: Error, Hashable, Sendable {
  /// Not a message of Candour.
  case malformed(String)
  /// More than one exchange may hold.
  case tooLarge(String)
  /// Written for a version of the protocol that this side does not speak.
  case version(UInt32)
}

/// What one exchange may hold. Checked before memory is spent.
public enum ProtocolLimits {
  /// The version that this program speaks.
  public static let version: UInt32 = 1
  /// A body as sent.
  public static let bodyBytesMax = 2 * 1024 * 1024
  /// A request's body as sent. A line that carries a mebibyte in less time than a timeout is the least that
  /// a site has.
  public static let requestBodyBytesMax = 1024 * 1024
  /// A body once decompressed: a batch and what surrounds it.
  public static let messageBytesMax = 12 * 1024 * 1024
  /// The entries of a message, in millions of bytes: some 5,000 incidents. It is held in memory a few
  /// times over while it is read, by each of the requests that are handled at once.
  public static let megabytesMax = 8
  /// The entries of a message's packed segments, once unpacked: a batch, whose last segment may go beyond.
  public static let unpackedBytesMax = 9 * 1024 * 1024
  /// The most segments of one message.
  public static let segmentsMax = 2048
  /// The most logs of one frontier.
  public static let positionsMax = 8192
  /// The most ranges of entries that one answer reports as held back.
  public static let heldMax = 8192
  /// The most entries of one message. A side that has not said that it takes so many gets 1,000.
  public static let entriesMax = 20_000
  /// The longest request token, in bytes.
  public static let tokenBytesMax = 1024
}

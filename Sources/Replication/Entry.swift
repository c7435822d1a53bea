/// One atomic change to one record.
public struct Entry: Hashable, Sendable {
  /// What is signed and never redacted.
  public let header: EntryHeader
  /// What was written; the header holds its hash.
  public let payload: EntryPayload

  /// An entry of matching parts; the hash is not checked here.
  public init(header: EntryHeader, payload: EntryPayload) {
    (self.header, self.payload) = (header, payload)
  }
}

/// What stays of an entry for ever, also after a redaction. Holds no free text.
public struct EntryHeader: Hashable, Sendable {
  /// When the author's replica wrote it.
  public let time: HybridTime
  /// The record that it is about.
  public let record: RecordID
  /// `incident`, `audit`, … A kind that this version does not know is kept and merged all the same.
  public let kind: String
  /// The role of the person who wrote it, never a name.
  public let author: String
  /// Where this entry stood first, when a fork made it move. Its operations keep that name.
  public let origin: EntryReference?
  /// Fields of a later version, as they were written: they stay when a fork makes the entry move.
  public let laterFields: [UInt8]

  /// The parts of an entry, as its author wrote them.
  public init(
    time: HybridTime, record: RecordID, kind: String, author: String,
    origin: EntryReference? = nil, laterFields: [UInt8] = []
  ) {
    self.time = time
    self.record = record
    self.kind = kind
    self.author = author
    self.origin = origin
    self.laterFields = laterFields
  }

  /// The header of the same entry in another log. It keeps the name that it had first.
  public func moved(from place: EntryReference) -> EntryHeader {
    EntryHeader(
      time: time, record: record, kind: kind, author: author, origin: origin ?? place,
      laterFields: laterFields)
  }
}

/// What an entry says. It can be redacted: the chain holds only its hash.
public struct EntryPayload: Hashable, Sendable {
  /// Random bytes that keep the payload's hash from being guessed once the payload is gone.
  public let salt: [UInt8]
  /// Why, in the author's words. Empty when nobody asked.
  public let reason: String
  /// The changes, in the order of the author.
  public let operations: [Operation]
  /// Takes away what another entry says.
  public let redaction: Redaction?

  /// The parts of an entry, as its author wrote them.
  public init(
    salt: [UInt8], reason: String = "", operations: [Operation], redaction: Redaction? = nil
  ) {
    self.salt = salt
    self.reason = reason
    self.operations = operations
    self.redaction = redaction
  }

  /// Random bytes that keep short payloads from being guessed by their hash after a
  /// redaction.
  public static func salt(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    let bits: UInt64 = generator.next()
    return (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
  }
}

/// Says what remains of an entry whose payload is to be removed everywhere.
///
/// The target's operations stand here again, in their order, with ``Value/redacted`` in place of
/// what had to go; what they superseded stays superseded.
public struct Redaction: Hashable, Sendable {
  /// The entry by the name that its operations go by (its origin, if a fork made it move).
  public let target: EntryReference
  /// When and by whom the target was written: it may not have arrived yet.
  public let time: HybridTime
  /// The role of whoever wrote it.
  public let author: String
  /// The changes, in the order of the author.
  public let operations: [Operation]

  /// The parts of an entry, as its author wrote them.
  public init(
    target: EntryReference, time: HybridTime, author: String, operations: [Operation]
  ) {
    self.target = target
    self.time = time
    self.author = author
    self.operations = operations
  }
}

/// What one entry may hold. Checked before bytes are written and after they are read.
public enum EntryLimits {
  /// The longest payload that is written or accepted, in bytes.
  public static let payloadBytesMax = 256 * 1024
  /// The longest header that is written or accepted, in bytes.
  public static let headerBytesMax = 512
  /// The most operations of one entry.
  public static let operationsMax = 4096
  /// The most operations that one entry replaces.
  public static let supersedesMax = 65_536
  /// The longest reason, in bytes of UTF-8.
  public static let reasonBytesMax = 4096
  /// The longest role, in bytes of UTF-8.
  public static let roleBytesMax = 64
  /// The longest kind of record, in bytes of UTF-8.
  public static let kindBytesMax = 32
}

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
  /// `incident`, `audit`, … Records of a kind that this version does not know are kept and merged
  /// too.
  public let kind: String
  /// The role of the person who wrote it, never a name.
  public let author: String
  /// The entry's first position, if a fork made it move to another log. Its operations keep that
  /// name.
  public let origin: EntryReference?
  /// Fields of a later version, as written; they are kept when a fork moves the entry.
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

  /// The header of the same entry in another log. It keeps its first position as its name.
  public func moved(from place: EntryReference) -> EntryHeader {
    EntryHeader(
      time: time, record: record, kind: kind, author: author, origin: origin ?? place,
      laterFields: laterFields)
  }
}

/// The content of an entry. It can be redacted: the chain holds only its hash.
public struct EntryPayload: Hashable, Sendable {
  /// Random bytes, so that a redacted payload cannot be guessed from its hash.
  public let salt: [UInt8]
  /// Why, in the author's words. Empty when no reason was asked for.
  public let reason: String
  /// The changes, in the author's order.
  public let operations: [Operation]
  /// Removes what another entry says.
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

  /// Random bytes, so that a short payload cannot be guessed from its hash after a redaction.
  public static func salt(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    let bits: UInt64 = generator.next()
    return (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
  }
}

/// States what remains of an entry whose payload is to be removed everywhere.
///
/// The target's operations are repeated here, in their order, with ``Value/redacted`` in place of
/// the removed values; what they superseded stays superseded.
public struct Redaction: Hashable, Sendable {
  /// The entry, by the name that its operations use (its origin, if a fork moved it).
  public let target: EntryReference
  /// When the target was written. Repeated here because the target may not have arrived yet.
  public let time: HybridTime
  /// The role of the target's author.
  public let author: String
  /// The changes, in the author's order.
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
  /// What a header grows by where its entry moves to another log: its first place is written into it. One
  /// that has not moved is shorter by that.
  package static let originBytesMax = 40
  /// The highest number of an entry of a log. Databases, JSON and sums of many such numbers hold it exactly.
  public static let sequenceMax: UInt64 = (1 << 53) - 1
  /// The most operations of one entry.
  public static let operationsMax = 4096
  /// The most operations that one operation may supersede.
  public static let supersedesMax = 65_536
  /// The most other logs that one entry refers to.
  public static let logsMax = 1024
  /// The longest reason, in bytes of UTF-8.
  public static let reasonBytesMax = 4096
  /// The longest role, in bytes of UTF-8.
  public static let roleBytesMax = 64
  /// The longest kind of record, in bytes of UTF-8.
  public static let kindBytesMax = 32

  /// Whether a kind or an author's role can be written: they stand in lists and headings.
  package static func areOneLine(_ names: String...) -> Bool {
    names.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
  }
}

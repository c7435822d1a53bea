internal import Foundation
public import Replication

/// A segment in bytes that are the same for every receiver: a centre packs it once and copies it into
/// each answer.
///
/// Its references name logs of a table of its own. Left out is only what every receiver of it has: to which
/// record an earlier entry of the same log belongs.
public enum PortableSegment: Hashable, Sendable {
  /// As a centre keeps it: the field of an answer, in a Zstandard frame of its own.
  case kept(frame: [UInt8], entries: Int)
  /// As it arrived: the message `PortableSegment`.
  case arrived([UInt8])

  /// The most logs of its table. An entry that refers to another one stays unpacked.
  static let logsMax = 255
  /// The most bytes of its entries: of one that begins within the limit of a segment.
  private static let bytesMax = 2 * LogSegment.bytesMax

  /// A segment as a centre keeps it.
  ///
  /// - Parameter records: gives the records of entries before the segment in its log.
  /// - Returns: the frame, and how many bytes the field has before it is compressed.
  public static func frame(
    of segment: LogSegment, records: (Set<EntryPlace>) throws -> [EntryPlace: RecordID]
  ) throws -> (frame: [UInt8], bytes: Int) {
    let table = logs(of: segment)
    let packer = SegmentPacker(segment, across: LogNumbers(table: table))
    var soFar = try known(of: segment.log, packer.places, before: segment.first, records)
    var message = WirePortableSegment()
    message.segment = try packer.packed(knowing: &soFar)
    message.logs = table.map { Data($0.bytes) }
    let field = Self.field(try serialised(message))
    return (BodyCompression.compressed(field, level: BodyCompression.keptLevel), field.count)
  }

  /// The logs that the segment's entries refer to, in the order in which they are first named.
  private static func logs(of segment: LogSegment) -> [LogID] {
    var (table, known): ([LogID], Set<LogID>) = ([], [segment.log])
    for payload in segment.entries.compactMap(\.payload) {
      var reader = WireReader(payload)
      while let (number, field) = (try? reader.next()) ?? nil {
        guard number == 5, case .bytes(let bytes) = field, let log = LogID(bytes: bytes) else {
          continue
        }
        if table.count < logsMax, known.insert(log).inserted { table.append(log) }
      }
    }
    return table
  }

  /// The segment of one that arrived.
  ///
  /// - Parameter records: gives the records of those of the entries that are known here.
  /// - Returns: `nil` where something is left out that is not known here.
  public func unpacked(
    records: (Set<EntryPlace>) throws -> [EntryPlace: RecordID]
  ) throws -> LogSegment? {
    let wire: WirePortableSegment = try parsed(try message())
    let table = try wire.logs.map { data throws(ProtocolViolation) in try LogID(wire: data) }
    let unpacker = try SegmentUnpacker(
      wire.segment, across: LogNumbers(table: table), entriesMax: LogSegment.entriesMax)
    let log = try LogID(wire: wire.segment.log)
    var soFar = try Self.known(of: log, unpacker.places, before: wire.segment.first, records)
    var bytes = Self.bytesMax
    return try unpacker.unpacked(knowing: &soFar, bytesMax: &bytes)
  }

  /// What is left out: the records of earlier entries of the log. Their checks are not, since a receiver may
  /// read several segments before it stores the first.
  private static func known(
    of log: LogID, _ places: Set<EntryPlace>, before first: UInt64,
    _ records: (Set<EntryPlace>) throws -> [EntryPlace: RecordID]
  ) throws -> KnownSoFar {
    let own = places.filter { $0.log == log }
    let earlier = own.filter { $0.sequence < first }
    var soFar = KnownSoFar([:], own)
    guard !earlier.isEmpty else { return soFar }
    for (place, record) in try records(earlier) { soFar.note(record, at: place) }
    return soFar
  }

  /// The message `PortableSegment`.
  private func message() throws -> [UInt8] {
    switch self {
    case .arrived(let message): return message
    case .kept(let frame, _):
      var reader = WireReader(try BodyCompression.decompressed(frame))
      guard case (Self.fieldNumber, .bytes(let message))? = try reader.next() else {
        throw ProtocolViolation.malformed("a kept segment")
      }
      return Array(message)
    }
  }

  // MARK: As a field of an answer

  private static let fieldNumber: UInt64 = 13

  private static func field(_ message: [UInt8]) -> [UInt8] {
    var field: [UInt8] = []
    field.append(varint: fieldNumber << 3 | 2)
    field.append(delimited: message)
    return field
  }

  /// The field, not compressed.
  func plainField() throws(ProtocolViolation) -> [UInt8] {
    switch self {
    case .kept(let frame, _): try BodyCompression.decompressed(frame)
    case .arrived(let message): Self.field(message)
    }
  }

  /// The field in a frame of its own.
  var frame: [UInt8] {
    switch self {
    case .kept(let frame, _): frame
    case .arrived(let message): BodyCompression.compressed(Self.field(message))
    }
  }
}

/// The bytes of an answer: its message, and behind it the portable segments, copied as they are kept.
public struct EncodedAnswer: Hashable, Sendable {
  private let message: [UInt8]
  private let portable: [PortableSegment]

  /// - Parameter message: all but the portable segments.
  public init(_ message: [UInt8], _ portable: [PortableSegment] = []) {
    (self.message, self.portable) = (message, portable)
  }

  /// Whether it is not worth compressing.
  public var isShort: Bool { portable.isEmpty && message.count <= 256 }

  /// The whole message: fields may follow one another in any order.
  public func plain() throws(ProtocolViolation) -> [UInt8] {
    var bytes = message
    for segment in portable { bytes += try segment.plainField() }
    return bytes
  }

  /// The same, compressed: one frame, and one for each portable segment.
  public func compressed() -> [UInt8] {
    var bytes = BodyCompression.compressed(message)
    for segment in portable { bytes += segment.frame }
    return bytes
  }
}

internal import Replication

/// Splits an entry into its shape and what is its own. An entry that is not in canonical form to
/// the byte, or that holds something that shapes cannot express, is sent unpacked.
struct EntryTemplateEncoder {
  struct Reference {
    /// The log's number in the message, 0 for the own log; while an entry is split, in its table.
    var log: UInt64
    let sequence: UInt64
    let check: UInt32
  }

  /// An entry's own part.
  struct TemplatedEntry {
    let time: UInt64
    let record: RecordID
    var references: [Reference] = []
  }

  /// Beyond this, distances between sequence numbers do not fit their column.
  static let sequencesMax: UInt64 = 1 << 61
  /// The most other logs that one entry which packs refers to.
  static let logsMax = 31

  private let own: LogID
  /// How the message numbers the logs; `nil` for the form in which entries refer to their own only.
  private let numbers: LogNumbers?

  /// The parts of the entries split so far, in columns.
  private(set) var salts: [UInt8] = []
  private(set) var elements: [UInt8] = []
  private(set) var values: [UInt8] = []
  /// The shape of the last entry.
  private(set) var shape: [UInt8] = []
  /// Where in the shape the path of each value is; empty for the reason.
  private var valuePlaces: [Range<Int>] = []
  private var identifiers: [UInt64] = []

  init(of log: LogID, _ numbers: LogNumbers?) { (own, self.numbers) = (log, numbers) }

  /// The path of each value of that entry; empty for the reason.
  var valuePaths: [[UInt8]] { valuePlaces.map { Array(shape[$0]) } }

  /// - Returns: `nil` for an entry that stays unpacked; the columns then hold nothing of it.
  mutating func cut(_ entry: SealedEntry) -> TemplatedEntry? {
    guard let payload = entry.payload else { return nil }
    let ends = (salts.count, elements.count, values.count)
    shape.removeAll(keepingCapacity: true)
    identifiers.removeAll(keepingCapacity: true)
    valuePlaces.removeAll(keepingCapacity: true)
    do {
      var cut = try header(entry.header)
      try self.payload(payload, &cut)
      return cut
    } catch {
      salts.removeSubrange(ends.0...)
      elements.removeSubrange(ends.1...)
      values.removeSubrange(ends.2...)
      return nil
    }
  }

  private mutating func header(_ bytes: [UInt8]) throws(NotCanonical) -> TemplatedEntry {
    var reader = CanonicalReader(bytes)
    try reader.expect(0x09)
    let time = try reader.fixed64()
    try reader.expect(0x12)
    try reader.expect(16)
    guard time != 0, let record = RecordID(bytes: bytes[try reader.range(16)]) else {
      throw NotCanonical()
    }
    try reader.expect(0x1a)
    shape.append(delimited: bytes[try reader.lengthDelimited()])
    if reader.skips(0x22) {
      let author = try reader.lengthDelimited()
      guard !author.isEmpty else { throw NotCanonical() }
      shape.append(delimited: bytes[author])
    } else {
      shape.append(0)
    }
    guard reader.isAtEnd else { throw NotCanonical() }
    return TemplatedEntry(time: time, record: record)
  }

  private mutating func payload(_ bytes: [UInt8], _ cut: inout TemplatedEntry) throws(NotCanonical)
  {
    var reader = CanonicalReader(bytes)
    try reader.expect(0x0a)
    try reader.expect(8)
    salts.append(contentsOf: bytes[try reader.range(8)])
    let hasReason = reader.skips(0x12)
    shape.append(hasReason ? 1 : 0)
    if hasReason {
      let reason = try reader.lengthDelimited()
      guard !reason.isEmpty else { throw NotCanonical() }
      values.append(delimited: bytes[reason])
      valuePlaces.append(0..<0)
    }
    while reader.skips(0x1a) {
      var inner = CanonicalReader(bytes, try reader.lengthDelimited())
      try operation(&inner, &cut)
    }
    try number(&cut.references, try logs(&reader))
    guard reader.isAtEnd else { throw NotCanonical() }
  }

  /// The message's numbers of an entry's table of logs, its own first.
  private func logs(_ reader: inout CanonicalReader) throws(NotCanonical) -> [UInt64] {
    var logs = [LogNumbers.own]
    while reader.skips(0x2a) {
      try reader.expect(16)
      guard let log = LogID(bytes: reader.bytes[try reader.range(16)]), log != own,
        let number = numbers?[log], !logs.contains(number), logs.count <= Self.logsMax
      else { throw NotCanonical() }
      logs.append(number)
    }
    return logs
  }

  /// Replaces the entry's own numbers of logs by the message's. A writer's table has the logs in the
  /// order in which the references name them first, and no others: it can be made again from these.
  private func number(
    _ references: inout [Reference], _ logs: [UInt64]
  ) throws(NotCanonical) {
    var named: UInt64 = 0
    for index in references.indices {
      let log = references[index].log
      guard log <= named + 1, log < UInt64(logs.count) else { throw NotCanonical() }
      named = max(named, log)
      references[index].log = logs[Int(log)]
    }
    guard named + 1 == UInt64(logs.count) else { throw NotCanonical() }
  }

  private mutating func operation(
    _ reader: inout CanonicalReader, _ cut: inout TemplatedEntry
  ) throws(NotCanonical) {
    try reader.expect(0x0a)
    let start = shape.count
    try path(reader.bytes, try reader.lengthDelimited())
    let place = start..<shape.count - 1
    if reader.skips(0x12) {
      var inner = CanonicalReader(reader.bytes, try reader.lengthDelimited())
      if try value(&inner) { valuePlaces.append(place) }
    } else {
      shape.append(ShapeValue.none.rawValue)
    }
    let before = cut.references.count
    var indexes: [UInt8] = []
    while reader.skips(0x1a) {
      var inner = CanonicalReader(reader.bytes, try reader.lengthDelimited())
      let (reference, index) = try Self.reference(&inner)
      cut.references.append(reference)
      indexes.append(varint: index)
    }
    guard reader.isAtEnd else { throw NotCanonical() }
    shape.append(varint: UInt64(cut.references.count - before))
    shape.append(contentsOf: indexes)
  }

  /// - Returns: whether the value is in its column.
  private mutating func value(_ reader: inout CanonicalReader) throws(NotCanonical) -> Bool {
    let kind: ShapeValue
    switch try reader.byte() {
    case 0x0a:
      kind = .text
      values.append(delimited: reader.bytes[try reader.lengthDelimited()])
    case 0x12:
      kind = .number
      values.append(delimited: reader.bytes[try reader.lengthDelimited()])
    case 0x18:
      kind = reader.skips(1) ? .yes : .no
      if kind == .no { try reader.expect(0) }
    case 0x20:
      kind = .element
      try reader.expect(1)
    case 0x28:
      kind = .redacted
      try reader.expect(1)
    default: throw NotCanonical()
    }
    guard reader.isAtEnd else { throw NotCanonical() }
    shape.append(kind.rawValue)
    return kind == .text || kind == .number
  }

  private static func reference(
    _ reader: inout CanonicalReader
  ) throws(NotCanonical) -> (Reference, index: UInt64) {
    var log = LogNumbers.own
    if reader.skips(0x08) {
      log = try reader.varint()
      guard log != LogNumbers.own else { throw NotCanonical() }
    }
    try reader.expect(0x10)
    let sequence = try reader.varint()
    try reader.expect(0x1d)
    let check = try reader.fixed32()
    var index: UInt64 = 0
    if reader.skips(0x20) {
      index = try reader.varint()
      guard index != 0 else { throw NotCanonical() }
    }
    // What a reader accepts: an entry with another number stays unpacked, and only it cannot be read.
    guard reader.isAtEnd, check != 0, (1...EntryLimits.sequenceMax).contains(sequence) else {
      throw NotCanonical()
    }
    return (Reference(log: log, sequence: sequence, check: check), index)
  }

  private mutating func path(_ bytes: [UInt8], _ range: Range<Int>) throws(NotCanonical) {
    guard (1...FieldPath.bytesMax).contains(range.count) else { throw NotCanonical() }
    var start = range.lowerBound
    var place = start
    while place < range.upperBound {
      let byte = bytes[place]
      guard byte > EntryShape.elementsMax else { throw NotCanonical() }
      place += 1
      guard byte == UInt8(ascii: "@"), range.upperBound - place >= ElementIdentifier.characters,
        let identifier = ElementIdentifier.read(bytes, from: place)
      else { continue }
      shape.append(contentsOf: bytes[start..<place])
      shape.append(try number(of: identifier))
      place += ElementIdentifier.characters
      start = place
    }
    shape.append(contentsOf: bytes[start..<range.upperBound])
    shape.append(EntryShape.pathEnd)
  }

  private mutating func number(of identifier: UInt64) throws(NotCanonical) -> UInt8 {
    if let known = identifiers.firstIndex(of: identifier) { return UInt8(known + 1) }
    guard identifiers.count < EntryShape.elementsMax else { throw NotCanonical() }
    identifiers.append(identifier)
    for shift in stride(from: 8 * (ElementIdentifier.bytes - 1), through: 0, by: -8) {
      elements.append(UInt8(truncatingIfNeeded: identifier >> UInt64(shift)))
    }
    return UInt8(identifiers.count)
  }
}

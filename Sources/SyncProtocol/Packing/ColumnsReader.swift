internal import Foundation
internal import Replication

/// Reads the columns of packed entries and rebuilds the bytes of each entry in canonical form.
struct ColumnsReader {
  private let numbers: LogNumbers?
  private var times: CanonicalReader
  private var records: CanonicalReader
  private var salts: CanonicalReader
  private var elements: CanonicalReader
  private let values: [UInt8]
  private let valuePlaces: [Range<Int>]
  private var nextValue = 0
  private var time: UInt64 = 0
  private var operation: [UInt8] = []
  private var path: [UInt8] = []

  /// - Parameter shapes: the shape of each packed entry, from 0.
  init(
    _ wire: WirePackedEntries, _ numbers: LogNumbers?, _ fields: ValueFields, of shapes: [Int]
  ) throws(NotCanonical) {
    self.numbers = numbers
    times = CanonicalReader(Array(wire.times))
    records = CanonicalReader(Array(wire.records))
    salts = CanonicalReader(Array(wire.salts))
    elements = CanonicalReader(Array(wire.elements))
    values = Array(wire.values)
    valuePlaces = try fields.places(in: values, of: shapes)
  }

  var isAtEnd: Bool {
    times.isAtEnd && records.isAtEnd && salts.isAtEnd && elements.isAtEnd
  }

  /// - Parameter record: `nil` where it is in its column.
  mutating func entry(
    _ shape: EntryShape, _ record: RecordID?, _ references: [EntryTemplateEncoder.Reference]
  ) throws -> (entry: SealedEntry, record: RecordID) {
    guard let record = try record ?? RecordID(bytes: records.bytes[try records.range(16)]) else {
      throw NotCanonical()
    }
    let header = try header(shape, record)
    let payload = try payload(shape, references)
    guard header.count <= EntryLimits.headerBytesMax else {
      throw ProtocolViolation.tooLarge("a header")
    }
    return (SealedEntry(header: header, body: .payload(payload)), record)
  }

  private mutating func header(
    _ shape: EntryShape, _ record: RecordID
  ) throws(NotCanonical) -> [UInt8] {
    time &+= ZigZag.decoded(try times.varint())
    var bytes: [UInt8] = []
    bytes.reserveCapacity(27 + shape.headerTail.count)
    bytes.append(0x09)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: time >> UInt64(shift)))
    }
    bytes.append(0x12)
    bytes.append(16)
    record.withBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: shape.headerTail)
    return bytes
  }

  private mutating func payload(
    _ shape: EntryShape, _ references: [EntryTemplateEncoder.Reference]
  ) throws -> [UInt8] {
    var bytes: [UInt8] = [0x0a, 8]
    bytes.reserveCapacity(1024)
    bytes.append(contentsOf: salts.bytes[try salts.range(8)])
    if shape.hasReason {
      bytes.append(0x12)
      bytes.append(delimited: value())
    }
    let identifiers = elements.bytes[try elements.range(ElementIdentifier.bytes * shape.elements)]
    let logs = try table(of: references)
    var next = references.startIndex
    for operation in shape.operations {
      self.operation.removeAll(keepingCapacity: true)
      append(operation.path, identifiers)
      append(operation.value)
      for index in operation.indexes {
        append(references[next], logs, index)
        next += 1
      }
      bytes.append(0x1a)
      bytes.append(delimited: self.operation)
      guard bytes.count <= EntryLimits.payloadBytesMax else {
        throw ProtocolViolation.tooLarge("a payload")
      }
    }
    if let numbers {
      for log in logs.dropFirst() {
        bytes.append(0x2a)
        bytes.append(16)
        numbers.log(log).withBytes { bytes.append(contentsOf: $0) }
      }
    }
    guard bytes.count <= EntryLimits.payloadBytesMax else {
      throw ProtocolViolation.tooLarge("a payload")
    }
    return bytes
  }

  /// The entry's table: the logs in the order in which its references name them first, after its own.
  private func table(
    of references: [EntryTemplateEncoder.Reference]
  ) throws(NotCanonical) -> [UInt64] {
    var logs = [LogNumbers.own]
    guard numbers != nil else { return logs }
    for reference in references where reference.log != logs.last && !logs.contains(reference.log) {
      logs.append(reference.log)
      guard logs.count <= 1 + EntryTemplateEncoder.logsMax else { throw NotCanonical() }
    }
    return logs
  }

  private mutating func append(_ shaped: [UInt8], _ identifiers: ArraySlice<UInt8>) {
    path.removeAll(keepingCapacity: true)
    for byte in shaped {
      guard byte <= EntryShape.elementsMax else {
        path.append(byte)
        continue
      }
      let start = identifiers.startIndex + ElementIdentifier.bytes * (Int(byte) - 1)
      let bytes = identifiers[start..<start + ElementIdentifier.bytes]
      ElementIdentifier.write(bytes.reduce(0) { $0 << 8 | UInt64($1) }, to: &path)
    }
    operation.append(0x0a)
    operation.append(delimited: path)
  }

  private mutating func value() -> ArraySlice<UInt8> {
    defer { nextValue += 1 }
    return values[valuePlaces[nextValue]]
  }

  private mutating func append(_ value: ShapeValue) {
    switch value {
    case .none: return
    case .text, .number:
      let text = self.value()
      var inner: [UInt8] = []
      inner.append(varint: UInt64(text.count))
      operation.append(0x12)
      operation.append(varint: UInt64(1 + inner.count + text.count))
      operation.append(value == .text ? 0x0a : 0x12)
      operation.append(contentsOf: inner)
      operation.append(contentsOf: text)
    case .no: operation.append(contentsOf: [0x12, 2, 0x18, 0])
    case .yes: operation.append(contentsOf: [0x12, 2, 0x18, 1])
    case .element: operation.append(contentsOf: [0x12, 2, 0x20, 1])
    case .redacted: operation.append(contentsOf: [0x12, 2, 0x28, 1])
    }
  }

  private mutating func append(
    _ reference: EntryTemplateEncoder.Reference, _ logs: [UInt64], _ index: UInt64
  ) {
    var inner: [UInt8] = []
    if reference.log != LogNumbers.own, let log = logs.firstIndex(of: reference.log) {
      inner.append(0x08)
      inner.append(varint: UInt64(log))
    }
    inner.append(0x10)
    inner.append(varint: reference.sequence)
    inner.append(0x1d)
    for shift in stride(from: 0, to: 32, by: 8) {
      inner.append(UInt8(truncatingIfNeeded: reference.check >> UInt32(shift)))
    }
    if index != 0 {
      inner.append(0x20)
      inner.append(varint: index)
    }
    operation.append(0x1a)
    operation.append(delimited: inner)
  }
}

internal import Replication

// What entries of one kind have in common. Sites write the same fields again and again: a batch
// states them once.
//
//   shape     = kind ‖ author, each with its length ‖ whether there is a reason (1 byte) ‖
//   operation*
//   operation = path ‖ 0 ‖ value's type (1 byte) ‖ number of references ‖ index of each
//
// In a path the identifier after an `@` is a byte from 1 to 31: the first that the entry names, the
// second, and so on. No path contains such a byte itself.

/// What kind of value an operation writes, as a byte of a shape.
enum ShapeValue: UInt8 {
  case none, text, number, no, yes, element, redacted
}

/// A shape as read.
struct EntryShape {
  struct Operation {
    let path: [UInt8]
    let value: ShapeValue
    /// The index of each operation that this one supersedes.
    let indexes: [UInt64]
  }

  static let elementsMax = 31
  static let pathEnd: UInt8 = 0

  /// The end of the header, after its time and record.
  let headerTail: [UInt8]
  let hasReason: Bool
  let operations: [Operation]
  let elements: Int
  let references: Int

  /// The path of each value that is in its column; empty for the reason.
  var valuePaths: [[UInt8]] {
    let paths = operations.filter { $0.value == .text || $0.value == .number }.map(\.path)
    return hasReason ? [[]] + paths : paths
  }

  init(_ bytes: [UInt8]) throws(NotCanonical) {
    var reader = CanonicalReader(bytes)
    let kind = bytes[try reader.lengthDelimited()]
    let author = bytes[try reader.lengthDelimited()]
    var tail: [UInt8] = [0x1a]
    tail.append(delimited: kind)
    if !author.isEmpty {
      tail.append(0x22)
      tail.append(delimited: author)
    }
    headerTail = tail
    hasReason = try Self.flag(&reader)
    var operations: [Operation] = []
    while !reader.isAtEnd { operations.append(try Self.operation(&reader)) }
    self.operations = operations
    elements = Int(operations.lazy.flatMap(\.path).filter { $0 <= Self.elementsMax }.max() ?? 0)
    references = operations.reduce(0) { $0 + $1.indexes.count }
  }

  private static func flag(_ reader: inout CanonicalReader) throws(NotCanonical) -> Bool {
    switch try reader.byte() {
    case 0: return false
    case 1: return true
    default: throw NotCanonical()
    }
  }

  private static func operation(
    _ reader: inout CanonicalReader
  ) throws(NotCanonical) -> Operation {
    var path: [UInt8] = []
    while case let byte = try reader.byte(), byte != pathEnd {
      guard path.count < FieldPath.bytesMax else { throw NotCanonical() }
      path.append(byte)
    }
    guard let value = ShapeValue(rawValue: try reader.byte()) else { throw NotCanonical() }
    var indexes: [UInt64] = []
    for _ in 0..<(try reader.varint()) { indexes.append(try reader.varint()) }
    return Operation(path: path, value: value, indexes: indexes)
  }
}

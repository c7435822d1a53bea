/// Why bytes from outside are not what they claim to be.
public struct MalformedBytes: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being read and what is wrong with it; never the contents.
  public let what: String

  /// - Parameter what: What is wrong, in a few words.
  public init(_ what: String) { self.what = what }
  public var description: String { "malformed bytes: \(what)" }
}

/// Reads the protobuf wire format without copying and without ever trapping.
public struct WireReader: Sendable {
  /// One field as it is on the wire.
  public enum Field: Sendable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(ArraySlice<UInt8>)
  }

  private let source: ArraySlice<UInt8>
  private var position: Int

  /// A reader at the first of the bytes.
  public init(_ bytes: ArraySlice<UInt8>) { (source, position) = (bytes, bytes.startIndex) }
  /// A reader at the first of the bytes.
  public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// Whether every byte was read.
  public var isAtEnd: Bool { position == source.endIndex }

  /// The offset of the next field: an index into the bytes that are being read.
  public var offset: Int { position }

  /// The bytes from an offset up to the next field.
  public func bytes(from start: Int) -> ArraySlice<UInt8> { source[start..<position] }

  /// The next field and its number, `nil` at the end.
  public mutating func next() throws(MalformedBytes) -> (number: UInt64, field: Field)? {
    guard !isAtEnd else { return nil }
    let key = try varint()
    let number = key >> 3
    guard (1...0x1fff_ffff).contains(number) else { throw MalformedBytes("field number") }
    switch key & 7 {
    case 0: return (number, .varint(try varint()))
    case 1: return (number, .fixed64(try fixed(bytes: 8)))
    case 2: return (number, .bytes(try lengthDelimited()))
    case 5: return (number, .fixed32(UInt32(try fixed(bytes: 4))))
    default: throw MalformedBytes("wire type")
    }
  }

  /// The bytes of every field that holds some, by its number; of a field that is there more than once,
  /// the last, as in protobuf.
  public static func parts(
    of bytes: ArraySlice<UInt8>
  ) throws(MalformedBytes) -> [UInt64: [UInt8]] {
    var reader = WireReader(bytes)
    var parts: [UInt64: [UInt8]] = [:]
    while let (number, field) = try reader.next() {
      if case .bytes(let value) = field { parts[number] = Array(value) }
    }
    return parts
  }

  /// A number of one to ten bytes in its shortest form.
  public mutating func varint() throws(MalformedBytes) -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<10 {
      guard position < source.endIndex else { throw MalformedBytes("cut short") }
      let byte = source[position]
      position += 1
      if index == 9 && byte > 1 { break }
      result |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 { return result }
    }
    throw MalformedBytes("number too long")
  }

  private mutating func fixed(bytes count: Int) throws(MalformedBytes) -> UInt64 {
    guard source.endIndex - position >= count else { throw MalformedBytes("cut short") }
    var result: UInt64 = 0
    for offset in 0..<count {
      result |= UInt64(source[position + offset]) << UInt64(8 * offset)
    }
    position += count
    return result
  }

  private mutating func lengthDelimited() throws(MalformedBytes) -> ArraySlice<UInt8> {
    let length = try varint()
    guard length <= UInt64(source.endIndex - position) else { throw MalformedBytes("cut short") }
    let slice = source[position..<position + Int(length)]
    position += Int(length)
    return slice
  }
}

extension WireReader.Field {
  /// The field's number; throws if it holds bytes.
  public func number() throws(MalformedBytes) -> UInt64 {
    switch self {
    case .varint(let value), .fixed64(let value): return value
    case .fixed32(let value): return UInt64(value)
    case .bytes: throw MalformedBytes("a number was expected")
    }
  }

  /// The field's bytes; throws if it holds a number.
  public func slice() throws(MalformedBytes) -> ArraySlice<UInt8> {
    guard case .bytes(let slice) = self else { throw MalformedBytes("bytes were expected") }
    return slice
  }

  /// - Parameter bytesMax: longer texts are refused before they are copied.
  public func text(bytesMax: Int) throws(MalformedBytes) -> String {
    let slice = try slice()
    guard slice.count <= bytesMax else { throw MalformedBytes("a text too long") }
    guard let text = String(wellFormed: slice) else {
      throw MalformedBytes("a text that is not UTF-8")
    }
    return text
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether both have the same bytes, compared by eights: the merge asks for every value.
  package func isSame(as other: Self) -> Bool {
    guard count == other.count else { return false }
    let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
    var place = 0
    while place + 8 <= count {
      guard left.bigEndianWord(at: place) == right.bigEndianWord(at: place) else { return false }
      place += 8
    }
    while place < count {
      guard self[place] == other[place] else { return false }
      place += 1
    }
    return true
  }
}

extension String {
  /// Whether two texts have the same bytes. Unicode equality is wider, and which of two spellings a
  /// replica keeps must not depend on which arrived first.
  package func isSpelled(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let isSame = utf8.withContiguousStorageIfAvailable { own in
      other.utf8.withContiguousStorageIfAvailable { own.isSame(as: $0) }
    }
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  /// By bytes, so that the order is the same everywhere.
  func isSpelled(before other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// A text from bytes that must be UTF-8; `nil` where they are not. Most are ASCII, which needs no
  /// further check.
  init?(wellFormed bytes: ArraySlice<UInt8>) {
    let isASCII = bytes.withUnsafeBufferPointer { bytes in
      var all: UInt8 = 0
      for byte in bytes { all |= byte }
      return all < 0x80
    }
    if isASCII {
      self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    } else {
      self.init(validating: bytes, as: UTF8.self)
    }
  }
}

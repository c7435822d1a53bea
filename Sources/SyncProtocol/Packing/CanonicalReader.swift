/// The bytes are not in canonical form. Nothing is lost: they are sent unpacked.
struct NotCanonical: Error {}

/// Reads bytes of one form only, so that writing what was read gives the same bytes again.
struct CanonicalReader {
  let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, bytes.indices) }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
  }

  var isAtEnd: Bool { position == end }

  mutating func byte() throws(NotCanonical) -> UInt8 {
    guard position < end else { throw NotCanonical() }
    defer { position += 1 }
    return bytes[position]
  }

  /// Whether the next byte is this one; it is skipped if so.
  mutating func skips(_ byte: UInt8) -> Bool {
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(_ byte: UInt8) throws(NotCanonical) {
    guard skips(byte) else { throw NotCanonical() }
  }

  mutating func range(_ count: Int) throws(NotCanonical) -> Range<Int> {
    guard count <= end - position else { throw NotCanonical() }
    defer { position += count }
    return position..<position + count
  }

  /// A length, and the range of the bytes that it counts.
  mutating func lengthDelimited() throws(NotCanonical) -> Range<Int> {
    let length = try varint()
    guard length <= UInt64(end - position) else { throw NotCanonical() }
    return try range(Int(length))
  }

  /// A number in as few bytes as it needs.
  mutating func varint() throws(NotCanonical) -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<10 {
      let byte = try byte()
      if index == 9 && byte > 1 { break }
      result |= UInt64(byte & 0x7f) << UInt64(7 * index)
      guard byte < 0x80 else { continue }
      if byte == 0 && index > 0 { break }
      return result
    }
    throw NotCanonical()
  }

  /// Eight bytes, the least significant first.
  mutating func fixed64() throws(NotCanonical) -> UInt64 {
    try range(8).reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
  }

  /// Four bytes, the least significant first.
  mutating func fixed32() throws(NotCanonical) -> UInt32 {
    try range(4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[$1]) }
  }
}

extension [UInt8] {
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// A length and the bytes that it counts.
  mutating func append(delimited bytes: some Collection<UInt8>) {
    append(varint: UInt64(bytes.count))
    append(contentsOf: bytes)
  }
}

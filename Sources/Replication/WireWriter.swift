/// Writes the protobuf wire format in one canonical form: fields in ascending order, shortest
/// varints, nothing for a default value.
///
/// Entries are hashed and signed, so every implementation must write the same bytes; protobuf
/// libraries do not promise that. All of them can read the result (`candour.proto`, and
/// `Docs/decisions/0002`).
public struct WireWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// A writer without bytes.
  public init() {}

  /// - Parameter capacity: how many bytes to expect.
  public init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Writes a number in its shortest form.
  public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes a field unless its value is 0, the default.
  public mutating func field(_ number: UInt64, varint value: UInt64) {
    guard value != 0 else { return }
    varint(number << 3)
    varint(value)
  }

  /// Writes a field of eight bytes unless its value is 0, the default.
  public mutating func field(_ number: UInt64, fixed64 value: UInt64) {
    guard value != 0 else { return }
    varint(number << 3 | 1)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Writes a field of four bytes unless its value is 0, the default.
  public mutating func field(_ number: UInt64, fixed32 value: UInt32) {
    guard value != 0 else { return }
    varint(number << 3 | 5)
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }

  /// Writes a field unless the text is empty, the default.
  public mutating func field(_ number: UInt64, text: String) {
    guard !text.isEmpty else { return }
    present(number, text: text)
  }

  /// A text without its first bytes, which must end between two characters.
  public mutating func field(_ number: UInt64, text: String, from start: Int) {
    var text = text
    text.withUTF8 { utf8 in
      guard start < utf8.count else { return }
      varint(number << 3 | 2)
      varint(UInt64(utf8.count - start))
      bytes.append(contentsOf: utf8[start...])
    }
  }

  /// A text that counts even when it is empty: a member of a `oneof` or of a repeated field.
  public mutating func present(_ number: UInt64, text: String) {
    var text = text
    text.withUTF8 { utf8 in
      varint(number << 3 | 2)
      varint(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  /// Writes a field unless there are no bytes, the default.
  public mutating func field(_ number: UInt64, bytes value: [UInt8]) {
    guard !value.isEmpty else { return }
    present(number, bytes: value)
  }

  /// Writes a field even where there are no bytes.
  public mutating func present(_ number: UInt64, bytes value: [UInt8]) {
    varint(number << 3 | 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A `true` member of a `oneof`.
  public mutating func present(_ number: UInt64, flag: Bool) {
    varint(number << 3)
    bytes.append(flag ? 1 : 0)
  }

  /// A message inside this one. Written even when it is empty.
  public mutating func message(_ number: UInt64, _ write: (inout WireWriter) -> Void) {
    varint(number << 3 | 2)
    let start = bytes.count
    // Reserves one byte for the length, as most messages need, and more once it is known to be
    // longer.
    bytes.append(0)
    write(&self)
    let length = bytes.count - start - 1
    if length < 0x80 {
      bytes[start] = UInt8(length)
    } else {
      var prefix = WireWriter()
      prefix.varint(UInt64(length))
      bytes.replaceSubrange(start...start, with: prefix.bytes)
    }
  }

  /// Bytes that are already in wire format.
  public mutating func append(encoded: [UInt8]) { bytes.append(contentsOf: encoded) }
}

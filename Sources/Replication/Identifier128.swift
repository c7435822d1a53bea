/// Sixteen bytes that identify something permanently.
///
/// Ordered by its bytes, most significant first, so that sorting is the same on every machine.
public protocol Identifier128: Hashable, Comparable, Sendable, CustomStringConvertible {
  var high: UInt64 { get }
  var low: UInt64 { get }
  init(high: UInt64, low: UInt64)
}

extension Identifier128 {
  /// - Returns: `nil` unless there are exactly sixteen bytes.
  public init?(bytes: some Collection<UInt8>) {
    let read = bytes.withContiguousStorageIfAvailable { Self(exactly: UnsafeRawBufferPointer($0)) }
    guard let identifier = read ?? Array(bytes).withUnsafeBytes({ Self(exactly: $0) }) else {
      return nil
    }
    self = identifier
  }

  private init?(exactly bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    self.init(high: bytes.bigEndianWord(at: 0), low: bytes.bigEndianWord(at: 8))
  }

  /// 128 random bits.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(high: generator.next(), low: generator.next())
  }

  /// The 16 bytes, most significant first.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  /// Gives access to the bytes in place, without a copy.
  public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
  }

  /// Thirty-two lower-case hexadecimal digits.
  public var hexadecimal: String { Hexadecimal.text(bytes) }

  public static func < (left: Self, right: Self) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  public var description: String { hexadecimal }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes as a number, the most significant first.
  ///
  /// - Precondition: there are eight bytes from the place on.
  func bigEndianWord(at place: Int) -> UInt64 {
    UInt64(bigEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }
}

/// Reading and writing bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
  /// - Precondition: the nibble is below 16.
  static func digit(_ nibble: some BinaryInteger) -> UInt8 {
    UInt8(nibble) + (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
  }

  /// Two lower-case digits for each byte.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
      var place = 0
      for byte in bytes {
        buffer[place] = digit(byte >> 4)
        buffer[place + 1] = digit(byte & 15)
        place += 2
      }
      return place
    }
  }

  /// - Returns: `nil` for an odd length or anything that is not a hexadecimal digit.
  public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var result = [UInt8]()
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case 0x30...0x39: digit = character - 0x30
      case 0x61...0x66: digit = character - 0x61 + 10
      case 0x41...0x46: digit = character - 0x41 + 10
      default: return nil
      }
      if let first = high {
        result.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? result : nil
  }
}

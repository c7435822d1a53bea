/// What an operation writes at a path.
///
/// Removal is no value at all: an operation's value is optional.
public enum Value: Hashable, Sendable {
  case text(String)
  /// A number by its digits, exactly as it was written; never a binary float.
  case number(String)
  case flag(Bool)
  /// Marks that a list element exists; its fields are at the paths below it.
  case element
  /// The value was removed by a redaction.
  case redacted
  /// Written by a later version: the encoded message, kept and forwarded unchanged.
  case unknown([UInt8])

  /// The words of a text, or the digits of a number.
  public var text: String? {
    switch self {
    case .text(let text), .number(let text): text
    case .flag, .element, .redacted, .unknown: nil
    }
  }
}

/// The place of a value in a record: keys joined by `/`, as in
/// `individuals/@7f3k/effectiveDose/total`.
///
/// A component that begins with `@` identifies a list element. The log holds identifiers, not
/// positions, so two sites that add to one list never write to the same place.
public struct FieldPath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The longest path, in bytes of UTF-8.
  public static let bytesMax = 512
  /// The most components of a path.
  public static let depthMax = 16

  /// The components joined by `/`.
  public let text: String

  /// - Returns: `nil` for an empty path or component, one with a control character, or one beyond
  ///   ``bytesMax`` or ``depthMax``.
  public init?(_ text: String) {
    guard Self.isWellFormed(text) else { return nil }
    self.text = text
  }

  /// - Precondition: the text is well formed; for paths written in our own source.
  public init(literal: StaticString) {
    let text = "\(literal)"
    precondition(Self.isWellFormed(text), "a path in the source must be well formed")
    self.text = text
  }

  private static func isWellFormed(_ text: String) -> Bool {
    var depth = 1
    var previous = UInt8(ascii: "/")
    var text = text
    return text.withUTF8 { bytes in
      guard (1...bytesMax).contains(bytes.count) else { return false }
      for byte in bytes {
        if byte == UInt8(ascii: "/") {
          if previous == byte { return false }
          depth += 1
        } else if byte < 0x20 || byte == 0x7f {
          return false
        }
        previous = byte
      }
      return previous != UInt8(ascii: "/") && depth <= depthMax
    }
  }

  // Byte by byte: Unicode treats a slash and a combining accent after it as one character.

  /// The keys and element identifiers, outermost first.
  public var components: [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
  }

  /// The path one level up, `nil` at the top.
  public var parent: FieldPath? {
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return FieldPath(String(text[..<slash]))
  }

  /// The innermost component.
  public var last: Substring {
    let slash = text.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { text[text.utf8.index(after: $0)...] } ?? text[...]
  }

  /// Whether this path names an element of a list.
  public var isElement: Bool { Self.isElement(last) }

  /// Whether a component names an element of a list. By its first byte: a mark that combines with the
  /// `@` makes another character of it, and no other path.
  public static func isElement(_ component: some StringProtocol) -> Bool {
    component.utf8.first == UInt8(ascii: "@")
  }

  /// The path with one more component; nil where it would be too long or too deep.
  public func appending(_ component: some StringProtocol) -> FieldPath? {
    FieldPath(text + "/" + component)
  }

  /// Whether this path is strictly below the other.
  public func isBelow(_ other: FieldPath) -> Bool {
    text.utf8.count > other.text.utf8.count + 1
      && text.utf8.starts(with: other.text.utf8)
      && text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: other.text.utf8.count)]
        == UInt8(ascii: "/")
  }

  /// By bytes, so that the order is the same everywhere.
  public static func < (left: FieldPath, right: FieldPath) -> Bool {
    left.compare(right) < 0
  }

  public static func == (left: FieldPath, right: FieldPath) -> Bool {
    left.text.isSpelled(as: right.text)
  }

  /// Below zero when this path comes before the other, zero when it is the same.
  func compare(_ other: FieldPath) -> Int {
    let order = text.utf8.withContiguousStorageIfAvailable { left in
      other.text.utf8.withContiguousStorageIfAvailable { Self.compare(left, $0) }
    }
    if let order, let order { return order }
    if text.utf8.elementsEqual(other.text.utf8) { return 0 }
    return text.utf8.lexicographicallyPrecedes(other.text.utf8) ? -1 : 1
  }

  /// How many bytes, in complete characters, the path and the other text have in common at the
  /// start.
  func bytesShared(with other: String) -> Int {
    var (own, other) = (text, other)
    return own.withUTF8 { own in
      other.withUTF8 { other in
        var count = 0
        while count < min(own.count, other.count), own[count] == other[count] { count += 1 }
        while count > 0, count < own.count, own[count] & 0xc0 == 0x80 { count -= 1 }
        return count
      }
    }
  }

  private static func compare(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var place = 0
    let common = min(left.count, right.count)
    while place < common {
      if left[place] != right[place] { return Int(left[place]) - Int(right[place]) }
      place += 1
    }
    return left.count - right.count
  }

  public var description: String { text }

  /// A new identifier for a list element: `@` and ten characters of Crockford's base 32.
  public static func elementIdentifier(
    using generator: inout some RandomNumberGenerator
  ) -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var bits: UInt64 = generator.next()
    var characters = [UInt8(ascii: "@")]
    for _ in 0..<10 {
      characters.append(alphabet[Int(bits & 31)])
      bits >>= 5
    }
    return String(decoding: characters, as: UTF8.self)
  }
}

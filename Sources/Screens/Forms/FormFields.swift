/// The fields of a form or a query: `application/x-www-form-urlencoded` (WHATWG URL, 5.1).
package struct FormFields: Sendable {
  /// More pairs than this are refused.
  package static let countMax = 2000

  private var values: [String: [String]] = [:]

  /// - Returns: `nil` for bytes that are not such a form.
  package init?(_ bytes: some Collection<UInt8>) {
    let pairs = bytes.split(separator: UInt8(ascii: "&"), maxSplits: Self.countMax)
    guard pairs.count <= Self.countMax else { return nil }
    for pair in pairs {
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]),
        let value = Self.decoded(parts.count == 2 ? parts[1] : parts[0].suffix(0))
      else { return nil }
      values[name, default: []].append(value)
    }
  }

  /// The first value of a name, as it was sent.
  package subscript(name: String) -> String? { values[name]?.first }

  package func all(_ name: String) -> [String] { values[name] ?? [] }

  /// A value without blanks around it; `nil` when nothing is left.
  package func text(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    let blank: (Character) -> Bool = { $0.isWhitespace }
    let trimmed = value.drop(while: blank).reversed().drop(while: blank).reversed()
    return trimmed.isEmpty ? nil : String(trimmed).replacing("\r\n", with: "\n")
  }

  /// The words of all values of a name.
  package func words(_ name: String) -> [String] {
    all(name).flatMap { $0.split { $0.isWhitespace } }.map(String.init)
  }

  /// Adds one more value of a name.
  package mutating func append(_ name: String, _ value: String) {
    values[name, default: []].append(value)
  }

  package init() {}

  package func filtered(_ keeps: (String) -> Bool) -> FormFields {
    var result = self
    result.values = values.mapValues { $0.filter(keeps) }.filter { !$0.value.isEmpty }
    return result
  }

  package var names: [String] { values.keys.sorted() }

  /// - Returns: `nil` for a broken escape or bytes that are not UTF-8.
  package static func decoded(_ bytes: some Collection<UInt8>) -> String? {
    var result: [UInt8] = []
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
          return nil
        }
        result.append(high << 4 | low)
      default: result.append(byte)
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  /// A value encoded for a query or a path.
  package static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x61 + 10
    case 0x41...0x46: character - 0x41 + 10
    default: nil
    }
  }
}

/// The identifier of a list element in fewer bytes: ten characters of five bits are fifty bits.
enum ElementIdentifier {
  /// After the `@`.
  static let characters = 10
  static let bytes = 7

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  /// The five bits of a character; 255 for any other.
  private static let bits: [UInt8] = {
    var bits = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { bits[Int(character)] = UInt8(value) }
    return bits
  }()

  /// - Returns: `nil` where the characters from the start on are not an identifier.
  static func read(_ bytes: [UInt8], from start: Int) -> UInt64? {
    var result: UInt64 = 0
    for offset in 0..<characters {
      let value = bits[Int(bytes[start + offset])]
      guard value < 32 else { return nil }
      result = result << 5 | UInt64(value)
    }
    return result
  }

  static func write(_ identifier: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 5 * (characters - 1), through: 0, by: -5) {
      bytes.append(alphabet[Int(identifier >> UInt64(shift) & 31)])
    }
  }
}

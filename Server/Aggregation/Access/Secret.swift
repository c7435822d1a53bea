internal import Crypto
internal import FoundationEssentials
internal import Replication

/// A random secret that is handed out once and stored only as its hash.
///
/// The secrets are random and long, so a plain SHA-256 suffices: they cannot be guessed.
package struct Secret: Sendable {
  /// The text that the holder receives.
  package let text: String

  /// The hash that is stored.
  package var hash: [UInt8] { Self.hash(of: text) }

  static func hash(of text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

  /// 256 bits, for an API token or a session: a prefix that secret scanners can find, then base 32.
  static func token(prefix: String) -> Secret {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<4).flatMap { _ in
      withUnsafeBytes(of: generator.next() as UInt64) { Array($0) }
    }
    return Secret(text: prefix + base32(bytes))
  }

  /// 80 bits in four groups, to be read over the telephone: `7K3F-…`.
  static func enrolmentCode() -> Secret {
    var generator = SystemRandomNumberGenerator()
    let bytes =
      withUnsafeBytes(of: generator.next() as UInt64) { Array($0) }
      + withUnsafeBytes(of: generator.next() as UInt64) { Array($0.prefix(2)) }
    let characters = Array(base32(bytes).uppercased())
    let groups = stride(from: 0, to: characters.count, by: 4).map {
      String(characters[$0..<min($0 + 4, characters.count)])
    }
    return Secret(text: groups.joined(separator: "-"))
  }

  /// A code as somebody typed it: converted to capitals, without spaces or dashes, and with the
  /// letters that Crockford's base 32 leaves out read as the digits that they resemble.
  static func canonicalCode(_ typed: String) -> String {
    let characters = typed.uppercased().compactMap { character -> Character? in
      switch character {
      case "O": "0"
      case "I", "L": "1"
      case " ", "-": nil
      default: character
      }
    }
    return String(characters)
  }

  private static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var (buffer, bits) = (UInt32(0), 0)
    var characters: [UInt8] = []
    for byte in bytes {
      buffer = (buffer & 0x1f) << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        characters.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
      }
    }
    if bits > 0 { characters.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
    return String(decoding: characters, as: UTF8.self)
  }
}

internal import Crypto
internal import FoundationEssentials

/// Time-based one-time passwords (RFC 6238): six digits, SHA-1, thirty seconds, as authenticators
/// use them.
package struct OneTimePassword: Sendable {
  /// 160 bits, the length that RFC 4226 recommends.
  package static let secretBytes = 20
  package static let digits = 6
  static let stepMilliseconds: Int64 = 30_000
  /// Steps by which an authenticator's clock may differ.
  static let stepsEitherSide: Int64 = 1

  let secret: [UInt8]

  package init(secret: [UInt8]) { self.secret = secret }

  package static func newSecret() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<secretBytes).map { _ in generator.next() }
  }

  /// The code of a step.
  package func code(step: Int64) -> String {
    let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Data($0) }
    let mac = Array(
      HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(mac[19] & 0x0f)
    let value = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    let text = String(value % 1_000_000)
    return String(repeating: "0", count: Self.digits - text.count) + text
  }

  /// The step whose code was typed; nil where it is not the code of a step that is accepted now.
  ///
  /// - Parameter now: milliseconds since 1970.
  package func step(of typed: String, now: Int64) -> Int64? {
    let code = typed.filter { !$0.isWhitespace }
    let current = now / Self.stepMilliseconds
    return (current - Self.stepsEitherSide...current + Self.stepsEitherSide).first { step in
      let right = Array(self.code(step: step).utf8)
      let given = Array(code.utf8)
      return given.count == right.count
        && zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
  }

  /// The secret in the form to type into an authenticator (RFC 4648, base 32).
  package var text: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var (buffer, bits, result) = (UInt32(0), 0, "")
    for byte in secret {
      buffer = (buffer & 0x1f) << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        result.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
      }
    }
    if bits > 0 { result.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
    return result
  }
}

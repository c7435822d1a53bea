internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import NIOPosix
internal import Replication

/// A password as the centre stores it: scrypt (RFC 7914) with its parameters and salt.
///
/// Written `scrypt$N$r$p$salt$hash`, so that stronger parameters can be introduced without
/// resetting anybody's password.
package struct PasswordHash: Hashable, Sendable {
  /// Shorter ones are refused (NIST SP 800-63B asks for at least eight; they are not typed daily).
  package static let lengthMin = 12
  package static let lengthMax = 1024

  /// 32 MiB and a tenth of a second or so: OWASP's equivalent of N = 2¹⁷, p = 1.
  private static let standard = Parameters(rounds: 1 << 15, blockSize: 8, parallelism: 3)

  private struct Parameters: Hashable, Sendable {
    let rounds: Int
    let blockSize: Int
    let parallelism: Int
  }

  private let parameters: Parameters
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// Hashes a new password.
  package init(of password: String) throws {
    var generator = SystemRandomNumberGenerator()
    salt = (0..<16).map { _ in generator.next() }
    parameters = Self.standard
    hash = try Self.derive(password, salt: salt, parameters)
  }

  private init(parameters: Parameters, salt: [UInt8], hash: [UInt8]) {
    (self.parameters, self.salt, self.hash) = (parameters, salt, hash)
  }

  /// A hash that no password has, to compare with for an unknown person.
  static let decoy = PasswordHash(
    parameters: standard, salt: Array(repeating: 0, count: 16),
    hash: Array(repeating: 0, count: 32))

  /// Reads what ``text`` wrote.
  init?(text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
      let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
      let salt = Hexadecimal.bytes(parts[4]), let hash = Hexadecimal.bytes(parts[5]),
      hash.count == 32
    else { return nil }
    parameters = Parameters(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
    (self.salt, self.hash) = (salt, hash)
  }

  package var text: String {
    let numbers = [parameters.rounds, parameters.blockSize, parameters.parallelism]
    let fields = ["scrypt"] + numbers.map(String.init)
    return (fields + [Hexadecimal.text(salt), Hexadecimal.text(hash)]).joined(separator: "$")
  }

  func matches(_ password: String) throws -> Bool {
    let derived = try Self.derive(password, salt: salt, parameters)
    return zip(derived, hash).reduce(derived.count == hash.count ? 0 : 1) { $0 | ($1.0 ^ $1.1) }
      == 0
  }

  private static func derive(
    _ password: String, salt: [UInt8], _ parameters: Parameters
  ) throws -> [UInt8] {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: parameters.rounds,
      blockSize: parameters.blockSize, parallelism: parameters.parallelism)
    return key.withUnsafeBytes { Array($0) }
  }
}

/// Checks passwords one at a time, on a thread that serves no requests.
///
/// An unknown person takes as much time as a wrong password: an answer never reveals which of the
/// two it was.
actor PasswordChecker {
  func accepts(_ password: String, for stored: String?) async throws -> Bool {
    let known = stored.flatMap(PasswordHash.init(text:))
    let hash = known ?? .decoy
    guard password.utf8.count <= PasswordHash.lengthMax else { return false }
    let matches = try await NIOThreadPool.singleton.runIfActive { try hash.matches(password) }
    return matches && known != nil
  }
}

/// One store with its own signing key: a laptop at a clinic, the hospital's server, the centre.
///
/// It is the first half of the SHA-256 of the replica's public key, so that nobody can claim it
/// without the key.
public struct ReplicaID: Identifier128 {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 64 bits.
  public let low: UInt64
  /// An identifier of the given bits.
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Reads what `description` prints.
  public init?(text: String) {
    guard let bytes = Hexadecimal.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }
}

/// One append-only log, written by one replica in one scope. See ``LogDescriptor``.
public struct LogID: Identifier128 {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 64 bits.
  public let low: UInt64
  /// An identifier of the given bits.
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Reads what `description` prints.
  public init?(text: String) {
    guard let bytes = Hexadecimal.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }
}

/// One record, permanently: an incident, an audit, a theme. Written as a UUID.
public struct RecordID: Identifier128 {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 64 bits.
  public let low: UInt64
  /// An identifier of the given bits.
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Reads a UUID in its usual form, in either case.
  public init?(text: String) {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12],
      let bytes = Hexadecimal.bytes(text.filter { $0 != "-" })
    else { return nil }
    self.init(bytes: bytes)
  }

  /// A UUID, version 7 (RFC 9562): the time, then 74 random bits. Records made one after another
  /// are neighbours in every index, where random ones would each touch another page.
  ///
  /// - Parameter milliseconds: since 1970; a wrong clock does not make identifiers collide.
  public static func make(
    at milliseconds: Int64, using generator: inout some RandomNumberGenerator
  ) -> RecordID {
    let time = UInt64(clamping: milliseconds) << 16
    let high = time | 0x7000 | generator.next() & 0xfff
    let low = generator.next() & ~(UInt64(0b11) << 62) | UInt64(0b10) << 62
    return RecordID(high: high, low: low)
  }

  /// A random UUID, version 4 (RFC 9562).
  public static func make(using generator: inout some RandomNumberGenerator) -> RecordID {
    let high = generator.next() & ~UInt64(0xf000) | 0x4000
    let low = generator.next() & ~(UInt64(0b11) << 62) | UInt64(0b10) << 62
    return RecordID(high: high, low: low)
  }

  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var place = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[place] = UInt8(ascii: "-")
          place += 1
        }
        let word = nibble < 16 ? high : low
        buffer[place] = Hexadecimal.digit(word >> UInt64(60 - 4 * (nibble % 16)) & 15)
        place += 1
      }
      return place
    }
  }
}

/// Whose records these are: a site's (`RBD01`) or the whole trust's (`RBD`).
///
/// Two to sixteen capital letters or digits. A record never changes its scope.
public struct Scope: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The code as given, such as `RBD01`.
  public let code: String

  /// The code of a site or trust; nil unless it has 2 to 16 capital letters and digits.
  public init?(_ code: String) {
    let allowed = code.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 }
    guard (2...16).contains(code.utf8.count), allowed else { return nil }
    self.code = code
  }

  public static func < (left: Scope, right: Scope) -> Bool { left.code < right.code }
  public var description: String { code }
}

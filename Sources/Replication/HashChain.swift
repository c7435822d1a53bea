internal import Crypto

/// SHA-256, the only hash that Candour uses (FIPS 180-4).
///
/// Held in four words, most significant byte first: a merge makes and compares millions.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  private let words: InlineArray<4, UInt64>

  /// - Returns: `nil` unless there are exactly 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    let read = bytes.withContiguousStorageIfAvailable { Self(exactly: UnsafeRawBufferPointer($0)) }
    guard let digest = read ?? Array(bytes).withUnsafeBytes({ Self(exactly: $0) }) else {
      return nil
    }
    self = digest
  }

  /// The SHA-256 of the parts, one after the other.
  public init(of parts: [UInt8]...) {
    var hash = SHA256()
    for part in parts { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    self.init(hash)
  }

  /// The digest of what was hashed so far; more may follow.
  init(_ hash: SHA256) {
    words = hash.finalize().withUnsafeBytes { bytes in
      InlineArray { bytes.bigEndianWord(at: 8 * $0) }
    }
  }

  private init?(exactly bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    words = InlineArray { bytes.bigEndianWord(at: 8 * $0) }
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  /// Gives access to the bytes in place, without a copy.
  public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    let raw = (words[0].bigEndian, words[1].bigEndian, words[2].bigEndian, words[3].bigEndian)
    return try withUnsafeBytes(of: raw, body)
  }

  /// The first four bytes, most significant first: the check of an ``EntryReference``.
  public var check: UInt32 { UInt32(words[0] >> 32) }
  /// The first half, which names logs and replicas.
  var firstHalf: (high: UInt64, low: UInt64) { (words[0], words[1]) }
  public var description: String { Hexadecimal.text(bytes) }

  public static func == (left: Digest, right: Digest) -> Bool {
    (0..<4).allSatisfy { left.words[$0] == right.words[$0] }
  }
  public func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }
}

/// An entry as stored and forwarded: its header, and its payload or what is left of it.
public struct SealedEntry: Hashable, Sendable {
  /// The payload, or what is left of it after a redaction.
  public enum Body: Hashable, Sendable {
    case payload([UInt8])
    /// The payload was redacted; its hash still holds its place in the chain.
    case redacted(Digest)
  }

  /// The header's canonical bytes.
  public let header: [UInt8]
  /// The payload's canonical bytes, or only their hash.
  public let body: Body

  /// The bytes as they were stored or received; nothing is checked here.
  public init(header: [UInt8], body: Body) { (self.header, self.body) = (header, body) }

  /// The payload's canonical bytes; nil once redacted.
  public var payload: [UInt8]? {
    if case .payload(let bytes) = body { bytes } else { nil }
  }

  /// The hash of the payload, redacted or not.
  public var payloadDigest: Digest {
    switch body {
    case .payload(let bytes): Digest(of: bytes)
    case .redacted(let digest): digest
    }
  }

  /// The bytes of header and payload; a redacted payload counts as 32.
  public var byteCount: Int {
    switch body {
    case .payload(let bytes): header.count + bytes.count
    case .redacted: header.count + 32
    }
  }

  /// The chain hash of this entry: SHA-256 over `previous ‖ header ‖ SHA-256(payload)`.
  public func chained(to previous: Digest) -> Digest {
    var hash = SHA256()
    previous.withBytes { hash.update(bufferPointer: $0) }
    header.withUnsafeBytes { hash.update(bufferPointer: $0) }
    payloadDigest.withBytes { hash.update(bufferPointer: $0) }
    return Digest(hash)
  }
}

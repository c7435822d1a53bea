internal import Crypto

/// SHA-256, the only hash that Candour uses (FIPS 180-4).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  /// - Returns: `nil` unless there are exactly 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  public init(of parts: [UInt8]...) {
    var hash = SHA256()
    for part in parts { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    bytes = Array(hash.finalize())
  }

  /// The first four bytes, most significant first: the check of an ``EntryReference``.
  public var check: UInt32 { bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  public var description: String { Hexadecimal.text(bytes) }
}

/// An entry as it is stored and forwarded: its header, and its payload or what is left of it.
public struct SealedEntry: Hashable, Sendable {
  public enum Body: Hashable, Sendable {
    case payload([UInt8])
    /// The payload was redacted; its hash still holds its place in the chain.
    case redacted(Digest)
  }

  public let header: [UInt8]
  public let body: Body

  public init(header: [UInt8], body: Body) { (self.header, self.body) = (header, body) }

  public var payload: [UInt8]? {
    if case .payload(let bytes) = body { bytes } else { nil }
  }

  public var payloadDigest: Digest {
    switch body {
    case .payload(let bytes): Digest(of: bytes)
    case .redacted(let digest): digest
    }
  }

  public var byteCount: Int {
    switch body {
    case .payload(let bytes): header.count + bytes.count
    case .redacted: header.count + 32
    }
  }

  /// The chain hash of this entry: SHA-256 over `previous ‖ header ‖ SHA-256(payload)`.
  public func chained(to previous: Digest) -> Digest {
    Digest(of: previous.bytes, header, payloadDigest.bytes)
  }
}

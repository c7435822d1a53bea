internal import Crypto

/// SHA-256 over bytes that arrive in pieces.
public struct RunningDigest: Sendable {
  private var hash = SHA256()

  /// A digest of nothing.
  public init() {}

  /// Appends bytes to what is hashed.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let contiguous: Void? = bytes.withContiguousStorageIfAvailable { buffer in
      hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
    if contiguous == nil { Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) } }
  }

  /// The digest of everything so far; more may follow.
  public var digest: Digest { Digest(hash) }
}

internal import CZstd
internal import Synchronization

/// How payloads and states are stored: compressed (RFC 8878) against a dictionary of what the
/// records of a trust usually hold.
///
/// What is stored is a zero, the number of the way it is packed, and the packed bytes. Bytes that
/// do not begin with a zero are stored as they were given: so were all of them before, and in the
/// encoding of payloads and states nothing begins with one. What somebody made to begin with one all
/// the same gets a zero and a number of its own, so that both can always be distinguished.
///
/// A dictionary that has shipped is never changed: stores hold bytes that only it unpacks. A better
/// one gets the next number. `make dictionary` trains one.
enum PackedBytes {
  /// How stored bytes begin that are not as they were given.
  static let mark: UInt8 = 0
  private static let asGiven: UInt8 = 0
  private static let firstDictionary: UInt8 = 1

  /// What packed bytes may grow to: a payload at its limit, or the state of a record with all the
  /// operations that one may have.
  static let unpackedBytesMax = 64 * 1024 * 1024

  /// The stored form of some bytes.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    let plain = bytes.first == mark ? [mark, asGiven] + bytes : bytes
    let smaller = DictionaryCodec.using { $0.compressed(bytes, after: [mark, firstDictionary]) }
    guard let smaller, smaller.count < plain.count else { return plain }
    return smaller
  }

  /// The bytes of which these are the stored form.
  static func unpacked(_ stored: [UInt8]) throws(StoreError) -> [UInt8] {
    guard stored.first == mark else { return stored }
    switch stored.dropFirst().first {
    case asGiven:
      return Array(stored.dropFirst(2))
    case firstDictionary:
      if let bytes = DictionaryCodec.using({ $0.decompressed(stored, from: 2) }) { return bytes }
      throw StoreError.damaged(detail: "packed bytes that do not unpack")
    default:
      throw StoreError.damaged(detail: "bytes packed in a way that this version does not know")
    }
  }
}

/// A dictionary, read once. zstd only reads it after it is made, so that threads may share it.
private struct CodecDictionary: @unchecked Sendable {
  /// The least effort that finds nearly all of what the dictionary offers.
  private static let level: Int32 = 3

  let compressing: OpaquePointer
  let decompressing: OpaquePointer

  init(_ bytes: [UInt8]) {
    guard let compressing = ZSTD_createCDict(bytes, bytes.count, Self.level),
      let decompressing = ZSTD_createDDict(bytes, bytes.count)
    else { fatalError("no memory for a dictionary of \(bytes.count) bytes") }
    (self.compressing, self.decompressing) = (compressing, decompressing)
  }
}

/// Compresses and decompresses against the dictionary, for one thread at a time: the one that ``using(_:)``
/// lends it to.
///
/// Codecs are kept: making one costs more than a payload does. There are as many as there were threads
/// at once that needed one.
private final class DictionaryCodec: @unchecked Sendable {
  private static let dictionary = CodecDictionary(PackageResources.records_1_zdict)
  private static let unused = Mutex<[DictionaryCodec]>([])

  /// Lends a codec that no other thread uses meanwhile.
  static func using<T>(_ body: (DictionaryCodec) -> T) -> T {
    let codec = unused.withLock { $0.popLast() } ?? DictionaryCodec(dictionary)
    defer { unused.withLock { $0.append(codec) } }
    return body(codec)
  }

  private let compression: OpaquePointer
  private let decompression: OpaquePointer
  private let decompressing: OpaquePointer

  private init(_ dictionary: CodecDictionary) {
    guard let compression = ZSTD_createCCtx(), let decompression = ZSTD_createDCtx()
    else { fatalError("no memory for a codec") }
    self.compression = compression
    self.decompression = decompression
    decompressing = dictionary.decompressing
    ZSTD_CCtx_refCDict(compression, dictionary.compressing)
    // The number before the frame says which dictionary it needs.
    ZSTD_CCtx_setParameter(compression, ZSTD_c_dictIDFlag, 0)
  }

  deinit {
    ZSTD_freeCCtx(compression)
    ZSTD_freeDCtx(decompression)
  }

  /// `prefix` and one frame; `nil` where the library could not.
  func compressed(_ bytes: [UInt8], after prefix: [UInt8]) -> [UInt8]? {
    let bound = ZSTD_compressBound(bytes.count)
    var written = 0
    let result = [UInt8](unsafeUninitializedCapacity: prefix.count + bound) { buffer, count in
      _ = buffer.initialize(fromContentsOf: prefix)
      let frame = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[prefix.count...])
      written = ZSTD_compress2(compression, frame.baseAddress, frame.count, bytes, bytes.count)
      count = ZSTD_isError(written) == 0 ? prefix.count + written : prefix.count
    }
    return ZSTD_isError(written) == 0 ? result : nil
  }

  /// The bytes of the one frame that begins at `first`; `nil` for anything else.
  func decompressed(_ stored: [UInt8], from first: Int) -> [UInt8]? {
    stored.withUnsafeBytes { stored in
      let frame = UnsafeRawBufferPointer(rebasing: stored[first...])
      let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
      guard size <= UInt64(PackedBytes.unpackedBytesMax) else { return nil }
      var read = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
        read = ZSTD_decompress_usingDDict(
          decompression, buffer.baseAddress, buffer.count, frame.baseAddress, frame.count,
          decompressing)
        count = ZSTD_isError(read) == 0 ? min(read, buffer.count) : 0
      }
      return read == Int(size) ? bytes : nil
    }
  }
}

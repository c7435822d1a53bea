internal import CZstd

/// Bodies are sent compressed with Zstandard (RFC 8878).
public enum BodyCompression {
  /// The name of the coding in `Content-Encoding` and `Accept-Encoding`.
  public static let name = "zstd"

  private static let smallBytes = 16 * 1024
  /// For what is compressed once and sent often.
  static let keptLevel: Int32 = 9

  /// Compresses a body in one frame.
  ///
  /// A small body is worth more effort: it may be sent over a clinic's slow network.
  public static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    compressed(bytes, level: bytes.count <= smallBytes ? 19 : 3)
  }

  static func compressed(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      let written = ZSTD_compress(buffer.baseAddress, bound, bytes, bytes.count, level)
      precondition(ZSTD_isError(written) == 0, "compressing into a buffer of the stated bound")
      count = written
    }
  }

  /// Decompresses a body of one frame or several: what they hold, one after the other.
  ///
  /// - Parameter bytesMax: a body that grows beyond this is refused, however small it was
  ///   compressed.
  public static func decompressed(
    _ bytes: [UInt8], bytesMax: Int = ProtocolLimits.messageBytesMax
  ) throws(ProtocolViolation) -> [UInt8] {
    guard let stream = ZSTD_createDStream() else { throw .tooLarge("no memory for a body") }
    defer { ZSTD_freeDStream(stream) }
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 23)
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
    var position = 0
    var remaining = 1
    // At the end of a frame nothing remains; what follows begins another.
    while remaining != 0 || position < bytes.count {
      let before = position
      let produced = try step(stream, bytes, &position, into: &chunk, remaining: &remaining)
      guard result.count + produced <= bytesMax else { throw .tooLarge("a body that inflates") }
      result.append(contentsOf: chunk[..<produced])
      guard produced > 0 || position > before || remaining == 0 else {
        throw .malformed("a compressed body that is cut short")
      }
    }
    return result
  }

  private static func step(
    _ stream: OpaquePointer, _ bytes: [UInt8], _ position: inout Int, into chunk: inout [UInt8],
    remaining: inout Int
  ) throws(ProtocolViolation) -> Int {
    let capacity = chunk.count
    let (code, consumed, produced) = bytes.withUnsafeBytes { source in
      chunk.withUnsafeMutableBytes { target in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: position)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: capacity, pos: 0)
        let code = ZSTD_decompressStream(stream, &output, &input)
        return (code, input.pos, output.pos)
      }
    }
    guard ZSTD_isError(code) == 0 else { throw .malformed("a body that is not zstd") }
    position = consumed
    remaining = code
    return produced
  }
}

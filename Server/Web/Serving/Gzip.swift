internal import CZlib
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers for programs, compressed where the client accepts that (RFC 9110, 8.4.1.3).
///
/// Pages are not compressed: beside text that somebody else may put into an address, their length
/// would reveal the token of their forms letter by letter (BREACH).
enum Gzip {
  /// Shorter answers gain nothing.
  static let bytesMin = 1024

  /// Whether a request's `Accept-Encoding` accepts gzip.
  static func isAccepted(_ request: Request) -> Bool {
    (request.headers[.acceptEncoding] ?? "").split(separator: ",").contains { part in
      let words = part.filter { $0 != " " }.lowercased().split(separator: ";")
      guard let name = words.first, name == "gzip" || name == "*" else { return false }
      return !words.dropFirst().contains {
        $0.hasPrefix("q=0") && !$0.contains { "123456789".contains($0) }
      }
    }
  }

  /// - Returns: `nil` where zlib fails; the answer is then sent uncompressed.
  static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // 15 bits of window, and 16 for the header of gzip.
    let started = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let room = output.count
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { return nil }
    return Array(output.prefix(room - Int(stream.avail_out)))
  }
}

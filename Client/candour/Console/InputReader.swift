#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Reads a file or standard input, completely or line by line.
struct InputReader {
  /// A line, or a document, may have at most this many bytes.
  static let bytesMax = 64 * 1024 * 1024

  enum Line {
    case bytes([UInt8])
    /// Longer than ``bytesMax``; the rest of it was skipped.
    case tooLong
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Where unread bytes begin in `buffer`.
  private var position = 0
  private var isAtEnd = false
  private var isAtStart = true

  /// Opens a file; nil or `-` is standard input.
  init(_ path: String?) throws(CommandFailure) {
    guard let path, path != "-" else {
      descriptor = STDIN_FILENO
      return
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw CommandFailure(
        .unusable, "unreadable-input",
        "\(path): \(Self.reason(errno))")
    }
    descriptor = opened
  }

  /// `no such file`, otherwise the system's words.
  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such file"
    case EACCES: "you may not read this file"
    case EISDIR: "this is a folder"
    default: String(cString: strerror(code))
    }
  }

  /// Everything up to the end.
  mutating func whole() throws(CommandFailure) -> [UInt8] {
    while !isAtEnd {
      try fill()
      if buffer.count > Self.bytesMax {
        throw CommandFailure(.unusable, "document-too-long", "the input is longer than 64 MiB")
      }
    }
    return buffer
  }

  /// The next line without its end, CR LF or LF; nil at the end of the input.
  mutating func line() throws(CommandFailure) -> Line? {
    var searched = position
    var isTooLong = false
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        let line = buffer[position..<end]
        position = end + 1
        return isTooLong ? .tooLong : .bytes(Self.trimmed(line))
      }
      if isAtEnd {
        guard position < buffer.count || isTooLong else { return nil }
        let line = buffer[position...]
        position = buffer.count
        return isTooLong ? .tooLong : .bytes(Self.trimmed(line))
      }
      if buffer.count - position > Self.bytesMax {
        isTooLong = true
        position = buffer.count
      }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      try fill()
    }
  }

  /// Whether the next line can be read without waiting for more input.
  var hasLine: Bool { isAtEnd || buffer[position...].contains(0x0A) }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line.last == 0x0D ? line.dropLast() : line)
  }

  private mutating func fill() throws(CommandFailure) {
    try readMore()
    if isAtStart { try skipMark() }
  }

  /// Programs of Windows begin a UTF-8 file with a byte order mark. It is no part of the text.
  private mutating func skipMark() throws(CommandFailure) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while buffer.count < mark.count, mark.starts(with: buffer), !isAtEnd { try readMore() }
    if buffer.starts(with: mark) { buffer.removeFirst(mark.count) }
    isAtStart = false
  }

  private mutating func readMore() throws(CommandFailure) {
    let chunk = 256 * 1024
    var count = 0
    repeat {
      count = withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 1) { space in
        let count = read(descriptor, space.baseAddress, chunk)
        if count > 0 { buffer.append(contentsOf: space.prefix(count)) }
        return count
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw CommandFailure(
        .unusable, "unreadable-input",
        errno == EISDIR
          ? "the input is a folder, not a file"
          : "the input cannot be read: \(String(cString: strerror(errno)))")
    }
    if count == 0 { isAtEnd = true }
  }
}

internal import Glibc
internal import Replication

/// The ends of the store's own logs after its last commits: a fixed part of the token's file, which
/// is written in place.
///
///     commit flushed ──▶ noted here ──▶ flushed before the entries are sent
///
/// So what is noted was on the disk, and a store with less has lost it. There is no false alarm: a
/// crash between the two, or a power cut before the system has written the note, leaves a note of an
/// earlier commit. It costs a commit no flush. A note that was written in part is none.
enum CommittedHeads {
  /// Where it is in the file: after the first line, up to what is replaced as one file.
  static let range = 16..<2048

  private static let firstLine = Array("candour token 2\n".utf8)
  private static let newline = UInt8(ascii: "\n")

  /// Whether a file has this part.
  static func isPlace(_ file: [UInt8]) -> Bool {
    file.count >= range.upperBound && file.starts(with: firstLine)
  }

  /// - Returns: nothing where the part is empty, or was written in part.
  static func read(_ file: [UInt8]) -> [LogID: StoreToken.Head] {
    // Nearly all of the part is empty lines at its end.
    let written = file[range].reversed().drop { $0 == newline }.reversed()
    let lines = written.split(separator: newline).map { line in
      line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
    let found = lines.compactMap(StoreToken.head)
    let heads = Dictionary(found) { first, _ in first }
    guard found.count == lines.count - 1, lines.last == ["sum", sum(heads)] else { return [:] }
    return heads
  }

  /// The whole part; `nil` where it has no room for so many logs.
  static func encoded(_ heads: [LogID: StoreToken.Head]) -> [UInt8]? {
    let bytes = Array((StoreToken.text(of: heads) + "sum \(sum(heads))\n").utf8)
    let room = range.count - bytes.count
    guard room >= 0 else { return nil }
    return bytes + Array(repeating: UInt8(ascii: "\n"), count: room)
  }

  /// The part in a file that was just written as one.
  static var empty: [UInt8] { Array(repeating: UInt8(ascii: "\n"), count: range.count) }

  private static func sum(_ heads: [LogID: StoreToken.Head]) -> String {
    "\(Digest(of: Array(StoreToken.text(of: heads).utf8)).check)"
  }

  /// Flushes the file at a path, if it is the token's and says of each log that it ends there or later.
  ///
  /// - Returns: whether it is on the disk now.
  static func flush(
    _ heads: [LogID: StoreToken.Head], of token: String, at path: String
  ) -> Bool {
    let descriptor = opened(path)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var file = [UInt8](repeating: 0, count: TokenPlace.bytesMax)
    let got = file.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard got > 0, let kept = StoreToken(file: Array(file[..<got])), kept.fits(token)
    else { return false }
    let isNoted = heads.allSatisfy { log, head in
      kept.heads[log].map { $0.sequence > head.sequence || $0 == head } ?? false
    }
    return isNoted && fdatasync(descriptor) == 0
  }

  private static func opened(_ path: String) -> Int32 {
    open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
  }

  /// Adds to the file at a path. Where that cannot be done, nothing happens: the commit is on the
  /// disk.
  static func note(_ heads: [LogID: StoreToken.Head], at path: String) {
    let descriptor = opened(path)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var file = [UInt8](repeating: 0, count: range.upperBound)
    let got = file.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard got == file.count, isPlace(file) else { return }
    var all = StoreToken(current: "", heads: heads)
    all.add(read(file))
    guard let bytes = encoded(all.heads) ?? encoded(heads) else { return }
    _ = bytes.withUnsafeBytes {
      pwrite(descriptor, $0.baseAddress, $0.count, off_t(range.lowerBound))
    }
  }
}

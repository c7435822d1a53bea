internal import Glibc
public import Replication

/// The hash and the size of a file outside the store, read in pieces; its contents are not kept.
public struct OutsideFileDigest: Hashable, Sendable {
  /// Why a file was not read.
  public enum Failure: Error, Hashable, Sendable {
    /// No file is at the path.
    case absent
    /// A folder, a device or a pipe: reading it might never end, or might change it.
    case notAFile
    /// The system does not allow reading it; the system's message.
    case unreadable(String)
    /// It was written to while it was read.
    case changedMeanwhile
    /// Its size differs from the expected one; it was not read.
    case otherSize
  }

  /// SHA-256.
  public let digest: Digest
  /// The number of bytes read.
  public let bytes: Int

  private static let pieceBytes = 256 * 1024

  /// - Parameter expected: a file of any other size is not read.
  public init(of path: String, expecting expected: Int? = nil) throws(Failure) {
    // Without waiting: opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .absent : .unreadable(String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let before = try Self.examine(descriptor)
    if let expected, Int(before.st_size) != expected { throw .otherSize }
    var hash = RunningDigest()
    var count = 0
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      let got = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
      if got == 0 { break }
      hash.update(piece[..<got])
      count += got
      guard count <= Int(before.st_size) else { throw .changedMeanwhile }
    }
    let after = try Self.examine(descriptor)
    guard count == Int(after.st_size), before.st_mtim.tv_sec == after.st_mtim.tv_sec,
      before.st_mtim.tv_nsec == after.st_mtim.tv_nsec
    else { throw .changedMeanwhile }
    (digest, bytes) = (hash.digest, count)
  }

  private static func examine(_ descriptor: CInt) throws(Failure) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    return status
  }
}

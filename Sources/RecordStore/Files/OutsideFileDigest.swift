internal import Glibc
public import Replication

/// The hash and the size of a file outside the store, read piece by piece; nothing of it is kept.
public struct OutsideFileDigest: Hashable, Sendable {
  /// Why a file was not read.
  public enum Failure: Error, Hashable, Sendable {
    /// There is nothing at the path.
    case absent
    /// A folder, a device or a pipe: reading it might never end, or change what it is.
    case notAFile
    /// The system does not let it be read; in its words.
    case unreadable(String)
    /// Somebody wrote to it meanwhile.
    case changedMeanwhile
    /// It has another size than the caller expects; it was not read.
    case otherSize
  }

  /// SHA-256.
  public let digest: Digest
  /// The number of bytes read.
  public let bytes: Int

  private static let pieceBytes = 256 * 1024

  /// - Parameter expected: where a file of another size is not to be read.
  public init(of path: String, expecting expected: Int? = nil) throws(Failure) {
    // Without waiting: opening a pipe would wait for somebody to write to it.
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

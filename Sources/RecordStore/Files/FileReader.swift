internal import Glibc

/// A file outside the store or beside it, read at any offset. Whatever has its name, reading ends: a
/// pipe is refused and not waited for.
package final class FileReader {
  private let path: String
  private let descriptor: CInt

  /// - Throws: `StoreError.inaccessible` where the file is missing or cannot be read.
  package init(at path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    let type = status.st_mode & S_IFMT
    guard type == S_IFREG || type == S_IFBLK else {
      throw .inaccessible(detail: "\(path) is not a file")
    }
  }

  /// The file, or `nil` where nothing has its name. A file that cannot be read is never taken for one
  /// that is missing: whoever then writes a new one would overwrite it.
  package static func ifPresent(at path: String) throws(StoreError) -> FileReader? {
    var status = stat()
    if lstat(path, &status) != 0, errno == ENOENT || errno == ENOTDIR { return nil }
    return try FileReader(at: path)
  }

  deinit { close(descriptor) }

  /// The bytes from an offset on; fewer than `count` only at the end.
  package func bytes(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    guard let start = off_t(exactly: offset) else { return [] }
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = result.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, start + off_t(done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw Self.failure(path) }
      if got == 0 { break }
      done += got
    }
    result.removeLast(count - done)
    return result
  }

  /// Why a file was not opened, for the person who named it.
  package static func problem(with path: String) -> String {
    access(path, F_OK) == 0 ? "\(path) cannot be opened" : "\(path): no such file"
  }

  private static func failure(_ path: String) -> StoreError {
    .inaccessible(detail: "\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}

internal import Glibc

/// A file outside the store that appears whole or not at all: it is written beside its place and
/// takes it when it is complete and on the disk.
package final class NewFile {
  package let path: String
  /// Where it is written.
  package let temporaryPath: String
  private let descriptor: CInt
  private var isCommitted = false

  /// - Throws: `StoreError.notOverwritten` for a place that no file of ours may take,
  ///   `StoreError.inaccessible` where nothing can be written.
  package init(at path: String) throws(StoreError) {
    try Self.checkPlace(path)
    self.path = path
    temporaryPath = path + ".partial-\(getpid())"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  /// Refuses a store's database, and whatever is there and is no regular file: a link, a folder, a
  /// device.
  static func checkPlace(_ path: String) throws(StoreError) {
    let name = path.split(separator: "/").last ?? ""
    guard !name.hasPrefix(RecordStore.fileName) else {
      throw .notOverwritten(detail: "\(path) has the name of a store's own file")
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .notOverwritten(detail: "\(path) is a link, a folder or a device")
    }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporaryPath) }
  }

  package func write(_ bytes: [UInt8]) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path) }
      done += written
    }
  }

  /// Puts the file in its place, over one that is there.
  package func commit() throws(StoreError) {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw Self.failure(path)
    }
    isCommitted = true
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    // Not every file system of a stick can do this; the file itself is on it.
    fsync(directory)
    close(directory)
  }

  private static func failure(_ path: String) -> StoreError {
    if errno == ENOSPC || errno == EDQUOT { return .full }
    return .inaccessible(detail: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}

/// A file outside the store, read at any offset.
package final class OutsideFile {
  private let path: String
  private let descriptor: CInt

  /// - Throws: `StoreError.inaccessible` where there is none, or it cannot be read.
  package init(at path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// The bytes from an offset on; fewer than `count` only at the end.
  package func bytes(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    guard let start = off_t(exactly: offset) else { return [] }
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = result.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, start + done)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw Self.failure(path) }
      if got == 0 { break }
      done += got
    }
    result.removeLast(count - done)
    return result
  }

  private static func failure(_ path: String) -> StoreError {
    .inaccessible(detail: "\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}

internal import Glibc

/// Which file has a name, and when it was last changed: whatever replaces it or writes into it makes
/// another one.
struct FileState: Hashable, Sendable {
  private let numbers: [Int64]

  /// - Returns: `nil` where there is no such file.
  init?(of path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    numbers = [
      Int64(bitPattern: UInt64(found.st_dev)), Int64(bitPattern: UInt64(found.st_ino)),
      Int64(found.st_size), Int64(found.st_mtim.tv_sec), Int64(found.st_mtim.tv_nsec),
      Int64(found.st_ctim.tv_sec), Int64(found.st_ctim.tv_nsec),
    ]
  }
}

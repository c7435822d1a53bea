internal import Glibc

/// Gives a finished file a name that nothing has, in one step: what appeared there meanwhile stays.
enum NewName {
  private typealias Call =
    @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt

  /// `renameat2`, which alone renames without replacing on a stick without links (FAT), and which
  /// Swift's `Glibc` does not declare.
  private static let call = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Call.self) }
  private static let withoutReplacing: CUnsignedInt = 1

  /// Names a file that has no name yet.
  ///
  /// - Parameter source: the path of its descriptor.
  static func link(unnamed source: String, to path: String) throws(StoreError) {
    guard linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 else {
      throw failure(path)
    }
  }

  /// Renames a file that has a name beside its place.
  static func rename(_ temporary: String, to path: String) throws(StoreError) {
    if let call {
      if call(AT_FDCWD, temporary, AT_FDCWD, path, withoutReplacing) == 0 { return }
      if errno == EEXIST { throw failure(path) }
    }
    // A file system over a network does not know that call, and has links.
    if Glibc.link(temporary, path) == 0 {
      unlink(temporary)
      return
    }
    if errno == EEXIST { throw failure(path) }
    try replaceReserved(temporary, path)
  }

  /// Where there are no links either, an empty file takes the name, and ours replaces that.
  static func replaceReserved(_ temporary: String, _ path: String) throws(StoreError) {
    let place = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard place >= 0 else { throw failure(path) }
    close(place)
    guard Glibc.rename(temporary, path) == 0 else {
      let failure = failure(path)
      unlink(path)
      throw failure
    }
  }

  /// Why the call that has just failed did.
  private static func failure(_ path: String) -> StoreError {
    guard errno == EEXIST else { return StoreError(writing: path) }
    return .notOverwritten(detail: "\(path) was made by another program meanwhile, and stays")
  }
}

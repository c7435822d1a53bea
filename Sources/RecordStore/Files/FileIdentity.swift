internal import Glibc

/// Which file it is, among all that had or will have its name: its number in the file system, and
/// when it was created, since a number is given again. A copy has both of its own, with all its
/// attributes preserved too.
enum FileIdentity {
  private typealias Call =
    @convention(c) (
      CInt, UnsafePointer<CChar>, CInt, CUnsignedInt, UnsafeMutableRawPointer
    ) -> CInt

  /// `statx`, which alone knows when a file was created and which Swift's `Glibc` does not declare.
  private static let call = dlsym(nil, "statx").map { unsafeBitCast($0, to: Call.self) }

  /// Of Linux's `struct statx`, the same on every architecture: its size, what is wanted of it, and
  /// where that is.
  private enum Layout {
    static let size = 256
    static let inode: UInt32 = 0x100
    static let creation: UInt32 = 0x800
    static let inodeOffset = 32
    static let secondsOffset = 80
    static let nanosecondsOffset = 88
  }

  /// - Returns: `nil` where there is no such file, or its file system does not keep when it was
  ///   created.
  static func text(of path: String) -> String? {
    guard let call else { return nil }
    let wanted = Layout.inode | Layout.creation
    return withUnsafeTemporaryAllocation(byteCount: Layout.size, alignment: 8) { bytes in
      guard let start = bytes.baseAddress, call(AT_FDCWD, path, 0, wanted, start) == 0,
        bytes.load(as: UInt32.self) & wanted == wanted
      else { return nil }
      let inode = bytes.load(fromByteOffset: Layout.inodeOffset, as: UInt64.self)
      let seconds = bytes.load(fromByteOffset: Layout.secondsOffset, as: Int64.self)
      let nanoseconds = bytes.load(fromByteOffset: Layout.nanosecondsOffset, as: UInt32.self)
      return "\(inode)-\(seconds)-\(nanoseconds)"
    }
  }
}

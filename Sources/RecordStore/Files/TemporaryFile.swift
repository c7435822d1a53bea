internal import Glibc

/// The temporary file that an ``AtomicFileWriter`` fills, in the folder of its target.
///
/// It has no name where the file system supports that, so that a killed process leaves nothing.
enum TemporaryFile {
  /// `O_TMPFILE` without the platform's `O_DIRECTORY`, which C headers define by macros that Swift
  /// does not import.
  private static let withoutName: CInt = 0o20000000 | O_DIRECTORY

  static func make(
    for path: String, name: String, in folder: String, mode: UInt32, needsName: Bool
  ) throws(StoreError) -> (descriptor: CInt, path: String, isNamed: Bool) {
    if !needsName {
      let descriptor = open(folder, withoutName | O_RDWR | O_CLOEXEC, mode)
      if descriptor >= 0 { return (descriptor, "/proc/self/fd/\(descriptor)", false) }
    }
    while true {
      let beside = "\(folder)/\(freshName(for: name))"
      let descriptor = open(beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
      guard descriptor >= 0 else { throw StoreError(writing: path) }
      fchmod(descriptor, mode)
      // A lock held while the file is written distinguishes it from a leftover, in every container.
      flock(descriptor, LOCK_EX | LOCK_NB)
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (descriptor, beside, true) }
      // Another process took it for a leftover before it was locked.
      close(descriptor)
    }
  }

  private static func freshName(for name: String) -> String {
    prefix(of: name) + String(UInt64.random(in: .min ... .max), radix: 16)
  }

  /// A file for bytes that then go to a pipe or device: in the system's temporary folder, else in
  /// memory.
  static func makeForStream(
    needsName: Bool
  ) throws(StoreError) -> (descriptor: CInt, path: String, isNamed: Bool) {
    let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var failure = StoreError.inaccessible(detail: "no temporary file can be made")
    for folder in [chosen, "/dev/shm"] {
      do throws(StoreError) {
        return try make(
          for: folder + "/candour", name: "candour-stream", in: folder, mode: 0o600,
          needsName: needsName)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Gives the finished file its name.
  ///
  /// - Parameter existing: what happens to a file that has the name by now; `nil` where it is the
  ///   program's own, and is replaced.
  static func take(
    _ descriptor: CInt, _ temporary: String, isNamed: Bool, to path: String,
    existing: ExistingFile?
  ) throws(StoreError) {
    let source = "/proc/self/fd/\(descriptor)"
    if existing == .kept {
      if isNamed { return try NewName.rename(temporary, to: path) }
      return try NewName.link(unnamed: source, to: path)
    }
    // Whoever put another file there since it was examined is not overwritten.
    if let existing { try FileTarget.checkPlace(path, existing: existing) }
    if isNamed {
      guard rename(temporary, path) == 0 else { throw StoreError(writing: path) }
      return
    }
    if linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return }
    guard errno == EEXIST else { throw StoreError(writing: path) }
    // A link cannot replace a file: it gets a name of its own first.
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let beside = "\(path[..<slash])\(freshName(for: String(path[slash...])))"
    guard linkat(AT_FDCWD, source, AT_FDCWD, beside, AT_SYMLINK_FOLLOW) == 0,
      rename(beside, path) == 0
    else {
      let failure = StoreError(writing: path)
      unlink(beside)
      throw failure
    }
  }

  private static func prefix(of name: String) -> String { "\(name).partial-" }

  private static let databaseSuffixes = ["journal", "wal", "shm"]

  /// Removes what ended processes left half written: files whose lock no process holds.
  static func removeLeftovers(of name: String, in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    let prefix = prefix(of: name)
    while let entry = readdir(directory) {
      let found = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let parts = found.dropFirst(prefix.count).split(separator: "-", maxSplits: 1)
      guard found.hasPrefix(prefix), let number = parts.first, UInt64(number, radix: 16) != nil
      else { continue }
      let path = "\(folder)/\(found)"
      guard parts.count == 1 else {
        // Removes SQLite's files beside it as well.
        if databaseSuffixes.contains(String(parts[1])),
          access("\(folder)/\(prefix)\(number)", F_OK) != 0
        {
          unlink(path)
        }
        continue
      }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        unlink(path)
        for suffix in databaseSuffixes { unlink("\(path)-\(suffix)") }
      }
      close(descriptor)
    }
  }
}

internal import Glibc

/// The file beside its place that an ``AtomicFileWriter`` fills.
///
/// It has no name where the file system can do that, so that a killed process leaves nothing.
enum TemporaryFile {
  /// `O_TMPFILE` without the platform's `O_DIRECTORY`, which C headers build from macros that Swift
  /// does not import.
  private static let withoutName: CInt = 0o20000000 | O_DIRECTORY

  static func make(
    for path: String, name: String, in folder: String, mode: UInt32, needsName: Bool
  ) throws(StoreError) -> (descriptor: CInt, path: String, isNamed: Bool) {
    if !needsName {
      let descriptor = open(folder, withoutName | O_RDWR | O_CLOEXEC, mode)
      if descriptor >= 0 { return (descriptor, "/proc/self/fd/\(descriptor)", false) }
    }
    let beside = "\(folder)/\(prefix(of: name))\(getpid())"
    unlink(beside)
    let descriptor = open(beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw StoreError(writing: path) }
    fchmod(descriptor, mode)
    return (descriptor, beside, true)
  }

  /// A file for what then goes into a pipe or device: in the system's temporary folder, else in
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
  static func take(
    _ descriptor: CInt, _ temporary: String, isNamed: Bool, to path: String
  ) throws(StoreError) {
    if isNamed {
      guard rename(temporary, path) == 0 else { throw StoreError(writing: path) }
      return
    }
    let source = "/proc/self/fd/\(descriptor)"
    if linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return }
    guard errno == EEXIST else { throw StoreError(writing: path) }
    // A link never replaces: it takes a name of its own first.
    let beside = "\(path).partial-\(getpid())"
    unlink(beside)
    guard linkat(AT_FDCWD, source, AT_FDCWD, beside, AT_SYMLINK_FOLLOW) == 0,
      rename(beside, path) == 0
    else {
      let failure = StoreError(writing: path)
      unlink(beside)
      throw failure
    }
  }

  private static func prefix(of name: String) -> String { "\(name).partial-" }

  /// Removes what processes that are gone left half written.
  static func removeLeftovers(of name: String, in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    let prefix = prefix(of: name)
    while let entry = readdir(directory) {
      let found = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard found.hasPrefix(prefix), let process = pid_t(found.dropFirst(prefix.count)) else {
        continue
      }
      if process == getpid() || kill(process, 0) == 0 || errno == EPERM { continue }
      unlink("\(folder)/\(found)")
    }
  }
}

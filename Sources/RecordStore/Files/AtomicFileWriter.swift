internal import Glibc

/// What happens to an existing file that has the name of one to be written.
public enum ExistingFile: Hashable, Sendable {
  /// It stays, and nothing is written: also one that appears while the new one is written.
  case kept
  /// A bundle or backup of ours, or an empty file, is replaced (`--force`); anything else stays.
  case replacedIfOurs
}

/// Writes a file that is either complete on the disk or absent. Both programs use it for everything
/// they write to a place that somebody chose, and for their own key files.
///
///     write beside ──▶ flush ──▶ rename ──▶ flush the folder
///
/// A pipe, a device and `-` cannot be renamed into place: they get the bytes once these are
/// complete.
package final class AtomicFileWriter {
  private enum Target {
    /// A file; what happens to one that has its name, `nil` for the program's own.
    case place(folder: String, existing: ExistingFile?)
    /// A pipe, a device or standard output.
    case stream(CInt)
  }

  package let path: String
  /// Where the bytes are until ``commit()``; readable under this path.
  package private(set) var temporaryPath: String
  private let target: Target
  private let descriptor: CInt
  private var isNamed: Bool
  private var isDone = false

  /// Begins a file at a path that a person named.
  ///
  /// - Parameter needsName: for writers that open the path themselves, as SQLite does. A killed
  ///   process leaves such a file behind; the next one for the same path removes it.
  /// - Throws: `StoreError.notOverwritten` for a file that stays as it is: one that exists already
  ///   and is not to be replaced, a link, a folder, or a file of a data folder.
  package convenience init(
    at path: String, existing: ExistingFile = .kept, needsName: Bool = false
  ) throws(StoreError) {
    let target = try FileTarget.open(path, existing: existing)
    switch target {
    case .stream(let descriptor): try self.init(stream: descriptor, path, needsName: needsName)
    case .place:
      try self.init(place: path, mode: 0o600, needsName: needsName, existing: existing)
    }
  }

  /// Begins a file of the program's own, which replaces an existing one, for writers that open its
  /// path themselves.
  package convenience init(own path: String, mode: UInt32 = 0o600) throws(StoreError) {
    try self.init(place: path, mode: mode, needsName: true)
  }

  /// Begins a file that is never put in place: one bundle out of another, to be read from
  /// ``temporaryPath``.
  package convenience init(enclosedIn folder: String) throws(StoreError) {
    try self.init(place: folder + "/enclosed.bundle", mode: 0o600, needsName: false)
  }

  /// Begins a file that is never put in place, to find out whether one could be.
  convenience init(probing folder: String) throws(StoreError) {
    try self.init(place: folder + "/.candour-probe", mode: 0o600, needsName: false)
  }

  /// Makes sure that the disk has room for this many bytes.
  func reserve(_ bytes: Int) throws(StoreError) {
    let code = posix_fallocate(descriptor, 0, off_t(bytes))
    guard code == 0 else {
      errno = code
      throw StoreError(writing: path)
    }
  }

  /// Writes a file of the program's own in one step.
  package static func write(
    _ bytes: [UInt8], own path: String, mode: UInt32 = 0o600
  ) throws(StoreError) {
    let file = try AtomicFileWriter(place: path, mode: mode, needsName: false, isTidying: false)
    try file.write(bytes)
    try file.commit()
  }

  /// - Parameter isTidying: whether to look for leftovers, which reads the whole folder.
  private init(
    place path: String, mode: UInt32, needsName: Bool, existing: ExistingFile? = nil,
    isTidying: Bool = true
  ) throws(StoreError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    self.path = path
    target = .place(folder: folder, existing: existing)
    if isTidying { TemporaryFile.removeLeftovers(of: name, in: folder) }
    (descriptor, temporaryPath, isNamed) = try TemporaryFile.make(
      for: path, name: name, in: folder, mode: mode, needsName: needsName)
  }

  private init(stream: CInt, _ path: String, needsName: Bool) throws(StoreError) {
    self.path = path
    target = .stream(stream)
    do throws(StoreError) {
      (descriptor, temporaryPath, isNamed) = try TemporaryFile.makeForStream(needsName: needsName)
    } catch {
      if stream != STDOUT_FILENO { close(stream) }
      throw error
    }
  }

  deinit {
    close(descriptor)
    if isNamed, !isDone || !isPlace { unlink(temporaryPath) }
    if case .stream(let stream) = target, stream != STDOUT_FILENO { close(stream) }
  }

  private var isPlace: Bool { if case .place = target { true } else { false } }

  /// Its size so far.
  package var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Removes the name of a file that is never put in place: from here on a killed process leaves
  /// nothing.
  func hide() {
    guard isNamed else { return }
    unlink(temporaryPath)
    (temporaryPath, isNamed) = ("/proc/self/fd/\(descriptor)", false)
  }

  package func write(_ bytes: [UInt8]) throws(StoreError) {
    try Self.write(bytes, to: descriptor, path)
  }

  /// Puts the file in place: it is complete on the disk when this returns.
  ///
  /// - Throws: `StoreError.notOverwritten` where something has taken its name since it was begun, and
  ///   is not to be replaced.
  package func commit() throws(StoreError) {
    switch target {
    case .stream(let stream): try copy(to: stream)
    case .place(let folder, let existing):
      guard fsync(descriptor) == 0 else { throw StoreError(writing: path) }
      try TemporaryFile.take(
        descriptor, temporaryPath, isNamed: isNamed, to: path, existing: existing)
      isDone = true
      try Self.flush(folder: folder)
    }
  }

  private func copy(to stream: CInt) throws(StoreError) {
    let file = try FileReader(at: temporaryPath)
    var offset: UInt64 = 0
    while true {
      let bytes = try file.bytes(at: offset, count: 1 << 16)
      if bytes.isEmpty { return }
      try Self.write(bytes, to: stream, path)
      offset += UInt64(bytes.count)
    }
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: CInt, _ path: String
  ) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw StoreError(writing: path) }
      done += written
    }
  }

  /// Makes the names in a folder durable. Not every file system of a stick can do this; the files
  /// themselves are flushed.
  package static func flush(folder: String) throws(StoreError) {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    guard fsync(directory) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS else {
      throw StoreError(writing: folder)
    }
  }
}

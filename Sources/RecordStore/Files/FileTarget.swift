internal import Glibc

/// Checks the path that a person named for a file before anything is written.
enum FileTarget {
  case place
  /// An open pipe, device or standard output, which is written to directly.
  case stream(CInt)

  static func open(_ path: String, existing: ExistingFile) throws(StoreError) -> FileTarget {
    if path == "-" { return .stream(STDOUT_FILENO) }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw StoreError(writing: path) }
      try checkFolder(of: path, replaces: false)
      return .place
    }
    var type = status.st_mode & S_IFMT
    if type == S_IFLNK {
      var pointed = stat()
      guard stat(path, &pointed) == 0, isStream(pointed.st_mode & S_IFMT) else {
        throw .notOverwritten(detail: "\(path) is a link, which is not written through")
      }
      type = pointed.st_mode & S_IFMT
    }
    if isStream(type) {
      let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw StoreError(writing: path) }
      return .stream(descriptor)
    }
    guard type == S_IFREG else { throw .notOverwritten(detail: "\(path) is a folder") }
    try checkFolder(of: path, replaces: true)
    try check(path, bytes: Int64(status.st_size), existing)
    return .place
  }

  /// Checks once more, before a finished file gets its name, what has that name now.
  static func checkPlace(_ path: String, existing: ExistingFile) throws(StoreError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .notOverwritten(detail: "\(path) was made by another program meanwhile, and stays")
    }
    try check(path, bytes: Int64(status.st_size), existing)
  }

  private static func isStream(_ type: mode_t) -> Bool {
    [S_IFIFO, S_IFCHR, S_IFBLK, S_IFSOCK].contains(type)
  }

  private static func check(
    _ path: String, bytes: Int64, _ existing: ExistingFile
  ) throws(StoreError) {
    let isReplaceable = bytes == 0 || OwnFormat.isOurs(path)
    switch existing {
    case .kept:
      throw .notOverwritten(
        detail: "\(path) exists already (\(bytes) bytes)"
          + (isReplaceable ? "; --force replaces it" : ""))
    case .replacedIfOurs:
      guard isReplaceable else {
        throw .notOverwritten(
          detail: "\(path) (\(bytes) bytes) is not a bundle or backup of Candour")
      }
    }
  }

  /// What the names of a data folder's own files begin with.
  private static let ownNames = [
    "store.", "sync.lock", "tls", SealingKeyFile.name, RecoveryKey.publicName, "sealed",
    "backup-to-seal",
  ]

  /// Refuses to write a data folder's own files from outside, or to use one of their names.
  private static func checkFolder(of path: String, replaces: Bool) throws(StoreError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let isDataFolder = access("\(folder)/\(RecordStore.fileName)", F_OK) == 0
    let isTLSFolder =
      access("\(folder)/../\(RecordStore.fileName)", F_OK) == 0 && folder.hasSuffix("tls")
    let isTheirs = replaces || ownNames.contains { name.hasPrefix($0) }
    guard !((isDataFolder || isTLSFolder) && isTheirs) else {
      throw .notOverwritten(detail: "\(path) belongs to the data folder \(folder)")
    }
  }
}

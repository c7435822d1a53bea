internal import Glibc

/// The disk that a path is on: what errors say of it, and whether a store may be on it.
struct Disk {
  let mount: String
  /// `ext4`, `nfs4`, `fuse.sshfs`, …
  let type: String
  let isReadOnly: Bool
  let bytesFree: UInt64

  /// - Parameter path: a file or folder; the nearest existing folder is used.
  init?(of path: String) {
    guard let existing = Self.existing(path) else { return nil }
    var room = statvfs()
    guard statvfs(existing, &room) == 0 else { return nil }
    isReadOnly = room.f_flag & UInt(ST_RDONLY) != 0
    bytesFree = UInt64(room.f_bavail) * UInt64(room.f_frsize)
    let mounted = Self.mount(of: existing, among: Self.mounts())
    (mount, type) = mounted ?? ("/", "unknown")
  }

  /// The path itself or the nearest folder above it, without links.
  private static func existing(_ path: String) -> String? {
    var path = path.isEmpty ? "." : path
    while true {
      if let resolved = realpath(path, nil) {
        defer { free(resolved) }
        return String(cString: resolved)
      }
      guard let slash = path.lastIndex(of: "/") else { return existing(".") }
      if slash == path.startIndex { return "/" }
      path = String(path[..<slash])
    }
  }

  /// In words, for an error.
  var displayText: String {
    let room =
      isReadOnly
      ? "mounted read-only"
      : bytesFree < 1 << 20 ? "\(bytesFree) bytes free" : "\(bytesFree >> 20) MiB free"
    return "the disk at \(mount) (\(type), \(room))"
  }

  static func displayText(of path: String) -> String {
    Disk(of: path)?.displayText ?? "its disk"
  }

  // MARK: Mounts

  private static func mounts() -> String {
    guard let file = fopen("/proc/self/mountinfo", "re") else { return "" }
    defer { fclose(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The mount point and the file system's type, from the lines of `/proc/self/mountinfo`.
  static func mount(of path: String, among lines: String) -> (point: String, type: String)? {
    var best: (point: String, type: String)?
    for line in lines.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
      else { continue }
      let point = unescaped(fields[4])
      let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
      guard isAbove, point.utf8.count >= (best?.point.utf8.count ?? 0) else { continue }
      best = (point, String(fields[dash + 1]))
    }
    return best
  }

  /// A blank in a mount point is written there as `\040`.
  private static func unescaped(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest.removeFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Network

  /// File systems that several machines may mount. SQLite's write-ahead log needs memory shared
  /// between its processes, so two machines on one of these overwrite each other's entries.
  private static let networkTypes: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "lustre", "beegfs", "gfs2",
    "ocfs2", "glusterfs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs",
    "fuse.ceph", "fuse.davfs2", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.gcsfuse", "fuse.cephfs",
    "fuse.ceph-fuse", "fuse.moosefs", "fuse.lizardfs", "fuse.juicefs", "fuse.nfs",
  ]

  static func isNetwork(_ type: String) -> Bool { networkTypes.contains(type) }

  /// - Throws: `StoreError.networkDisk` where a store in this folder could be opened by two machines
  ///   at once.
  static func checkIsLocal(_ folder: String) throws(StoreError) {
    guard let disk = Disk(of: folder), isNetwork(disk.type) else { return }
    throw .networkDisk(
      detail: "\(folder) is on a network disk (\(disk.type), mounted at \(disk.mount))")
  }
}

extension StoreError {
  /// What the last system call that wrote to a path reported.
  package init(writing path: String) {
    switch errno {
    case ENOSPC, EDQUOT, EFBIG: self = .noRoom(detail: Self.noRoom(path))
    case EROFS:
      self = .inaccessible(
        detail: "\(path) cannot be written: \(Disk.displayText(of: path)) takes no writes")
    default:
      let reason = String(cString: strerror(errno))
      self = .inaccessible(
        detail: "\(path) cannot be written on \(Disk.displayText(of: path)): \(reason)")
    }
  }

  static func noRoom(_ path: String) -> String { "\(path) on \(Disk.displayText(of: path))" }
}

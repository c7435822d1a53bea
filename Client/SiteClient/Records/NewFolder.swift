internal import Foundation
internal import RecordStore

/// A folder that appears with all its files, or does not appear.
///
/// It is filled under another name beside its place, and renamed once it is complete. What a killed
/// process leaves there, the next export to the same place removes.
final class NewFolder {
  /// Where the folder will be.
  private let path: String
  /// Where it is filled meanwhile.
  let temporaryPath: String
  /// Locked while the folder is filled, which distinguishes it from a leftover.
  private let lock: FileHandle
  private var isDone = false

  /// - Throws: `StoreError.notOverwritten` where there is something already, unless it is an empty
  ///   folder.
  init(at path: String) throws(StoreError) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let url = URL(filePath: path)
    let (folder, name) = (url.deletingLastPathComponent().path, url.lastPathComponent)
    guard try Self.isFree(path) else {
      throw .notOverwritten(
        detail: "\(path) is there already, and is not an empty folder: name a new one")
    }
    self.path = path
    let prefix = "\(folder)/\(name).partial-"
    temporaryPath = prefix + String(UInt64.random(in: .min ... .max), radix: 16)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      Self.removeLeftovers(prefix, in: folder)
      try FileManager.default.createDirectory(
        atPath: temporaryPath, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
    } catch {
      let cause = error as NSError
      let reason = (cause.userInfo[NSUnderlyingErrorKey] as? NSError) ?? cause
      throw .inaccessible(
        detail: "the folder \(path) cannot be made: \(reason.localizedDescription)")
    }
    guard let lock = FileHandle(forReadingAtPath: temporaryPath) else {
      throw .inaccessible(detail: "the folder \(path) cannot be made")
    }
    flock(lock.fileDescriptor, LOCK_EX | LOCK_NB)
    self.lock = lock
  }

  deinit { if !isDone { try? FileManager.default.removeItem(atPath: temporaryPath) } }

  /// Puts the folder in its place.
  func commit() throws(StoreError) {
    try AtomicFileWriter.flush(folder: temporaryPath)
    // An empty folder is replaced; anything else that appeared there meanwhile stays.
    guard rename(temporaryPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      throw .inaccessible(
        detail: "\(path) cannot be put in place (\(reason)): name a new folder, such as "
          + "\(path)/tables")
    }
    isDone = true
    try AtomicFileWriter.flush(folder: URL(filePath: path).deletingLastPathComponent().path)
  }

  private static func isFree(_ path: String) throws(StoreError) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return true }
    guard status.st_mode & S_IFMT == S_IFDIR else { return false }
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
  }

  /// Folders of ended processes: no process holds their lock.
  private static func removeLeftovers(_ prefix: String, in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for path in names.map({ "\(folder)/\($0)" }) where path.hasPrefix(prefix) {
      guard UInt64(path.dropFirst(prefix.count), radix: 16) != nil,
        let found = FileHandle(forReadingAtPath: path),
        flock(found.fileDescriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}

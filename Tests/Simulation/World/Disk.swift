import Foundation
import RecordStore
import TestSupport

/// The files of one store as somebody copies them.
struct DiskImage {
  let database: Data
  let log: Data?
  /// The key file.
  let key: Data?
  /// The token stored beside the folder.
  let token: Data?

  init(of folder: String) throws {
    Machine.writeBack(folder)
    let path = folder + "/" + RecordStore.fileName
    database = try Data(contentsOf: URL(fileURLWithPath: path))
    log = try? Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    key = try? Data(contentsOf: URL(fileURLWithPath: folder + "/store.key"))
    token = try? Data(contentsOf: URL(fileURLWithPath: Self.tokenPath(folder)))
  }

  private static func tokenPath(_ folder: String) -> String {
    let place = URL(fileURLWithPath: folder)
    return place.deletingLastPathComponent().path + "/.\(place.lastPathComponent).candour-token"
  }

  /// Writes these bytes into the existing file: it stays the same file, so that the store cannot
  /// notice. The store must be closed.
  func overwrite(_ folder: String) throws {
    let path = folder + "/" + RecordStore.fileName
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: database)
    try file.close()
    try token?.write(to: URL(fileURLWithPath: Self.tokenPath(folder)))
    try putLog(path)
  }

  /// Creates another file with these bytes, as `cp` does.
  ///
  /// - Parameter withToken: with the token beside the folder too, as a disk image has it.
  func make(_ folder: String, withToken: Bool = false) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + RecordStore.fileName
    try database.write(to: URL(fileURLWithPath: path))
    if withToken { try token?.write(to: URL(fileURLWithPath: Self.tokenPath(folder))) }
    try key?.write(to: URL(fileURLWithPath: folder + "/store.key"))
    try putLog(path)
  }

  private func putLog(_ path: String) throws {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try log?.write(to: URL(fileURLWithPath: path + "-wal"))
  }
}

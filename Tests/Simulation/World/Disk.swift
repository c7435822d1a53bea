import Foundation
import RecordStore

/// What stands on the disk for one store: what a power cut leaves.
struct DiskImage {
  let database: Data
  let log: Data?

  init(of folder: String) throws {
    let path = folder + "/" + RecordStore.fileName
    database = try Data(contentsOf: URL(fileURLWithPath: path))
    log = try? Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
  }

  init(database: Data, log: Data?) { (self.database, self.log) = (database, log) }

  /// The same disk with the end of the write-ahead log not yet written.
  func torn(to bytes: Int) -> DiskImage {
    DiskImage(database: database, log: log?.prefix(max(0, bytes)))
  }

  /// Puts these bytes into the file that is there: it stays the same file, so that the store
  /// cannot notice. The store must be closed.
  func overwrite(_ folder: String) throws {
    let path = folder + "/" + RecordStore.fileName
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: database)
    try file.close()
    try putLog(path)
  }

  /// Makes another file with these bytes, as `cp` does.
  func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + RecordStore.fileName
    try database.write(to: URL(fileURLWithPath: path))
    try putLog(path)
  }

  private func putLog(_ path: String) throws {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try log?.write(to: URL(fileURLWithPath: path + "-wal"))
  }
}

internal import Foundation
internal import GRDB

/// Opens a store's file without writing to it.
///
///     read in place ── needs a write (an older schema, no shared memory) ──▶ copy in memory
extension SQLiteFile {
  /// - Returns: `nil` where SQLite would have to write beside the file and cannot.
  package static func openInPlace(_ path: String, functions: [SQLFunction]) throws -> Database? {
    try inPlace(path, functions).map(Database.init)
  }

  /// Reads a whole file into memory, where it can be written to.
  package static func openInMemory(copyOf path: String, functions: [SQLFunction]) throws -> Database
  {
    let memory = try translatingSQLite {
      SQLitePool(try DatabaseQueue(configuration: configuration(functions)))
    }
    try fill(memory, from: path, functions)
    return Database(memory)
  }

  private static func inPlace(_ path: String, _ functions: [SQLFunction]) throws -> SQLitePool? {
    do {
      var configuration = configuration(functions)
      configuration.readonly = true
      let pool = try translatingSQLite {
        SQLitePool(try DatabasePool(path: path, configuration: configuration))
      }
      _ = try pool.read { try $0.value("SELECT count(*) FROM sqlite_master", as: Int.self) }
      return pool
    } catch let error as StorageError where error.needsWrite {
      return nil
    }
  }

  private static func fill(
    _ memory: SQLitePool, from path: String, _ functions: [SQLFunction]
  ) throws {
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
    if let size = log?[.size] as? NSNumber, size.intValue > 0 {
      if let pool = try inPlace(path, functions) { return try pool.backup(to: memory) }
      return try fill(memory, fromCopyOf: path)
    }
    var configuration = configuration()
    configuration.readonly = true
    let file = try translatingSQLite {
      SQLitePool(
        try DatabaseQueue(path: ReadOnlyFile.immutable(path), configuration: configuration))
    }
    try file.backup(to: memory)
    try file.close()
  }

  /// Where a write-ahead log must be read and nothing can be created beside it: both files are
  /// copied to memory for a moment.
  private static func fill(_ memory: SQLitePool, fromCopyOf path: String) throws {
    let files = FileManager.default
    let base = files.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(base)/candour-\(UUID().uuidString)"
    try files.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(atPath: folder) }
    let copy = "\(folder)/store.sqlite"
    for suffix in ["", "-wal"] { try files.copyItem(atPath: path + suffix, toPath: copy + suffix) }
    let file = try translatingSQLite {
      SQLitePool(try DatabaseQueue(path: copy, configuration: configuration()))
    }
    try file.backup(to: memory)
    try file.close()
  }
}

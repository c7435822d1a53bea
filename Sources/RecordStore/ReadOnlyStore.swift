internal import Foundation
internal import GRDB
internal import Replication

/// Opens a store's file without writing to it.
///
///     read in place ── needs a write (an older schema, no shared memory) ──▶ copy in memory
enum ReadOnlyStore {
  /// - Returns: the database, and the key of a store that an earlier version created.
  static func open(
    at path: String, access: StoreAccess
  ) throws(StoreError) -> (database: any DatabaseWriter, key: ReplicaKey?) {
    try translating(at: path) {
      guard access != .copy, let pool = try inPlace(path) else {
        return try copied(from: path)
      }
      let isCurrent = try pool.read { db in
        try Schema.migrator.hasCompletedMigrations(db) && ReadModelVersion.isCurrent(db)
      }
      if isCurrent { return (pool, nil) }
      return try copied(from: path)
    }
  }

  private static var configuration: Configuration {
    var configuration = StoreFile.configuration
    configuration.readonly = true
    return configuration
  }

  /// - Returns: `nil` where SQLite would have to write beside the file and cannot.
  private static func inPlace(_ path: String) throws -> DatabasePool? {
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      _ = try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
      return pool
    } catch let error as DatabaseError where needsWrite(error.resultCode) {
      return nil
    }
  }

  private static func needsWrite(_ code: ResultCode) -> Bool {
    [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_PERM].contains(code)
  }

  /// Reads the whole file into memory and migrates it there.
  private static func copied(
    from path: String
  ) throws -> (database: any DatabaseWriter, key: ReplicaKey?) {
    let memory = try DatabaseQueue(configuration: StoreFile.configuration)
    try fill(memory, from: path)
    let migrator = Schema.migrator
    let (applied, superseded, key) = try memory.read { db in
      (
        try migrator.appliedIdentifiers(db), try migrator.hasBeenSuperseded(db),
        try KeyMigration.key(db)
      )
    }
    if superseded { throw StoreError.tooNew(version: applied.max() ?? "") }
    try migrator.migrate(memory)
    try memory.write { try ReadModelVersion.refresh($0, triggers: "") }
    return (memory, key)
  }

  private static func fill(_ memory: DatabaseQueue, from path: String) throws {
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
    if let size = log?[.size] as? NSNumber, size.intValue > 0 {
      if let pool = try inPlace(path) { return try pool.backup(to: memory) }
      return try fill(memory, fromCopyOf: path)
    }
    var configuration = configuration
    configuration.prepareDatabase { _ in }
    let file = try DatabaseQueue(path: ReadOnlyFile.immutable(path), configuration: configuration)
    try file.backup(to: memory)
    try file.close()
  }

  /// Where a write-ahead log must be read and nothing can be created beside it: both files are
  /// copied to memory for a moment.
  private static func fill(_ memory: DatabaseQueue, fromCopyOf path: String) throws {
    let files = FileManager.default
    let base = files.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(base)/candour-\(UUID().uuidString)"
    try files.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(atPath: folder) }
    let copy = "\(folder)/\(RecordStore.fileName)"
    for suffix in ["", "-wal"] { try files.copyItem(atPath: path + suffix, toPath: copy + suffix) }
    let queue = try DatabaseQueue(path: copy)
    try queue.backup(to: memory)
    try queue.close()
  }
}

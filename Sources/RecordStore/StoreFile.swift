internal import Foundation
internal import GRDB
internal import Replication

/// The SQLite file: how it is created, opened and protected.
enum StoreFile {
  /// Creates a store's file. It gets its name when it is complete, after the key file: an
  /// interrupted `init` can be run again.
  ///
  /// - Parameter found: writes the store's identity.
  static func make(
    in folder: String, key: ReplicaKey, found: (_ db: Database) throws -> Void
  ) throws(StoreError) -> DatabasePool {
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .inaccessible(
        detail: "the folder \(folder) cannot be made on \(Disk.displayText(of: folder))")
    }
    try Disk.checkIsLocal(folder)
    try KeyFile.write(key, in: folder)
    let path = folder + "/" + RecordStore.fileName
    let file = try AtomicFileWriter(own: path)
    try translating(at: path) {
      let queue = try DatabaseQueue(path: file.temporaryPath, configuration: configuration)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = MEMORY") }
      try Schema.migrator.migrate(queue)
      try queue.write(found)
      try queue.close()
    }
    try file.commit()
    return try open(at: path)
  }

  static func open(at path: String) throws(StoreError) -> DatabasePool {
    try translating(at: path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction(WriterSettings.apply)
      try migrate(pool, path: path)
      return pool
    }
  }

  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;
          PRAGMA wal_autocheckpoint = 4000;
          """)
      ClockFunctions.add(to: db)
    }
    return configuration
  }

  /// Migrates an older file; a copy of it is saved beside it first.
  private static func migrate(_ pool: DatabasePool, path: String) throws {
    let migrator = Schema.migrator
    let (applied, superseded) = try pool.read { db in
      (try migrator.appliedIdentifiers(db), try migrator.hasBeenSuperseded(db))
    }
    if superseded { throw StoreError.tooNew(version: applied.max() ?? "") }
    guard applied.count < migrator.migrations.count else { return }
    if !applied.isEmpty {
      try KeyMigration.writeKeyFile(for: pool, path: path)
      try keepCopy(of: pool, at: path + ".before-\(applied.count)")
    }
    try migrator.migrate(pool)
  }

  /// Saves a copy of a file as an earlier version wrote it, without its key.
  private static func keepCopy(of pool: DatabasePool, at path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let copy = try AtomicFileWriter(own: path)
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "VACUUM INTO ?", arguments: [copy.temporaryPath])
    }
    try KeyMigration.removeKey(fromCopy: copy.temporaryPath)
    try copy.commit()
  }
}

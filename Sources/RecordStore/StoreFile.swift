internal import Foundation
internal import Replication
internal import Storage

/// The SQLite file: how it is created, opened and protected.
enum StoreFile {
  /// Creates a store's file. It gets its name when it is complete, after the key file: an
  /// interrupted `init` can be run again.
  ///
  /// - Parameter found: writes the store's identity.
  static func make(
    in folder: String, key: ReplicaKey, for side: StoreIdentity.Side,
    _ domain: any RecordDomain, found: (_ db: Connection) throws -> Void
  ) throws(StoreError) -> Database {
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .inaccessible(
        detail: "the folder \(folder) cannot be made on \(Disk.displayText(of: folder))")
    }
    try Disk.checkIsLocal(folder)
    let turn = try FolderTurn(in: folder)
    defer { turn.end() }
    // One of an interrupted `init` is replaced; anything else that has the name stays.
    _ = try KeyFile.read(in: folder)
    try KeyFile.write(key, in: folder)
    let path = folder + "/" + RecordStore.fileName
    let file = try AtomicFileWriter(own: path)
    try translating(at: path) {
      let database = try SQLiteFile.create(
        at: file.temporaryPath, functions: [])
      try database.migrate(Schema.migrator(for: side, domain))
      try database.write(found)
      try database.close()
    }
    try file.commit()
    do throws(StoreError) {
      return try open(at: path, domain)
    } catch {
      remove(path)
      throw error
    }
  }

  /// Removes a store that was created just now where its first use fails.
  static func keeping<T>(
    _ database: Database, at path: String, _ use: () throws(StoreError) -> T
  ) throws(StoreError) -> T {
    do throws(StoreError) {
      return try use()
    } catch {
      try? database.close()
      remove(path)
      throw error
    }
  }

  /// Removes a store that was created just now and cannot be used: as it has its name, the next
  /// attempt would find it there.
  static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
  }

  static func open(
    at path: String, _ domain: any RecordDomain
  ) throws(StoreError) -> Database {
    try translating(at: path) {
      let database = try SQLiteFile.open(at: path, functions: [])
      try migrate(database, path: path, domain)
      return database
    }
  }

  /// Migrates an older file; a copy of it is saved beside it first.
  private static func migrate(
    _ database: Database, path: String, _ domain: any RecordDomain
  ) throws {
    let migrator = try Schema.migrator(of: database, domain)
    let state = try database.state(of: migrator)
    if state.isSuperseded { throw StoreError.tooNew(version: state.applied.max() ?? "") }
    guard state.pending > 0 else { return }
    if !state.applied.isEmpty {
      try KeyMigration.writeKeyFile(for: database, path: path)
      try keepCopy(of: database, at: path + ".before-\(state.applied.count)")
    }
    try database.migrate(migrator)
  }

  /// Saves a copy of a file as an earlier version wrote it, without its key.
  private static func keepCopy(of database: Database, at path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let copy = try AtomicFileWriter(own: path)
    try database.copy(to: copy.temporaryPath)
    try KeyMigration.removeKey(fromCopy: copy.temporaryPath)
    try copy.commit()
  }
}
